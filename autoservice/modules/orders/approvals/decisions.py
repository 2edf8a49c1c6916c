"""The service that takes the client's decisions on extra work."""

from collections.abc import Sequence
from typing import Final

from autoservice.events.orders import WorkApproved, WorkDeclined
from autoservice.modules.catalog.repair_templates.codes import HANDOVER, KNOWN_STAGES, WORK
from autoservice.modules.orders.approvals.consent import decide, total_with
from autoservice.modules.orders.approvals.errors import DecisionRemarkMissing, TotalChanged, WorkChanged
from autoservice.modules.orders.approvals.ports import WorkRepository
from autoservice.modules.orders.approvals.proposals import facts_of, shown_of
from autoservice.modules.orders.approvals.rules import (
    DecidedHow,
    JobAction,
    check_job,
    find_extra_work,
)
from autoservice.modules.orders.approvals.schemas import Decision, DeclinedWork
from autoservice.modules.orders.assignment import find_only_mechanic
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.jobs import JobState, full_price
from autoservice.modules.orders.models import Job, OrderStage
from autoservice.modules.orders.parts.following import PartsFollowUpService
from autoservice.modules.orders.ports import Accounts, OrderRepository
from autoservice.modules.orders.workflow import StageState
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# More than anybody puts off for one car.
DECLINED_LIMIT: Final = 50


class DecisionsService(Service):
    """Approvals of extra work, line by line; each names the version and the price that it saw."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        work: WorkRepository,
        accounts: Accounts,
        parts: PartsFollowUpService,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._work = work
        self._accounts = accounts
        self._parts = parts

    @requires(Permission.DECIDE_WORK)
    async def approve_work(self, order_id: int, job_id: int, decision: Decision) -> None:
        """Approve extra work: it costs its price now, and its stage stands before the handover.

        Raises an error of ``DECISION_REFUSED``; ``WorkChanged`` if the work is not what the actor saw,
        ``TotalChanged`` if with it the order comes to something else than the actor saw.
        """
        order, jobs, job = await self._permit(JobAction.APPROVE, order_id, job_id, decision)
        before = facts_of(job)
        self._keep(order, JobState.APPROVED, jobs, job, decision)
        await self._insert_stage(order, job)
        order.record(WorkApproved(order_id, job_id), before=before, after=facts_of(job), **shown_of(job))

    @requires(Permission.DECIDE_WORK)
    async def decline_work(self, order_id: int, job_id: int, decision: Decision) -> None:
        """Decline extra work, which the car's page remembers; raises as ``approve_work`` does."""
        order, jobs, job = await self._permit(JobAction.DECLINE, order_id, job_id, decision)
        before = facts_of(job)
        self._keep(order, JobState.DECLINED, jobs, job, decision)
        await self._parts.drop_unused(order, job_id)
        order.record(WorkDeclined(order_id, job_id), before=before, after=facts_of(job), **shown_of(job))

    @requires(Permission.READ_VEHICLES)
    async def list_declined(self, vehicle_id: int) -> list[DeclinedWork]:
        """Return the work that was declined for a car, in the orders that the actor may see."""
        jobs = await self._work.declined(vehicle_id, self._actor, DECLINED_LIMIT)
        return [DeclinedWork.model_validate({**job.model_dump(), "name": job.name_ru}) for job in jobs]

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_origins(self) -> None:
        """Erase from where the actor has decided; what was decided belongs to the orders."""
        await self._work.forget_origins(self._actor.user_id)

    async def _permit(
        self, action: JobAction, order_id: int, job_id: int, decision: Decision
    ) -> tuple[LockedOrder, Sequence[Job], Job]:
        order = await lock_order(self._unit, self._orders, order_id)
        jobs = await self._work.jobs(order_id)
        job = find_extra_work(jobs, job_id)
        check_job(action, order, job, self._actor)
        if (decision.version, decision.price_minor) != (job.version, full_price(job)):
            raise WorkChanged(job.version, full_price(job), job.currency)
        total = total_with(order, jobs, job)
        if decision.total_minor not in (None, total):
            raise TotalChanged(total, job.currency)
        if self._how is DecidedHow.SHOP and not decision.remark:
            raise DecisionRemarkMissing()
        return order, jobs, job

    @property
    def _how(self) -> DecidedHow:
        if self._actor.link_id:
            return DecidedHow.LINK
        own = self._actor.may(Permission.READ_OWN_ORDERS)
        return DecidedHow.ACCOUNT if own else DecidedHow.SHOP

    def _keep(
        self, order: LockedOrder, state: JobState, jobs: Sequence[Job], job: Job, decision: Decision
    ) -> None:
        """Change the job's state, and keep who decided, when, from where, and on what."""
        self._work.add_decision(decide(order, state, self._how, jobs, job, decision.remark))

    async def _insert_stage(self, order: LockedOrder, job: Job) -> None:
        name_ru, name_en = KNOWN_STAGES[WORK]
        mechanic_id = await self._find_mechanic(order, job)
        stage = OrderStage(
            order_id=order.row.id,
            job_id=job.id,
            position=_place(order.stages),
            code=WORK,
            name_ru=name_ru,
            name_en=name_en,
            norm_minutes=job.norm_minutes or 0,
            state=(StageState.ASSIGNED if mechanic_id else StageState.PENDING).value,
            mechanic_id=mechanic_id,
        )
        place = stage.position - 1
        order.stages = [*order.stages[:place], stage, *order.stages[place:]]
        await self._work.insert_stages(order.stages)

    async def _find_mechanic(self, order: LockedOrder, job: Job) -> int | None:
        """Return whose the work is: the proposer's who works on the order, else its only mechanic's."""
        at_work = {stage.mechanic_id for stage in order.stages if stage.mechanic_id}
        found = job.proposed_by if job.proposed_by in at_work else find_only_mechanic(order.stages)
        return found if found and await self._accounts.lock_against_erasure(found) else None


def _place(stages: Sequence[OrderStage]) -> int:
    """Return the position of the handover, before which the work is done; else the one after all stages."""
    handover = next((stage.position for stage in stages if stage.code == HANDOVER), None)
    return handover or 1 + max((stage.position for stage in stages), default=0)
