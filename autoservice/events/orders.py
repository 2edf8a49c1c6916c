"""Facts about orders."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class OrderEvent(Event):
    """Something about one order changed: whoever watches it must re-read."""

    order_id: int


@dataclass(frozen=True)
class OrderCreated(OrderEvent, name="order_created", formerly="OrderCreated"):
    """A client asked for a service."""


@dataclass(frozen=True)
class OrderStatusChanged(OrderEvent, name="status_changed", formerly="OrderStatusChanged"):
    """The status that follows from the stages is another one now."""


@dataclass(frozen=True)
class MechanicAssigned(OrderEvent, name="mechanic_assigned", formerly="MechanicAssigned"):
    """Open stages were given to a mechanic; ``previous_ids`` lost at least one."""

    mechanic_id: int
    previous_ids: tuple[int, ...] = ()
