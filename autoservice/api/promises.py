"""``/api/orders/{id}/promise``: until when an order is promised."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.orders.errors import OrderFinished, OrderNotFound, StaleVersion
from autoservice.modules.orders.promises.errors import PROMISE_REFUSED
from autoservice.modules.orders.promises.schemas import OrderPromise
from autoservice.modules.orders.schemas import OrderView
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders", tags=["orders"], route_class=DocumentedRoute)


@router.put("/{order_id}/promise")
@requires_permission(Permission.PROMISE_ORDER)
@fails_with(OrderNotFound, OrderFinished, StaleVersion, *PROMISE_REFUSED)
async def promise_order(order_id: Id, promise: OrderPromise, actor: CurrentActor, key: Key) -> OrderView:
    """Promise an order for a time on the wall of the shop; the client reads it."""
    async with transaction(actor, key.of(promise)) as unit:
        if not unit.is_repetition:
            await unit.services.promises.promise_order(order_id, promise)
        return await unit.services.orders.get_order(order_id)
