"""``/api/orders/{id}/discount``: what the shop gives off an order."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.orders.discounts.errors import DISCOUNT_REFUSED
from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.modules.orders.schemas import OrderView
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders", tags=["orders"], route_class=DocumentedRoute)


@router.put("/{order_id}/discount")
@requires_permission(Permission.MANAGE_ORDERS)
@fails_with(*DISCOUNT_REFUSED)
async def discount_order(order_id: Id, discount: OrderDiscount, actor: CurrentActor, key: Key) -> OrderView:
    """Give a discount on the whole order, or take it back; the client reads it."""
    async with transaction(actor, key.of(discount)) as unit:
        if not unit.is_repetition:
            await unit.services.discounts.discount_order(order_id, discount)
        return await unit.services.orders.get_order(order_id)
