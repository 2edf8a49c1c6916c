"""The service that makes exceptions to the course of stages: skipping them, and opening them again."""

from collections.abc import Iterable, Sequence

from autoservice.events.orders import OrderReopened
from autoservice.events.progress import StageReopened, StageSkipped
from autoservice.modules.catalog.repair_templates.codes import HANDOVER
from autoservice.modules.orders.changes import LockedOrder, find_stage, lock_order
from autoservice.modules.orders.commands import Reopening
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.order_errors import ReasonMissing, StageNotClosed, StageToReopenMissing
from autoservice.modules.orders.ports import Accounts, OrderRepository
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import (
    OrderStatus,
    StageAction,
    first_open_predecessor,
    is_closed,
    successors,
)
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class ReopeningService(Service):
    """Audited exceptions, each with its reason."""

    def __init__(self, unit: Unit, orders: OrderRepository, accounts: Accounts) -> None:
        super().__init__(unit)
        self._orders = orders
        self._accounts = accounts

    @requires(Permission.MANAGE_ORDERS)
    async def reopen_order(self, order_id: int, command: Reopening) -> None:
        """Open a ready or delivered order again, from the named stages on.

        What was built upon them is to be done anew, and a delivered car is to be handed over once more.
        Raises ``ReasonMissing``, ``StageToReopenMissing``, ``StageNotFound``, ``StageNotClosed`` and as
        ``LockedOrder.permit_order``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.REOPEN, command.version)
        if not command.reason:
            raise ReasonMissing()
        named = _named(order, command.stage_ids)
        reopened = _with_successors(order, named)
        for stage in reopened:
            await self._keep_mechanic(stage)
            stage.reopen(command.reason, goes_on=stage in named and _goes_on(order, stage))
        self._record(order, reopened, command)

    def _record(self, order: LockedOrder, reopened: Sequence[OrderStage], command: Reopening) -> None:
        before = {"status": order.status}
        ids = tuple(stage.id for stage in reopened)
        order.is_reopened = True
        order.row.reopen(command.reason, comeback=command.comeback)
        comeback = {"comeback": command.comeback}
        event = OrderReopened(order.row.id, ids)
        order.record(event, before=before, after={**comeback, "stage_ids": ids}, **comeback)

    @requires(Permission.OVERRIDE_STAGE)
    async def skip_stage(self, order_id: int, stage_id: int, reason: str, version: int | None) -> None:
        """Leave a stage out; raises ``ReasonMissing`` and as ``LockedOrder.permit``."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.SKIP, stage_id, version)
        if not reason:
            raise ReasonMissing()
        before = {"state": stage.state}
        stage.skip(self._actor, reason, self._unit.now)
        order.record(StageSkipped(order_id, stage_id), before=before, after=stage.audited(self._actor))

    @requires(Permission.OVERRIDE_STAGE)
    async def reopen_stage(self, order_id: int, stage_id: int, reason: str, version: int | None) -> None:
        """Open a closed stage again upon which nothing was built; raises as ``skip_stage``."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.REOPEN, stage_id, version)
        if not reason:
            raise ReasonMissing()
        before = {"state": stage.state}
        await self._keep_mechanic(stage)
        stage.reopen(reason, goes_on=_goes_on(order, stage))
        order.record(StageReopened(order_id, stage_id), before=before, after=stage.audited(self._actor))

    async def _keep_mechanic(self, stage: OrderStage) -> None:
        """Keep the account of the stage's mechanic until the transaction ends; one that is gone loses it."""
        if stage.mechanic_id is None or await self._accounts.lock_against_erasure(stage.mechanic_id):
            return
        if await self._accounts.is_erased(stage.mechanic_id):
            stage.mechanic_id = None


def _goes_on(order: LockedOrder, stage: OrderStage) -> bool:
    """Return whether the work on the stage can go on at once; a handover always begins anew."""
    return stage.code != HANDOVER and first_open_predecessor(order.stages, stage) is None


def _named(order: LockedOrder, stage_ids: Sequence[int]) -> list[OrderStage]:
    """Return the closed stages of these ids, for a delivered order the handover with them."""
    found = [find_stage(order.stages, stage_id) for stage_id in stage_ids]
    if not all(map(is_closed, found)):
        raise StageNotClosed()
    if order.status == OrderStatus.DELIVERED:
        found += [stage for stage in order.stages if stage.code == HANDOVER and is_closed(stage)]
    if not found:
        raise StageToReopenMissing()
    return found


def _with_successors(order: LockedOrder, named: Iterable[OrderStage]) -> list[OrderStage]:
    """Return the stages, and the closed ones that could not have been begun without them, in their order."""
    ids = {stage.id for stage in named}
    ids |= {later.id for stage in named for later in _closed_after(order, stage)}
    return [stage for stage in order.stages if stage.id in ids]


def _closed_after(order: LockedOrder, stage: OrderStage) -> list[OrderStage]:
    built_upon = {later.position for later in successors(order.stages, stage)}
    return [later for later in order.stages if later.position in built_upon and is_closed(later)]
