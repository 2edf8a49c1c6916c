"""One order under change: loaded and locked with its stages, written down as it moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autoservice.events.orders import OrderStatusChanged
from autoservice.modules.orders.errors import OrderFinished, OrderNotFound, StageNotFound, StageOutOfOrder
from autoservice.modules.orders.models import Order, OrderStage, TimelineEntry
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.workflow import FINISHED_ORDERS, derive_status, first_open_predecessor
from autoservice.shared.unit import Unit


@dataclass
class OrderChange:
    """An order that nobody else can change before the unit of work ends."""

    order: Order
    stages: Sequence[OrderStage]
    unit: Unit
    orders: OrderRepository

    def stage(self, stage_id: int) -> OrderStage:
        """The stage with that id; raises ``StageNotFound``."""
        found = next((stage for stage in self.stages if stage.id == stage_id), None)
        if found is None:
            raise StageNotFound()
        return found

    def require_open(self) -> None:
        """Raise ``OrderFinished`` for a delivered or cancelled order."""
        if self.order.status in FINISHED_ORDERS:
            raise OrderFinished()

    def require_turn(self, stage: OrderStage) -> None:
        """Raise ``StageOutOfOrder`` while a required predecessor is open."""
        if first_open_predecessor(self.stages, stage):
            raise StageOutOfOrder()

    def record(
        self, kind: str, stage: OrderStage | None = None, *, published: bool = True, **data: Any
    ) -> None:
        """Append to the timeline under the order's next number."""
        self.order.timeline_length += 1
        self.order.version += 1
        self.order.updated_at = self.unit.now
        self.orders.append(
            TimelineEntry(
                order_id=self.order.id or 0,
                number=self.order.timeline_length,
                kind=kind,
                at=self.unit.now,
                actor_id=self.unit.actor.user_id or None,
                stage_id=stage.id if stage else None,
                published=published,
                data=data,
            )
        )

    def settle_status(self) -> None:
        """Let the order's status follow from its stages, and say so if it changed."""
        before, after = self.order.status, derive_status(self.order.status, self.stages)
        if before != after:
            self.order.status = after.value
            self.record("status_changed", status=after.value)
            self.unit.audit(
                "order_status", f"order:{self.order.id}", {"status": before}, {"status": after.value}
            )
            self.unit.emit(OrderStatusChanged(self.order.id or 0))


async def begin_change(unit: Unit, orders: OrderRepository, order_id: int) -> OrderChange:
    """Lock an order that the actor may see; raises ``OrderNotFound`` for any other."""
    order = await orders.lock(order_id, unit.actor)
    if order is None:
        raise OrderNotFound()
    stages = (await orders.stages([order_id])).get(order_id, [])
    return OrderChange(order, stages, unit, orders)
