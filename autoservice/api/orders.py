"""``/api/orders``: placing, reading and assigning orders."""

from typing import Annotated

from fastapi import APIRouter, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.auth.errors import MechanicNotFound
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.modules.orders.commands import AddedJobs
from autoservice.modules.orders.errors import (
    AssignmentChanged,
    OrderFinished,
    OrderNotFound,
    PriceChanged,
    StageAlreadyCompleted,
    StageNotAssigned,
    StageNotFound,
    WishedDayOutOfRange,
    WorkBegun,
)
from autoservice.modules.orders.mechanics.schemas import Suggestion
from autoservice.modules.orders.new_order import NewOrder
from autoservice.modules.orders.order_errors import ADDING_REFUSED
from autoservice.modules.orders.schemas import Assignment, OrdersFilter, OrderView
from autoservice.modules.orders.vehicles.errors import VehicleNotFound
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page
from autoservice.shared.validation import Id

# Why an assignment does not replace the present one.
NOT_REASSIGNED = (WorkBegun, AssignmentChanged)

router = APIRouter(prefix="/orders", tags=["orders"], route_class=DocumentedRoute)


@router.post("", status_code=201)
@requires_permission(Permission.CREATE_ORDER)
@fails_with(ServiceNotFound, PriceChanged, WishedDayOutOfRange, VehicleNotFound, OrderNotFound)
async def create_order(command: NewOrder, actor: CurrentActor, key: Key) -> OrderView:
    """Order one or several services for one's own car."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.orders.get_order(unit.result_id)
        order = await unit.services.orders.create_order(command)
        unit.result_id = order.id
        return order


@router.get("")
@requires_permission(Permission.READ_ORDERS)
async def list_orders(query: Annotated[OrdersFilter, Query()], actor: CurrentActor) -> Page[OrderView]:
    """One page of the orders the caller may see, newest first or as the shop's queue."""
    async with read_only(actor) as unit:
        return await unit.services.orders.list_orders(query)


@router.get("/{order_id}")
@requires_permission(Permission.READ_ORDERS)
@fails_with(OrderNotFound)
async def get_order(order_id: Id, actor: CurrentActor) -> OrderView:
    """One order with its stages; somebody else's is not found."""
    async with read_only(actor) as unit:
        return await unit.services.orders.get_order(order_id)


@router.post("/{order_id}/jobs", status_code=201)
@requires_permission(Permission.MANAGE_ORDERS)
@fails_with(*ADDING_REFUSED, ServiceNotFound, PriceChanged)
async def add_jobs(order_id: Id, command: AddedJobs, actor: CurrentActor, key: Key) -> OrderView:
    """Add one or several services to a running order, at the client's wish: they are approved at once."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.order_jobs.add_jobs(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/{order_id}/assign")
@requires_permission(Permission.ASSIGN_MECHANIC)
@fails_with(OrderNotFound, OrderFinished, MechanicNotFound, *NOT_REASSIGNED)
async def assign_order(order_id: Id, assignment: Assignment, actor: CurrentActor) -> OrderView:
    """Give every open stage to one mechanic; with ``mechanic_id: null`` to nobody, unless it was begun."""
    async with transaction(actor) as unit:
        await unit.services.assignment.assign_order(order_id, assignment.mechanic_id, assignment.replaces)
        return await unit.services.orders.get_order(order_id)


@router.get("/{order_id}/stages/{stage_id}/suggestions")
@requires_permission(Permission.ASSIGN_MECHANIC)
@fails_with(OrderNotFound, StageNotFound)
async def suggest_mechanics(order_id: Id, stage_id: Id, actor: CurrentActor) -> list[Suggestion]:
    """All mechanics for a stage: who has its skill first, and of those the freest."""
    async with read_only(actor) as unit:
        return await unit.services.mechanics.suggest_mechanics(order_id, stage_id)


@router.post("/{order_id}/stages/{stage_id}/assign")
@requires_permission(Permission.ASSIGN_MECHANIC)
@fails_with(
    OrderNotFound,
    StageNotFound,
    OrderFinished,
    StageAlreadyCompleted,
    StageNotAssigned,
    MechanicNotFound,
    *NOT_REASSIGNED,
)
async def assign_stage(order_id: Id, stage_id: Id, assignment: Assignment, actor: CurrentActor) -> OrderView:
    """Give one open stage to a mechanic; with ``mechanic_id: null`` to nobody, unless it was begun."""
    async with transaction(actor) as unit:
        given = assignment.mechanic_id, assignment.replaces
        await unit.services.assignment.assign_stage(order_id, stage_id, *given)
        return await unit.services.orders.get_order(order_id)
