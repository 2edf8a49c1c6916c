"""Taking the last step on a stage back."""

from autoservice.events.progress import StageCompletionUndone, StageEvent, StageSkipUndone, StageStartUndone
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.errors import MechanicGone
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.parts.following import PartsFollowUpService
from autoservice.modules.orders.ports import Accounts, OrderRepository
from autoservice.modules.orders.workflow import StageAction, StageState
from autoservice.modules.progress.schemas import StageStep
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class UndoService(Service):
    """The way back from a wrong tap."""

    def __init__(
        self, unit: Unit, orders: OrderRepository, accounts: Accounts, parts: PartsFollowUpService
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._accounts = accounts
        self._parts = parts

    @requires(Permission.WORK_ON_STAGE)
    async def undo_step(self, order_id: int, stage_id: int, step: StageStep) -> None:
        """Undo the last start, completion or skip.

        Raises what ``LockedOrder.permit`` says, and ``MechanicGone``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.UNDO, stage_id, step.version)
        await self._keep_mechanic(stage)
        before = {"state": stage.state}
        was_done = stage.done_at is not None
        undone = _undone(stage)
        stage.undo()
        order.record(undone(order_id, stage_id), before=before, after=stage.audited(self._actor))
        if was_done:
            await self._parts.reserve_again(order, stage)

    async def _keep_mechanic(self, stage: OrderStage) -> None:
        """Keep the account of the mechanic, who has open work again, until the transaction ends."""
        mechanic_id = stage.mechanic_id
        if mechanic_id is None or await self._accounts.lock_against_erasure(mechanic_id):
            return
        # Who is only switched off keeps what was theirs.
        if await self._accounts.is_erased(mechanic_id):
            raise MechanicGone()


def _undone(stage: OrderStage) -> type[StageEvent]:
    if stage.state == StageState.SKIPPED:
        return StageSkipUndone
    return StageCompletionUndone if stage.done_at else StageStartUndone
