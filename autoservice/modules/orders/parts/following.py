"""What becomes of an order's parts when work ends: used up, taken back with it, or released."""

from autoservice.events.parts import PartIssued, PartRemoved, PartReserved
from autoservice.modules.orders.changes import LockedOrder
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.parts.book import PartBook
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.ports import OrderPartRepository
from autoservice.modules.orders.parts.states import DROPPED, PartState, uses_any_up, uses_up
from autoservice.modules.orders.parts.stock import PartStock, by_item
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class PartsFollowUpService(Service):
    """The parts of an order that the caller has locked, and whose work or jobs it has changed."""

    def __init__(self, unit: Unit, parts: OrderPartRepository, stock: PartStock) -> None:
        super().__init__(unit)
        self._parts = parts
        self._stock = stock

    @requires(Permission.WORK_ON_STAGE)
    async def issue_used(self, order: LockedOrder, stage: OrderStage) -> None:
        """Issue what is reserved for the work that a completed stage has done."""
        if not uses_any_up(stage, order.status):
            return
        book = await self._open(order)
        used = [part for part in book.parts if uses_up(stage, part.job_id, order.status)]
        for part in _in_state(used, PartState.RESERVED):
            before = part.audited()
            await self._stock.issue(part)
            part.become(PartState.ISSUED, self._unit.now, stage_id=stage.id)
            book.record(PartIssued, part, before)

    @requires(Permission.WORK_ON_STAGE)
    async def reserve_again(self, order: LockedOrder, stage: OrderStage) -> None:
        """Reserve again what the completion of a stage had issued, which is undone."""
        book = await self._open(order)
        issued = [part for part in book.parts if part.stage_id == stage.id]
        for part in _in_state(issued, PartState.ISSUED):
            before = part.audited()
            await self._stock.take_back(part, part.quantity)
            await self._stock.try_reserve(part)
            part.become(PartState.RESERVED, self._unit.now, stage_id=None)
            book.record(PartReserved, part, before)

    @requires(Permission.READ_ORDERS)
    async def drop_unused(self, order: LockedOrder, job_id: int | None = None) -> None:
        """Remove what is needed or reserved for an order that is cancelled, or for its job that is declined.

        Whoever may end the order or the job may do so, clients too: the caller has checked that.
        """
        book = await self._open(order)
        dropped = [part for part in book.parts if job_id in (None, part.job_id)]
        for part in _in_state(dropped, *DROPPED):
            before = part.audited()
            await self._stock.release(part)
            part.become(PartState.REMOVED, self._unit.now)
            book.record(PartRemoved, part, before)

    async def _open(self, order: LockedOrder) -> PartBook:
        id = order.row.id
        return PartBook(order, await self._parts.jobs(id), await self._parts.of_order(id))


def _in_state(parts: list[OrderPart], *states: PartState) -> list[OrderPart]:
    """Return the parts in these states in the sequence in which stock is locked."""
    return by_item(part for part in parts if part.state in states)
