"""A command's order: locked with its stages, asked for its rules, and recorded as it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autoservice.events.orders import OrderEvent, OrderStatusChanged
from autoservice.modules.orders.errors import OrderNotFound, StageNotFound
from autoservice.modules.orders.models import Order, OrderStage, TimelineEntry
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.rules import check
from autoservice.modules.orders.status import OrderAction, check_order, derive_status
from autoservice.modules.orders.workflow import OrderStatus, StageAction
from autoservice.shared.feed import Place
from autoservice.shared.unit import Unit


@dataclass
class LockedOrder:
    """An order that nobody else can change before the unit of work ends."""

    row: Order
    stages: Sequence[OrderStage]
    unit: Unit
    orders: OrderRepository
    # Said by whoever opens it again: it is no longer finished.
    is_reopened: bool = False

    @property
    def status(self) -> str:
        """Return the status of the order."""
        return self.row.status

    @property
    def held_reason(self) -> str | None:
        """Return why somebody has put the order on hold, if so."""
        return self.row.held_reason

    @property
    def now(self) -> datetime:
        """Return the moment of the command."""
        return self.unit.now

    def permit(self, action: StageAction, stage_id: int, version: int | None = None) -> OrderStage:
        """Return the stage, if the actor may do ``action`` on it now.

        Raises ``StageNotFound``, ``StaleVersion`` if the caller saw another version than the present
        one, and what the action's rule in ``rules`` refuses with.
        """
        stage = find_stage(self.stages, stage_id)
        stage.require_version(version)
        check(action, self, stage, self.unit.actor)
        return stage

    def permit_order(self, action: OrderAction, version: int | None = None) -> None:
        """Check that the actor may do ``action`` on the order now; raises the refusal of its rule.

        Raises ``StaleVersion`` if the caller saw another version than the present one.
        """
        self.row.require_version(version)
        check_order(action, self, self.unit.actor)

    def record(
        self,
        event: OrderEvent,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        published: bool = True,
        **shown: Any,
    ) -> None:
        """Write a fact to timeline, audit log, feed and outbox; the order's status follows from it.

        The kind of the one entry and the action of the other are the event's stored name. Both hold
        the ids that the event names; the timeline also what is ``shown`` (to the client too, unless
        it is not ``published`` or happened to internal stages only), the audit log the states ``before``
        and ``after``. Where somebody acted in a mechanic's place, ``after`` names that mechanic as
        ``instead_of`` (entries of earlier versions have actions of their own for that,
        ``stage_completed_override``, and ``order_status``).
        """
        references = event.references()
        self._append(event, published and self._concerns_client(event), references | shown)
        order = {"order_id": event.order_id} if event.subject.startswith("stage:") else {}
        place = Place(event.order_id, self.row.timeline_length, self.row.version)
        self.unit.record(
            event, event.subject, before, {**order, **references, **(after or {})} or None, place
        )
        self._settle_status()

    def _concerns_client(self, event: OrderEvent) -> bool:
        stages = [stage for stage in self.stages if stage.id in event.stages]
        return not stages or any(stage.published for stage in stages)

    def _append(self, event: OrderEvent, published: bool, data: dict[str, Any]) -> None:
        self.row.timeline_length += 1
        if event.changes_order:
            self.row.version += 1
            self.row.updated_at = self.unit.now
        self.orders.append(
            TimelineEntry(
                order_id=event.order_id,
                number=self.row.timeline_length,
                kind=event.name,
                at=self.unit.now,
                actor_id=self.unit.actor.user_id or None,
                stage_id=event.stage,
                published=published,
                data=data,
            )
        )

    def _settle_status(self) -> None:
        before = self.status
        current = OrderStatus.IN_PROGRESS.value if self.is_reopened else before
        after = derive_status(current, self.stages, self.row).value
        if after == OrderStatus.READY:
            self.row.end_hold()
        if before != after:
            self.is_reopened = False
            self.row.become(after, self.unit.now)
            changed = OrderStatusChanged(self.row.id)
            self.record(changed, before={"status": before}, after={"status": after}, status=after)
        self.row.settle_queue(self.stages, self.unit.now)


async def lock_order(unit: Unit, orders: OrderRepository, order_id: int) -> LockedOrder:
    """Lock an order that the actor may see; raises ``OrderNotFound`` for any other.

    Only in a unit that writes: a reader must not keep others waiting.
    """
    if not unit.writes:
        raise RuntimeError("A unit that only reads must not lock an order.")
    order = await orders.lock(order_id, unit.actor)
    if order is None:
        raise OrderNotFound()
    stages = (await orders.stages([order_id])).get(order_id, [])
    return LockedOrder(order, stages, unit, orders)


def find_stage(stages: Sequence[OrderStage], stage_id: int) -> OrderStage:
    """Return the stage with that id; raises ``StageNotFound``."""
    found = next((stage for stage in stages if stage.id == stage_id), None)
    if found is None:
        raise StageNotFound()
    return found
