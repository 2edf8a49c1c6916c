"""Giving stages to mechanics."""

from collections.abc import Sequence

from autoservice.events.orders import MechanicAssigned
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.changes import OrderChange, begin_change
from autoservice.modules.orders.errors import StageAlreadyCompleted
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.workflow import is_closed
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.unit import Unit


class AssignmentService(Service):
    """Who works on what."""

    def __init__(self, unit: Unit, orders: OrderRepository, directory: DirectoryService) -> None:
        super().__init__(unit)
        self._orders = orders
        self._directory = directory

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_order(self, order_id: int, mechanic_id: int) -> None:
        """Give every open stage of the order to one mechanic.

        Raises ``OrderNotFound``, ``OrderFinished`` or ``MechanicNotFound``.
        """
        change = await begin_change(self._unit, self._orders, order_id)
        await self._assign(change, [stage for stage in change.stages if not is_closed(stage)], mechanic_id)

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_stage(self, order_id: int, stage_id: int, mechanic_id: int) -> None:
        """Give one open stage to a mechanic; raises ``StageAlreadyCompleted`` for a closed one."""
        change = await begin_change(self._unit, self._orders, order_id)
        stage = change.stage(stage_id)
        if is_closed(stage):
            raise StageAlreadyCompleted()
        await self._assign(change, [stage], mechanic_id)

    async def _assign(self, change: OrderChange, stages: Sequence[OrderStage], mechanic_id: int) -> None:
        change.require_open()
        mechanic = await self._directory.get_mechanic(mechanic_id)
        previous = tuple(sorted({stage.mechanic_id for stage in stages if stage.mechanic_id} - {mechanic_id}))
        for stage in stages:
            stage.assign(mechanic.id)
        single = stages[0] if len(stages) == 1 else None
        change.record("mechanic_assigned", single, mechanic_id=mechanic.id)
        self._unit.audit(
            "mechanic_assigned",
            f"order:{change.order.id}",
            before={"mechanic_ids": previous},
            after={"mechanic_id": mechanic.id, "stage_ids": [stage.id for stage in stages]},
        )
        self._unit.emit(MechanicAssigned(change.order.id or 0, mechanic.id, previous))
        change.settle_status()
