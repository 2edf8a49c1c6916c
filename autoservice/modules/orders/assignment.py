"""The service that assigns stages to mechanics."""

from collections.abc import Sequence

from autoservice.events.orders import MechanicAssigned
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import StageAction, is_closed
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class AssignmentService(Service):
    """Assignment of mechanics to stages."""

    def __init__(self, unit: Unit, orders: OrderRepository, directory: DirectoryService) -> None:
        super().__init__(unit)
        self._orders = orders
        self._directory = directory

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_order(self, order_id: int, mechanic_id: int) -> None:
        """Assign every open stage of the order to one mechanic.

        Raises ``OrderNotFound``, ``OrderFinished`` or ``MechanicNotFound``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.ASSIGN)
        await self._assign(order, [stage for stage in order.stages if not is_closed(stage)], mechanic_id)

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_stage(self, order_id: int, stage_id: int, mechanic_id: int) -> None:
        """Assign one open stage to a mechanic; raises ``StageAlreadyCompleted`` for a closed one."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.ASSIGN, stage_id)
        await self._assign(order, [stage], mechanic_id)

    async def _assign(self, order: LockedOrder, stages: Sequence[OrderStage], mechanic_id: int) -> None:
        mechanic = await self._directory.get_mechanic(mechanic_id)
        changing = [stage for stage in stages if stage.mechanic_id != mechanic.id]
        # Said again, it is no second fact.
        if not changing:
            return
        previous = tuple(sorted({stage.mechanic_id for stage in changing if stage.mechanic_id}))
        for stage in changing:
            stage.assign(mechanic.id)
        given = tuple(stage.id for stage in changing)
        order.record(
            MechanicAssigned(order.row.id, mechanic.id, previous, given),
            before={"mechanic_ids": previous},
            after={"stage_ids": given},
        )
