"""``/api/orders/{id}/stages/...``: what mechanics do, and the order's timeline."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.orders.checklist import ItemNumber, NewAnswer
from autoservice.modules.orders.errors import (
    HOLD_REFUSED,
    STEP_REFUSED,
    UNDO_REFUSED,
    OrderNotFound,
    StageAlreadyStarted,
    StageNotBlocked,
    StageOnHold,
    StageTransitionRefused,
)
from autoservice.modules.orders.order_errors import (
    ANSWER_REFUSED,
    SKIP_REFUSED,
    STAGE_REOPENING_REFUSED,
    ChecklistItemNotFound,
    DayOutOfRange,
    OrderOnHold,
    StageIncomplete,
)
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import (
    StageCompletion,
    StageException,
    StageHold,
    StageStep,
    TimelineEntryView,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(tags=["progress"], route_class=DocumentedRoute)
STAGE = "/orders/{order_id}/stages/{stage_id}"


@router.post(f"{STAGE}/start")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*STEP_REFUSED, StageAlreadyStarted, OrderOnHold)
async def start_stage(
    order_id: Id, stage_id: Id, actor: CurrentActor, key: Key, step: StageStep | None = None
) -> OrderView:
    """Begin a stage."""
    step = step or StageStep()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.progress.start_stage(order_id, stage_id, step)
        return await unit.services.orders.get_order(order_id)


@router.post(f"{STAGE}/complete")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*STEP_REFUSED, OrderOnHold, StageIncomplete, ChecklistItemNotFound)
async def complete_stage(
    order_id: Id, stage_id: Id, actor: CurrentActor, key: Key, step: StageCompletion | None = None
) -> OrderView:
    """Finish a stage, with the answers to its checklist that are still missing."""
    step = step or StageCompletion()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.progress.complete_stage(order_id, stage_id, step, step.answers)
        return await unit.services.orders.get_order(order_id)


@router.post(f"{STAGE}/undo")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*UNDO_REFUSED)
async def undo_step(
    order_id: Id, stage_id: Id, actor: CurrentActor, key: Key, step: StageStep | None = None
) -> OrderView:
    """Undo the own last start, completion or skip: within a minute, while nothing was built upon it."""
    step = step or StageStep()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.undo.undo_step(order_id, stage_id, step)
        return await unit.services.orders.get_order(order_id)


@router.post(f"{STAGE}/block")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*HOLD_REFUSED, StageOnHold, StageTransitionRefused, DayOutOfRange)
async def block_stage(
    order_id: Id, stage_id: Id, hold: StageHold, actor: CurrentActor, key: Key
) -> OrderView:
    """Put a stage on hold for a reason; the remark is for the shop only."""
    async with transaction(actor, key.of(hold)) as unit:
        if not unit.is_repetition:
            await unit.services.progress.block_stage(order_id, stage_id, hold)
        return await unit.services.orders.get_order(order_id)


@router.post(f"{STAGE}/resume")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*HOLD_REFUSED, StageNotBlocked, OrderOnHold)
async def resume_stage(
    order_id: Id, stage_id: Id, actor: CurrentActor, key: Key, step: StageStep | None = None
) -> OrderView:
    """Go on with a stage that was on hold."""
    step = step or StageStep()
    async with transaction(actor, key.of(step)) as unit:
        if not unit.is_repetition:
            await unit.services.progress.resume_stage(order_id, stage_id, step)
        return await unit.services.orders.get_order(order_id)


@router.post(f"{STAGE}/skip")
@requires_permission(Permission.OVERRIDE_STAGE)
@fails_with(*SKIP_REFUSED)
async def skip_stage(
    order_id: Id, stage_id: Id, exception: StageException, actor: CurrentActor, key: Key
) -> OrderView:
    """Leave a stage out, for a reason."""
    async with transaction(actor, key.of(exception)) as unit:
        if not unit.is_repetition:
            why = exception.reason, exception.version
            await unit.services.reopening.skip_stage(order_id, stage_id, *why)
        return await unit.services.orders.get_order(order_id)


@router.post(f"{STAGE}/reopen")
@requires_permission(Permission.OVERRIDE_STAGE)
@fails_with(*STAGE_REOPENING_REFUSED)
async def reopen_stage(
    order_id: Id, stage_id: Id, exception: StageException, actor: CurrentActor, key: Key
) -> OrderView:
    """Open a closed stage again, for a reason, while no later one is begun."""
    async with transaction(actor, key.of(exception)) as unit:
        if not unit.is_repetition:
            why = exception.reason, exception.version
            await unit.services.reopening.reopen_stage(order_id, stage_id, *why)
        return await unit.services.orders.get_order(order_id)


@router.put(f"{STAGE}/checklist/{{item}}")
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*ANSWER_REFUSED)
async def answer_item(
    order_id: Id, stage_id: Id, item: ItemNumber, answer: NewAnswer, actor: CurrentActor, key: Key
) -> OrderView:
    """Answer an item of a stage's checklist, by its number from 1; the last answer counts."""
    async with transaction(actor, key.of(answer)) as unit:
        if not unit.is_repetition:
            await unit.services.checklists.answer_item(order_id, stage_id, item, answer)
        return await unit.services.orders.get_order(order_id)


@router.get("/orders/{order_id}/timeline")
@requires_permission(Permission.READ_TIMELINE)
@fails_with(OrderNotFound)
async def get_timeline(order_id: Id, actor: CurrentActor) -> list[TimelineEntryView]:
    """What happened to an order, numbered, oldest first."""
    async with read_only(actor) as unit:
        return await unit.services.progress.get_timeline(order_id)
