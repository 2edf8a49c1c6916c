"""The rule of comments and photos as a pure function: who may take one back, and why not now."""

from autoservice.modules.orders.errors import OrderFinished
from autoservice.modules.orders.rules import Refusal
from autoservice.modules.orders.workflow import OrderFacts, OrderStatus
from autoservice.modules.progress.errors import NotYourReport
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import AccessDenied


def refuse_withdrawal(order: OrderFacts, author_id: int, by: Actor) -> Refusal:
    """Refuse to take back what somebody else sent, or an order shows that is delivered.

    An administrator takes back everything.
    """
    if not by.may(Permission.WORK_ON_STAGE):
        return AccessDenied
    if by.may(Permission.OVERRIDE_STAGE):
        return None
    if author_id != by.user_id:
        return NotYourReport
    return OrderFinished if order.status == OrderStatus.DELIVERED else None


def can_withdraw(order: OrderFacts, author_id: int, by: Actor) -> bool:
    """Return whether ``by`` may take back now what ``author_id`` sent."""
    return refuse_withdrawal(order, author_id, by) is None
