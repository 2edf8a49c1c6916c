"""The service that assigns stages to mechanics."""

import contextlib
from collections.abc import Collection, Iterable, Sequence

from autoservice.events.orders import MechanicAssigned, MechanicUnassigned
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.errors import MechanicNotFound
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.errors import AssignmentChanged, WorkBegun
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import UNDER_WAY, StageAction, StageState, is_closed
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# The mechanics of some stages; ``None`` where a stage is nobody's.
Assignees = Collection[int | None]


class AssignmentService(Service):
    """Assignment of mechanics to stages."""

    def __init__(self, unit: Unit, orders: OrderRepository, directory: DirectoryService) -> None:
        super().__init__(unit)
        self._orders = orders
        self._directory = directory

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_order(
        self, order_id: int, mechanic_id: int | None, replaces: Assignees | None = None
    ) -> None:
        """Assign every open stage of the order to one mechanic; to nobody, those that nobody has begun.

        Raises ``OrderNotFound``, ``OrderFinished``, ``MechanicNotFound``, ``WorkBegun`` where all that is
        open was begun, and ``AssignmentChanged`` if the open stages' mechanics are not ``replaces``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.ASSIGN)
        stages = [stage for stage in order.stages if not is_closed(stage)]
        _check_unchanged(stages, replaces)
        if mechanic_id is not None:
            await self._assign(order, stages, mechanic_id)
        else:
            self._unassign(order, _not_begun(stages))

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_stage(
        self, order_id: int, stage_id: int, mechanic_id: int | None, replaces: Assignees | None = None
    ) -> None:
        """Assign one open stage to a mechanic, or to nobody.

        Raises ``StageAlreadyCompleted`` for a closed one, ``WorkBegun`` or ``StageNotAssigned`` where it
        cannot be taken away, and what ``assign_order`` raises.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        action = StageAction.UNASSIGN if mechanic_id is None else StageAction.ASSIGN
        stage = order.permit(action, stage_id)
        _check_unchanged([stage], replaces)
        if mechanic_id is not None:
            await self._assign(order, [stage], mechanic_id)
        else:
            self._unassign(order, [stage])

    @requires(Permission.ASSIGN_MECHANIC)
    async def assign_added(self, order: LockedOrder, stages: Sequence[OrderStage]) -> None:
        """Assign stages that the locked order has just got to the only mechanic of its other open ones.

        They are nobody's where that is nobody or more than one, or no mechanic any more.
        """
        added = {stage.id for stage in stages}
        mechanic_id = find_only_mechanic(stage for stage in order.stages if stage.id not in added)
        if mechanic_id is None:
            return
        with contextlib.suppress(MechanicNotFound):
            await self._assign(order, stages, mechanic_id)

    @requires(Permission.ASSIGN_MECHANIC)
    async def return_work(self, mechanic_id: int) -> None:
        """Take from somebody all stages that nobody has begun: they are in the shop's queue again."""
        rows = await self._orders.lock_assigned(mechanic_id)
        stages = await self._orders.stages([row.id for row in rows]) if rows else {}
        for row in rows:
            order = LockedOrder(row, stages[row.id], self._unit, self._orders)
            theirs = (stage for stage in order.stages if stage.mechanic_id == mechanic_id)
            self._unassign(order, [stage for stage in theirs if stage.state == StageState.ASSIGNED])

    @requires(Permission.ASSIGN_MECHANIC)
    async def count_open_stages(self, mechanic_id: int) -> int:
        """Return how many stages of the mechanic are still to be done."""
        return await self._orders.count_open_stages(mechanic_id)

    async def _assign(self, order: LockedOrder, stages: Sequence[OrderStage], mechanic_id: int) -> None:
        mechanic = await self._directory.get_mechanic(mechanic_id)
        changing = [stage for stage in stages if stage.mechanic_id != mechanic.id]
        # Said again, it is no second fact.
        if not changing:
            return
        previous = _mechanics(changing)
        for stage in changing:
            stage.assign(mechanic.id)
        given = tuple(stage.id for stage in changing)
        order.record(
            MechanicAssigned(order.row.id, mechanic.id, previous, given),
            before={"mechanic_ids": previous},
            after={"stage_ids": given},
        )

    def _unassign(self, order: LockedOrder, stages: Sequence[OrderStage]) -> None:
        if not stages:
            return
        previous, taken = _mechanics(stages), tuple(stage.id for stage in stages)
        for stage in stages:
            stage.unassign()
        order.record(
            MechanicUnassigned(order.row.id, previous, taken),
            before={"mechanic_ids": previous},
            after={"stage_ids": taken},
        )


def find_only_mechanic(stages: Iterable[OrderStage]) -> int | None:
    """Return the mechanic of all open stages, if there is one mechanic of all."""
    found = {stage.mechanic_id for stage in stages if not is_closed(stage)}
    return next(iter(found)) if len(found) == 1 else None


def _check_unchanged(stages: Sequence[OrderStage], replaces: Assignees | None) -> None:
    if replaces is not None and {stage.mechanic_id for stage in stages} != set(replaces):
        raise AssignmentChanged()


def _not_begun(stages: Sequence[OrderStage]) -> list[OrderStage]:
    """Return the assigned stages that can be taken away; raises ``WorkBegun`` if all of them were begun."""
    assigned = [stage for stage in stages if stage.mechanic_id is not None]
    found = [stage for stage in assigned if stage.state not in UNDER_WAY]
    if assigned and not found:
        raise WorkBegun()
    return found


def _mechanics(stages: Sequence[OrderStage]) -> tuple[int, ...]:
    return tuple(sorted({stage.mechanic_id for stage in stages if stage.mechanic_id}))
