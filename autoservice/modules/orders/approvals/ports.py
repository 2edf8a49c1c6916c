"""What extra work needs from outside."""

from collections.abc import Sequence
from typing import Protocol

from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.models import Job, OrderStage
from autoservice.shared.access import Actor


class WorkRepository(Protocol):
    """The jobs of a locked order, their stages and the decisions on them."""

    async def jobs(self, order_id: int) -> Sequence[Job]: ...

    async def add(self, *jobs: Job) -> None:
        """Insert jobs, which have their ids afterwards."""
        ...

    async def insert_stages(self, chain: Sequence[OrderStage]) -> list[OrderStage]:
        """Insert those of the whole chain that are new, and return them; those after them are later."""
        ...

    async def remove_stage(self, stage: OrderStage, stages: Sequence[OrderStage]) -> None:
        """Delete a stage; those after it are one earlier. Raises ``ExtraWorkBegun`` if rows are about it."""
        ...

    def add_decision(self, decision: JobDecision) -> None: ...

    async def forget_origins(self, user_id: int) -> None:
        """Erase from where somebody decided."""
        ...

    async def declined(self, vehicle_id: int, viewer: Actor, limit: int) -> Sequence[Job]:
        """Return the declined work of a car as far as ``viewer`` may see its orders, the newest first."""
        ...
