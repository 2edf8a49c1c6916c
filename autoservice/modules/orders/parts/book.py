"""The parts of a command's order: asked for their rules, and recorded as they change."""

from dataclasses import dataclass
from typing import Any

from autoservice.events.parts import OrderPartEvent
from autoservice.modules.orders.changes import LockedOrder
from autoservice.modules.orders.jobs import JobState, full_price
from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.errors import PartNotFound, TooManyParts, UnknownJob
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.rules import check_consent, check_part, refuse_parts
from autoservice.modules.orders.parts.states import PartAction, find_parts_state, sum_consumables, sum_parts

# So many parts an order can have.
PARTS_LIMIT = 200
CARRIED_OUT = (JobState.APPROVED, JobState.PROPOSED)


@dataclass
class PartBook:
    """The parts of a locked order, with its jobs."""

    order: LockedOrder
    jobs: list[Job]
    parts: list[OrderPart]

    def permit(self, action: PartAction, part_id: int, version: int | None = None) -> OrderPart:
        """Return the part, if the actor may do ``action`` on it now.

        Raises ``PartNotFound``, ``StaleVersion`` and what the action's rule refuses with.
        """
        part = self.find(part_id)
        part.require_version(version)
        check_part(action, self.order.status, part, self.order.unit.actor)
        return part

    def find(self, part_id: int) -> OrderPart:
        """Return the part with that id; raises ``PartNotFound``."""
        found = next((part for part in self.parts if part.id == part_id), None)
        if found is None:
            raise PartNotFound()
        return found

    def permit_new(self, job_id: int | None) -> Job:
        """Return the job for which a part may be added now.

        Raises ``OrderFinished``, ``TooManyParts``, ``UnknownJob``.
        """
        if refused := refuse_parts(self.order.status):
            raise refused
        if len(self.parts) >= PARTS_LIMIT:
            raise TooManyParts()
        jobs = [job for job in self.jobs if job.state in CARRIED_OUT and job_id in (None, job.id)]
        if not jobs:
            raise UnknownJob()
        return min(jobs, key=lambda job: CARRIED_OUT.index(JobState(job.state)))

    def check_consent(self, part: OrderPart, consented_minor: int) -> None:
        """Check that a new or changed part makes its job no dearer than the client has agreed to.

        ``consented_minor`` is what the client has decided on. Raises ``ApprovedSumExceeded``.
        """
        job = next(job for job in self.jobs if job.id == part.job_id)
        before = full_price(job)
        self._settle(job.id)
        check_consent(job, before, consented_minor, job.currency)

    def record(
        self, event: type[OrderPartEvent], part: OrderPart, before: dict[str, Any] | None = None
    ) -> None:
        """Write a fact about a part; what its job costs and waits for follows from it."""
        self._settle(part.job_id)
        self.order.record(event(part.order_id, part.id), before=before, after=part.audited())

    def _settle(self, job_id: int) -> None:
        parts = [part for part in self.parts if part.job_id == job_id]
        for job in self.jobs:
            if job.id == job_id:
                job.parts_minor, job.consumables_minor = sum_parts(parts), sum_consumables(parts)
                job.parts_state = find_parts_state(parts).value
