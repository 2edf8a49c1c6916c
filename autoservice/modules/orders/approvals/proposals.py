"""The service that proposes extra work."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from autoservice.events.orders import WorkEdited, WorkProposed, WorkWithdrawn
from autoservice.modules.orders.approvals.errors import WorkChanged, WorkPriceMissing
from autoservice.modules.orders.approvals.ports import WorkRepository
from autoservice.modules.orders.approvals.rules import JobAction, check_job, find_extra_work
from autoservice.modules.orders.approvals.schemas import NewWork, WorkEdit, WorkWithdrawal
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.jobs import JobKind, JobState, full_price
from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.following import PartsFollowUpService
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class ProposalsService(Service):
    """Extra work before the client has approved it; an edit voids an approval."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        work: WorkRepository,
        parts: PartsFollowUpService,
        labour_rate_minor: int,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._work = work
        self._parts = parts
        self._labour_rate_minor = labour_rate_minor

    @requires(Permission.PROPOSE_WORK)
    async def propose_work(self, order_id: int, command: NewWork) -> int:
        """Propose work to the order's client and return its id; it has no stages and costs nothing yet.

        Raises ``OrderNotFound``, ``OrderFinished``, ``WorkPriceMissing``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.PROPOSE_WORK)
        job = self._job(order_id, await self._work.jobs(order_id), command)
        await self._work.add(job)
        order.record(WorkProposed(order_id, job.id), after=facts_of(job), **shown_of(job))
        return job.id

    @requires(Permission.PROPOSE_WORK)
    async def edit_work(self, order_id: int, job_id: int, command: WorkEdit) -> None:
        """Propose the work anew as described: a decision on it is void, and its stages are gone.

        Raises an error of ``EDIT_REFUSED`` or ``WorkPriceMissing``.
        """
        order, job = await self._permit(JobAction.EDIT, order_id, job_id, command.version)
        before = facts_of(job)
        await self._remove_stages(order, job)
        self._describe(job, command)
        _become(job, JobState.PROPOSED)
        shown = shown_of(job) | {"decided_before": before["state"] != JobState.PROPOSED}
        order.record(WorkEdited(order_id, job_id), before=before, after=facts_of(job), **shown)

    @requires(Permission.PROPOSE_WORK)
    async def withdraw_work(self, order_id: int, job_id: int, command: WorkWithdrawal) -> None:
        """Withdraw work that nobody has begun; raises an error of ``EDIT_REFUSED``."""
        order, job = await self._permit(JobAction.WITHDRAW, order_id, job_id, command.version)
        before = facts_of(job)
        await self._remove_stages(order, job)
        _become(job, JobState.WITHDRAWN)
        await self._parts.drop_unused(order, job_id)
        order.record(WorkWithdrawn(order_id, job_id), before=before, after=facts_of(job), **shown_of(job))

    async def _permit(
        self, action: JobAction, order_id: int, job_id: int, version: int
    ) -> tuple[LockedOrder, Job]:
        order = await lock_order(self._unit, self._orders, order_id)
        job = find_extra_work(await self._work.jobs(order_id), job_id)
        check_job(action, order, job, self._actor)
        if version != job.version:
            raise WorkChanged(job.version, full_price(job), job.currency)
        return order, job

    async def _remove_stages(self, order: LockedOrder, job: Job) -> None:
        for stage in [stage for stage in order.stages if stage.job_id == job.id]:
            order.stages = [other for other in order.stages if other is not stage]
            await self._work.remove_stage(stage, order.stages)

    def _job(self, order_id: int, jobs: Sequence[Job], command: NewWork) -> Job:
        job = Job(
            order_id=order_id,
            position=1 + max(job.position for job in jobs),
            kind=JobKind.EXTRA_WORK.value,
            state=JobState.PROPOSED.value,
            name_ru="",
            name_en="",
            price_minor=0,
            currency=jobs[0].currency,
            proposed_by=self._actor.user_id or None,
            created_at=self._unit.now,
        )
        self._describe(job, command)
        return job

    def _describe(self, job: Job, command: NewWork) -> None:
        # What a mechanic types is in one language.
        job.name_ru = job.name_en = command.name
        job.description, job.norm_minutes = command.description.strip(), command.norm_minutes
        job.urgency = command.urgency.value
        job.price_minor = self._price(command)

    def _price(self, command: NewWork) -> int:
        if command.price_minor is not None:
            return command.price_minor
        if not command.norm_minutes:
            raise WorkPriceMissing()
        hours = Decimal(command.norm_minutes) / 60
        return int((hours * self._labour_rate_minor).quantize(Decimal(1), ROUND_HALF_UP))


def _become(job: Job, state: JobState) -> None:
    """Change the state of a job, which is another version of it from now on, and undecided."""
    job.state = state.value
    job.version += 1
    job.decided_at = job.decided_how = None


def facts_of(job: Job) -> dict[str, Any]:
    """Return the state of the job for the audit log: no words of people."""
    return {"state": job.state, "version": job.version, "price_minor": full_price(job)}


def shown_of(job: Job) -> dict[str, Any]:
    """Return what the timeline tells of the job beside its id."""
    return {"version": job.version, "price_minor": full_price(job)}
