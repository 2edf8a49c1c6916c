"""Facts about orders."""

from dataclasses import dataclass
from typing import ClassVar

from autoservice.events.base import Event


@dataclass(frozen=True)
class OrderEvent(Event):
    """Something about one order changed: whoever watches it must re-read."""

    order_id: int
    # Whether the order is another version afterwards.
    changes_order: ClassVar[bool] = True

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"order:{self.order_id}"

    @property
    def stages(self) -> tuple[int, ...]:
        """The ids of the stages that it happened to; none where that is the whole order."""
        return ()

    @property
    def stage(self) -> int | None:
        """The id of the stage, if it was the only one."""
        return self.stages[0] if len(self.stages) == 1 else None

    def references(self) -> dict[str, int]:
        """Return the single ids that the event names beside its order and its stage."""
        ids = self.payload()
        return {name: ids[name] for name in ids.keys() - PLACE if isinstance(ids[name], int)}


# Which order and which stage: timeline and audit log have a column of their own for that.
PLACE = {"order_id", "stage_id"}


@dataclass(frozen=True)
class OrderCreated(OrderEvent, name="order_created", formerly="OrderCreated"):
    """A client asked for a service."""


@dataclass(frozen=True)
class OrderStatusChanged(OrderEvent, name="status_changed", formerly="OrderStatusChanged"):
    """The status that follows from the stages is another one now."""


@dataclass(frozen=True)
class OrderScheduled(OrderEvent, name="order_scheduled"):
    """The shop expects the car on another day."""


@dataclass(frozen=True)
class OrderCheckedIn(OrderEvent, name="order_checked_in"):
    """The car was taken in."""


@dataclass(frozen=True)
class OrderHeld(OrderEvent, name="order_held"):
    """All work on the order waits for something, or for something else than before."""


@dataclass(frozen=True)
class OrderResumed(OrderEvent, name="order_resumed"):
    """The work on an order on hold goes on."""


@dataclass(frozen=True)
class OrderDelivered(OrderEvent, name="order_delivered"):
    """The car was handed over."""


@dataclass(frozen=True)
class OrderCancelled(OrderEvent, name="order_cancelled"):
    """The client or the shop called the order off."""


@dataclass(frozen=True)
class OrderReopened(OrderEvent, name="order_reopened"):
    """An order that was done was opened again, with its stages ``stage_ids``."""

    stage_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class MechanicAssigned(OrderEvent, name="mechanic_assigned", formerly="MechanicAssigned"):
    """Open stages were given to a mechanic; ``previous_ids`` lost at least one."""

    mechanic_id: int
    previous_ids: tuple[int, ...] = ()
    stage_ids: tuple[int, ...] = ()

    @property
    def stages(self) -> tuple[int, ...]:
        """The stages that were given."""
        return self.stage_ids


@dataclass(frozen=True)
class MechanicUnassigned(OrderEvent, name="mechanic_unassigned"):
    """Stages that nobody had begun were taken from their mechanics, ``previous_ids``."""

    previous_ids: tuple[int, ...] = ()
    stage_ids: tuple[int, ...] = ()

    @property
    def stages(self) -> tuple[int, ...]:
        """The stages that were taken."""
        return self.stage_ids


@dataclass(frozen=True)
class PromiseMade(OrderEvent, name="promise_made"):
    """Somebody of the shop said when the order will be done."""


@dataclass(frozen=True)
class PromiseMoved(OrderEvent, name="promise_moved"):
    """Somebody of the shop said another time than before."""


@dataclass(frozen=True)
class PromiseSlipped(OrderEvent, name="promise_slipped"):
    """What was promised cannot be kept."""


@dataclass(frozen=True)
class OrderDiscounted(OrderEvent, name="order_discounted"):
    """The shop gave a discount on the whole order, another one than before, or took it back."""


@dataclass(frozen=True)
class JobAdded(OrderEvent, name="job_added"):
    """The shop added a service of the catalog to a running order, at the client's wish."""

    job_id: int


@dataclass(frozen=True)
class WorkEvent(OrderEvent):
    """Something happened to extra work of an order."""

    job_id: int


@dataclass(frozen=True)
class WorkProposed(WorkEvent, name="work_proposed"):
    """The shop proposed extra work to the client."""


@dataclass(frozen=True)
class WorkEdited(WorkEvent, name="work_edited"):
    """The shop changed extra work: a decision on it is void."""


@dataclass(frozen=True)
class WorkWithdrawn(WorkEvent, name="work_withdrawn"):
    """The shop no longer proposes the work."""


@dataclass(frozen=True)
class WorkApproved(WorkEvent, name="work_approved"):
    """The client wants the work to be done."""


@dataclass(frozen=True)
class WorkDeclined(WorkEvent, name="work_declined"):
    """The client does not want the work to be done."""


@dataclass(frozen=True)
class TrackingLinkEvent(OrderEvent):
    """Something happened to a tracking link of an order."""

    link_id: int


@dataclass(frozen=True)
class TrackingLinkCreated(TrackingLinkEvent, name="tracking_link_created"):
    """Whoever holds the link can read the order."""


@dataclass(frozen=True)
class TrackingLinkRevoked(TrackingLinkEvent, name="tracking_link_revoked"):
    """The link opens nothing any more."""


@dataclass(frozen=True)
class OrderClientChanged(Event, name="order_client_changed"):
    """The order is another account's of the same person now: of the accounts a fact, of the order none."""

    order_id: int
