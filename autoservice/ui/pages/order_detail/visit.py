"""The record that a client has looked at an order's page."""

from autoservice.modules.orders.errors import OrderNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import Unauthenticated


async def record_visit(actor: Actor, order_id: int) -> bool:
    """Record that a client looks at the order; nothing for the shop, or where it is recorded already.

    Return whether the client has just placed it.
    """
    if not actor.may(Permission.READ_OWN_ORDERS):
        return False
    async with read_only(actor) as unit:
        if await unit.services.visits.is_recorded(order_id):
            return False
    async with transaction(actor) as unit:
        try:
            return await unit.services.visits.record_visit(order_id)
        except (OrderNotFound, Unauthenticated):
            return False
