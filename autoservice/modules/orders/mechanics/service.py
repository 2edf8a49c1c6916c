"""The service of mechanics: their skills, and to whom a stage is best given."""

from collections.abc import Sequence
from typing import Protocol

from autoservice.events.accounts import MechanicSkillsChanged
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.changes import find_stage
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.estimates import Workload
from autoservice.modules.orders.mechanics.ranking import rank_mechanics
from autoservice.modules.orders.mechanics.schemas import (
    Skills,
    Suggestion,
    each_once,
)
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.workflow import is_closed
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class MechanicsRepository(Protocol):
    """What is stored of mechanics."""

    async def skills(self, mechanic_ids: Sequence[int]) -> dict[int, list[str]]: ...

    async def known_skills(self) -> list[str]:
        """Return the skills of all mechanics and of the stages that new orders take."""
        ...

    async def set_skills(self, mechanic_id: int, skills: Sequence[str]) -> None:
        """Store these skills instead of all former ones."""
        ...


class MechanicsService(Service):
    """Mechanics and their work, for those who give it out."""

    def __init__(
        self,
        unit: Unit,
        mechanics: MechanicsRepository,
        workload: Workload,
        orders: OrderRepository,
        directory: DirectoryService,
    ) -> None:
        super().__init__(unit)
        self._mechanics = mechanics
        self._workload = workload
        self._orders = orders
        self._directory = directory

    @requires(Permission.READ_USERS)
    async def get_skills(self, mechanic_id: int) -> Skills:
        """Return what a mechanic can do; raises ``MechanicNotFound``."""
        mechanic = await self._directory.get_mechanic(mechanic_id)
        return Skills(skills=(await self._mechanics.skills([mechanic.id])).get(mechanic.id, []))

    @requires(Permission.READ_USERS)
    async def list_skills(self, mechanic_ids: Sequence[int]) -> dict[int, list[str]]:
        """Return what mechanics can do, by their ids; whoever has no skills is missing."""
        return await self._mechanics.skills(mechanic_ids) if mechanic_ids else {}

    @requires(Permission.READ_USERS)
    async def list_known_skills(self) -> list[str]:
        """Return the skills that any mechanic has or a stage of a repair template needs, by name."""
        return each_once(sorted(await self._mechanics.known_skills()))

    @requires(Permission.MANAGE_USERS)
    async def set_skills(self, mechanic_id: int, command: Skills) -> Skills:
        """Set what a mechanic can do; raises ``MechanicNotFound``."""
        before = await self.get_skills(mechanic_id)
        if before.skills != command.skills:
            await self._mechanics.set_skills(mechanic_id, command.skills)
            event = MechanicSkillsChanged(mechanic_id)
            self._unit.record(event, f"user:{mechanic_id}", after={"skills": len(command.skills)})
        return command

    @requires(Permission.ASSIGN_MECHANIC)
    async def suggest_mechanics(self, order_id: int, stage_id: int) -> list[Suggestion]:
        """Return all mechanics for a stage, the best first; raises ``OrderNotFound`` or ``StageNotFound``."""
        if await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()
        stage = find_stage((await self._orders.stages([order_id])).get(order_id, []), stage_id)
        return await self._rank(stage.skill)

    @requires(Permission.ASSIGN_MECHANIC)
    async def suggest_for_order(self, order_id: int) -> list[Suggestion]:
        """Return all mechanics for what is left of an order, the best first; raises ``OrderNotFound``.

        The skill is that of the first open stage that needs one.
        """
        if await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()
        stages = (await self._orders.stages([order_id])).get(order_id, [])
        skills = (stage.skill for stage in stages if stage.skill and not is_closed(stage))
        return await self._rank(next(skills, ""))

    async def _rank(self, skill: str) -> list[Suggestion]:
        mechanics = await self._directory.list_mechanics()
        ids = [one.id for one in mechanics]
        skills, work = await self._mechanics.skills(ids), await self._workload.work_of(ids)
        load: dict[int, int] = {}
        for one in work:
            load[one.mechanic_id] = load.get(one.mechanic_id, 0) + one.minutes
        return rank_mechanics(skill, mechanics, skills, load)
