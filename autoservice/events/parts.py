"""Facts about the parts of orders."""

from dataclasses import dataclass

from autoservice.events.orders import OrderEvent


@dataclass(frozen=True)
class OrderPartEvent(OrderEvent):
    """Something happened to a part of an order."""

    part_id: int


@dataclass(frozen=True)
class PartAdded(OrderPartEvent, name="part_added"):
    """A part was added to a job."""


@dataclass(frozen=True)
class PartChanged(OrderPartEvent, name="part_changed"):
    """The quantity or the price of a part is another one."""


@dataclass(frozen=True)
class PartReserved(OrderPartEvent, name="part_reserved"):
    """A part is reserved in the stock."""


@dataclass(frozen=True)
class PartOrdered(OrderPartEvent, name="part_ordered"):
    """A part was ordered from a supplier, or is expected on another day."""


@dataclass(frozen=True)
class PartArrived(OrderPartEvent, name="part_arrived"):
    """A part that was awaited is there."""


@dataclass(frozen=True)
class PartIssued(OrderPartEvent, name="part_issued"):
    """A part went into the work."""


@dataclass(frozen=True)
class PartReturned(OrderPartEvent, name="part_returned"):
    """A part that was issued, or some of it, went back."""


@dataclass(frozen=True)
class PartRemoved(OrderPartEvent, name="part_removed"):
    """A part is not needed any more."""
