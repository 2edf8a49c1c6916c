"""Every domain event: past tense, ids only.

An event says that something became a durable fact. Who needs more than the ids
reads the row, with its own rights. ``wiring.reactions`` says what follows.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Base of all events; subclasses register themselves by name."""

    registry: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Event.registry[cls.__name__] = cls

    @property
    def name(self) -> str:
        """The name under which the event is stored."""
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """The ids, ready for JSON."""
        return asdict(self)

    @staticmethod
    def load(name: str, payload: dict[str, Any]) -> "Event":
        """The event of that name; raises ``KeyError`` for a name nobody declares."""
        # Equal events are equal again, which JSON's lists would not be.
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in payload.items()}
        return Event.registry[name](**values)


@dataclass(frozen=True)
class UserRegistered(Event):
    """An account was created."""

    user_id: int


@dataclass(frozen=True)
class UserRoleChanged(Event):
    """An account's role changed."""

    user_id: int


@dataclass(frozen=True)
class SessionsRevoked(Event):
    """Sessions of an account ended before their time: its open pages must go."""

    user_id: int


@dataclass(frozen=True)
class RegistrationRequested(Event):
    """Somebody wants an account with an e-mail address; the token waits to be confirmed."""

    token_id: int


@dataclass(frozen=True)
class PasswordResetRequested(Event):
    """Somebody forgot a password, or says so; whether there is an account is not known yet."""

    token_id: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    """An account has another password."""

    user_id: int


@dataclass(frozen=True)
class EmailChangeRequested(Event):
    """An account wants another address; the token waits to be confirmed."""

    token_id: int


@dataclass(frozen=True)
class EmailChanged(Event):
    """An account has another address; the token knows the former one."""

    token_id: int


@dataclass(frozen=True)
class SecondFactorChanged(Event):
    """An account's second factor was switched on or off."""

    user_id: int


@dataclass(frozen=True)
class InvitationSent(Event):
    """An administrator invited somebody to work here."""

    token_id: int


@dataclass(frozen=True)
class ProfileDeleted(Event):
    """Somebody deleted their account; the token knows where to say farewell."""

    user_id: int
    token_id: int


@dataclass(frozen=True)
class OrderEvent(Event):
    """Something about one order changed: whoever watches it must re-read."""

    order_id: int


@dataclass(frozen=True)
class OrderCreated(OrderEvent):
    """A client asked for a service."""


@dataclass(frozen=True)
class OrderStatusChanged(OrderEvent):
    """The status that follows from the stages is another one now."""


@dataclass(frozen=True)
class MechanicAssigned(OrderEvent):
    """Open stages were given to a mechanic; ``previous_ids`` lost at least one."""

    mechanic_id: int
    previous_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class StageStarted(OrderEvent):
    """A mechanic began a stage."""

    stage_id: int


@dataclass(frozen=True)
class StageCompleted(OrderEvent):
    """A mechanic finished a stage."""

    stage_id: int


@dataclass(frozen=True)
class StageCommentAdded(OrderEvent):
    """A comment was written under a stage."""

    stage_id: int
    comment_id: int


@dataclass(frozen=True)
class StageAttachmentUploaded(OrderEvent):
    """A photo was attached to a stage."""

    stage_id: int
    attachment_id: int
