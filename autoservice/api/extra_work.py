"""``/api/orders/{id}/extra-work`` and ``/jobs``: what the shop proposes, and what the client decides."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.orders.approvals.errors import DECISION_REFUSED, EDIT_REFUSED, WorkPriceMissing
from autoservice.modules.orders.approvals.schemas import Decision, NewWork, WorkEdit, WorkWithdrawal
from autoservice.modules.orders.errors import OrderFinished, OrderNotFound
from autoservice.modules.orders.schemas import OrderView
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders", tags=["extra work"], route_class=DocumentedRoute)


@router.post("/{order_id}/extra-work", status_code=201)
@requires_permission(Permission.PROPOSE_WORK)
@fails_with(OrderNotFound, OrderFinished, WorkPriceMissing)
async def propose_work(order_id: Id, command: NewWork, actor: CurrentActor, key: Key) -> OrderView:
    """Propose extra work: it has no stages and costs nothing before the client approves it."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.proposals.propose_work(order_id, command)
        return await unit.services.orders.get_order(order_id)


@router.put("/{order_id}/extra-work/{job_id}")
@requires_permission(Permission.PROPOSE_WORK)
@fails_with(*EDIT_REFUSED, WorkPriceMissing)
async def edit_work(order_id: Id, job_id: Id, command: WorkEdit, actor: CurrentActor, key: Key) -> OrderView:
    """Describe extra work anew; a decision on it is void. What was begun cannot be changed."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.proposals.edit_work(order_id, job_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/{order_id}/extra-work/{job_id}/withdraw")
@requires_permission(Permission.PROPOSE_WORK)
@fails_with(*EDIT_REFUSED)
async def withdraw_work(
    order_id: Id, job_id: Id, command: WorkWithdrawal, actor: CurrentActor, key: Key
) -> OrderView:
    """Withdraw extra work that nobody has begun."""
    async with transaction(actor, key.of(command)) as unit:
        if not unit.is_repetition:
            await unit.services.proposals.withdraw_work(order_id, job_id, command)
        return await unit.services.orders.get_order(order_id)


@router.post("/{order_id}/jobs/{job_id}/approve")
@requires_permission(Permission.DECIDE_WORK)
@fails_with(*DECISION_REFUSED)
async def approve_work(
    order_id: Id, job_id: Id, decision: Decision, actor: CurrentActor, key: Key
) -> OrderView:
    """Approve extra work in the version and for the price that one saw; with another it is refused."""
    async with transaction(actor, key.of(decision)) as unit:
        if not unit.is_repetition:
            await unit.services.decisions.approve_work(order_id, job_id, decision)
        return await unit.services.orders.get_order(order_id)


@router.post("/{order_id}/jobs/{job_id}/decline")
@requires_permission(Permission.DECIDE_WORK)
@fails_with(*DECISION_REFUSED)
async def decline_work(
    order_id: Id, job_id: Id, decision: Decision, actor: CurrentActor, key: Key
) -> OrderView:
    """Decline extra work in the version that one saw; the car's page remembers it."""
    async with transaction(actor, key.of(decision)) as unit:
        if not unit.is_repetition:
            await unit.services.decisions.decline_work(order_id, job_id, decision)
        return await unit.services.orders.get_order(order_id)
