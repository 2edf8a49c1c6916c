"""The rules of an order's parts as pure functions: what may be done on them, by whom, and why not now."""

from autoservice.modules.orders.errors import OrderFinished
from autoservice.modules.orders.jobs import JobFacts, JobKind, full_price, is_approved
from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.errors import (
    ApprovedSumExceeded,
    PartNotStocked,
    PartTransitionRefused,
)
from autoservice.modules.orders.parts.states import FROM, PartAction, PartFacts
from autoservice.modules.orders.rules import Refusal
from autoservice.modules.orders.workflow import FINISHED_ORDERS
from autoservice.shared.access import Actor, Permission


def refuse_parts(order_status: str) -> Refusal:
    """Refuse any change of the parts of a delivered or cancelled order."""
    return OrderFinished if order_status in FINISHED_ORDERS else None


def _refuse_part(action: PartAction, order_status: str, part: PartFacts) -> Refusal:
    if refused := refuse_parts(order_status):
        return refused
    if action is PartAction.RESERVE and part.item_id is None:
        return PartNotStocked
    return None if part.state in FROM[action] else PartTransitionRefused


def check_part(action: PartAction, order_status: str, part: PartFacts, by: Actor) -> None:
    """Check that ``by`` may do ``action`` on the part now; raises what the rule refuses with."""
    by.check(Permission.ISSUE_STOCK)
    if refused := _refuse_part(action, order_status, part):
        raise refused


def available_on_part(order_status: str, part: PartFacts, by: Actor) -> list[PartAction]:
    """Return the actions on the part that ``check_part`` lets ``by`` do now."""
    if not by.may(Permission.ISSUE_STOCK):
        return []
    return [action for action in PartAction if not _refuse_part(action, order_status, part)]


def is_of_agreed_sum(job: Job) -> bool:
    """Return whether the client has approved the job at a sum, which no further part may raise.

    A service was ordered at the price of the work: what it takes beside is added as it is found.
    """
    return job.kind == JobKind.EXTRA_WORK and is_approved(job)


def check_consent(job: JobFacts, before_minor: int, consented_minor: int, currency: str) -> None:
    """Check that a change of its parts makes no approved work dearer than its client has agreed to.

    ``before_minor`` is what the work came to before, ``consented_minor`` the sum that the client has decided
    on, 0 if the work was ordered. Raises ``ApprovedSumExceeded``.
    """
    agreed = max(before_minor, consented_minor)
    if is_approved(job) and full_price(job) > agreed:
        raise ApprovedSumExceeded(agreed, currency)
