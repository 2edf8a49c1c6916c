"""``/api/orders/{id}/parts``: what an order takes from the stock, and what is ordered for it."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.inventory.errors import (
    ItemArchived,
    ItemNotFound,
    NotEnoughStock,
    QuantityNotWhole,
)
from autoservice.modules.orders.errors import OrderFinished, OrderNotFound, StaleVersion
from autoservice.modules.orders.parts.errors import (
    ApprovedSumExceeded,
    IssuedQuantityFixed,
    NoUsualParts,
    PartExpectedInPast,
    PartNotFound,
    PartNotStocked,
    PartOutdated,
    PartTransitionRefused,
    PartUnnamed,
    ReturnTooLarge,
    TooManyParts,
    UnknownJob,
)
from autoservice.modules.orders.parts.schemas import (
    NewPart,
    OrderPartView,
    PartChange,
    PartOrder,
    PartReturn,
    PartStep,
    UsualParts,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(tags=["order parts"], route_class=DocumentedRoute)
PARTS = "/orders/{order_id}/parts"
PART = f"{PARTS}/{{part_id}}"
NO_PART = (OrderNotFound, PartNotFound)
PART_REFUSED = (*NO_PART, OrderFinished, PartTransitionRefused, StaleVersion)


@router.get(PARTS)
@requires_permission(Permission.READ_ORDERS)
@fails_with(OrderNotFound)
async def list_parts(order_id: Id, actor: CurrentActor) -> list[OrderPartView]:
    """All parts of an order; clients see nothing of suppliers and stock."""
    async with read_only(actor) as unit:
        return await unit.services.order_parts.list_parts(order_id)


@router.post(PARTS, status_code=201)
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(
    OrderNotFound,
    OrderFinished,
    ItemNotFound,
    ItemArchived,
    PartUnnamed,
    QuantityNotWhole,
    TooManyParts,
    UnknownJob,
    ApprovedSumExceeded,
)
async def add_part(order_id: Id, command: NewPart, actor: CurrentActor, key: Key) -> OrderPartView:
    """Add a part; what the stock has is reserved, any other is needed.

    Extra work that the client has approved does not cost more by it: what it needs beside is proposed anew.
    """
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            unit.result_id = await unit.services.order_parts.add_part(order_id, command)
        return await unit.services.order_parts.get_part(order_id, unit.result_id)


@router.post(f"{PARTS}/usual", status_code=201)
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(OrderNotFound, OrderFinished, NoUsualParts, TooManyParts, UnknownJob)
async def add_usual_parts(
    order_id: Id, actor: CurrentActor, key: Key, command: UsualParts | None = None
) -> list[OrderPartView]:
    """Add the default parts that the order's services lack, in one job or in all; answers all its parts."""
    command = command or UsualParts()
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.add_usual_parts(order_id, command)
        return await unit.services.order_parts.list_parts(order_id)


@router.patch(PART)
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(
    *NO_PART,
    OrderFinished,
    PartTransitionRefused,
    PartOutdated,
    IssuedQuantityFixed,
    NotEnoughStock,
    ItemArchived,
    QuantityNotWhole,
    ApprovedSumExceeded,
)
async def change_part(
    order_id: Id, part_id: Id, change: PartChange, actor: CurrentActor, key: Key
) -> OrderPartView:
    """Change the quantity or the price of a part, and with the quantity what is reserved.

    Work that the client has approved does not cost more by it: that needs the client's consent anew.
    """
    async with transaction(actor, key.of(change)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.change_part(order_id, part_id, change)
        return await unit.services.order_parts.get_part(order_id, part_id)


@router.delete(PART)
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(*PART_REFUSED)
async def remove_part(order_id: Id, part_id: Id, actor: CurrentActor, key: Key) -> OrderPartView:
    """Remove a part, and release what is reserved of it."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.remove_part(order_id, part_id)
        return await unit.services.order_parts.get_part(order_id, part_id)


@router.post(f"{PART}/reserve")
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(*PART_REFUSED, PartNotStocked, NotEnoughStock, ItemArchived)
async def reserve_part(
    order_id: Id, part_id: Id, actor: CurrentActor, key: Key, step: PartStep | None = None
) -> OrderPartView:
    """Reserve a part that the stock has by now."""
    step = step or PartStep()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.reserve_part(order_id, part_id, step)
        return await unit.services.order_parts.get_part(order_id, part_id)


@router.post(f"{PART}/order")
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(*PART_REFUSED, PartExpectedInPast)
async def order_part(
    order_id: Id, part_id: Id, actor: CurrentActor, key: Key, command: PartOrder | None = None
) -> OrderPartView:
    """Order a part from a supplier, or set another day on which it is expected."""
    command = command or PartOrder()
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.order_part(order_id, part_id, command)
        return await unit.services.order_parts.get_part(order_id, part_id)


@router.post(f"{PART}/arrive")
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(*PART_REFUSED)
async def arrive_part(
    order_id: Id, part_id: Id, actor: CurrentActor, key: Key, step: PartStep | None = None
) -> OrderPartView:
    """Record that a part has arrived; it is reserved, if the stock has received it already."""
    step = step or PartStep()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.arrive_part(order_id, part_id, step)
        return await unit.services.order_parts.get_part(order_id, part_id)


@router.post(f"{PART}/issue")
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(*PART_REFUSED, NotEnoughStock, ItemArchived)
async def issue_part(
    order_id: Id, part_id: Id, actor: CurrentActor, key: Key, step: PartStep | None = None
) -> OrderPartView:
    """Issue a part to the work."""
    step = step or PartStep()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.issue_part(order_id, part_id, step)
        return await unit.services.order_parts.get_part(order_id, part_id)


@router.post(f"{PART}/return")
@requires_permission(Permission.ISSUE_STOCK)
@fails_with(*PART_REFUSED, ReturnTooLarge, QuantityNotWhole)
async def return_part(
    order_id: Id, part_id: Id, command: PartReturn, actor: CurrentActor, key: Key
) -> OrderPartView:
    """Return an issued part, or so much of it; the rest stays issued."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_parts.return_part(order_id, part_id, command)
        return await unit.services.order_parts.get_part(order_id, part_id)
