"""Tables of notifications: what people want to be told, and what was sent to them. No sent text is stored."""

from datetime import datetime, time
from typing import Final, Self

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from autoservice.modules.notifications.groups import DeliveryState, TextState
from autoservice.modules.notifications.kinds import Words
from autoservice.modules.notifications.quiet_hours import QuietHours
from autoservice.shared.db import UtcDateTime, primary_key
from autoservice.shared.outbox import MAX_ATTEMPTS

# Of a message's title and its text, in characters: what a push message has room for.
TITLE_LENGTH: Final = 100
TEXT_LENGTH: Final = 300
# Before the ids of the devices that have a push message.
DEVICES: Final = "devices:"


class NotificationPreference(SQLModel, table=True):
    """Whether a person wants a group of events by a channel; without a row, as it is at first."""

    __tablename__ = "notification_preference"

    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    event_group: str = Field(primary_key=True, max_length=20)
    channel: str = Field(primary_key=True, max_length=20)
    enabled: bool


class PersonalQuietHours(SQLModel, table=True):
    """A person's quiet hours, as "22:00"; without a row there are none."""

    __tablename__ = "quiet_hours"

    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    start: str = Field(max_length=5)
    end: str = Field(max_length=5)
    zone: str = Field(max_length=60)

    def hours(self) -> QuietHours:
        """Return the quiet hours."""
        return QuietHours(time.fromisoformat(self.start), time.fromisoformat(self.end), self.zone)


class Delivery(SQLModel, table=True):
    """One message to one person by one channel; ``count`` facts have joined in it.

    ``event_id`` names the first of them. ``provider_id`` is the message's id where it was handed over.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id", "kind", "channel"),
        Index("ix_delivery_order_id_state", "order_id", "state"),
        Index("ix_delivery_user_id_id", "user_id", "id"),
        Index("ix_delivery_state_id", "state", "id"),
        Index("ix_delivery_channel_id", "channel", "id"),
    )

    id: int = primary_key()
    event_id: str = Field(max_length=64)
    user_id: int = Field(foreign_key="app_user.id")
    order_id: int | None = Field(default=None, foreign_key="repair_order.id")
    kind: str = Field(max_length=40)
    channel: str = Field(max_length=20)
    state: str = Field(default=DeliveryState.WAITING.value, max_length=20)
    count: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    due_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    provider_id: str = Field(default="", max_length=200)
    last_error: str = Field(default="", max_length=500)

    @property
    def is_waiting(self) -> bool:
        """Return whether it is still to be sent."""
        return self.state == DeliveryState.WAITING

    @property
    def is_on_its_way(self) -> bool:
        """Return whether devices are to get it, none of which has it yet."""
        return self.state == DeliveryState.SENDING

    @property
    def can_be_resent(self) -> bool:
        """Return whether it has failed for good, or may have."""
        return self.state in (DeliveryState.DEAD, DeliveryState.DOUBTFUL)

    @property
    def is_dead(self) -> bool:
        """Return whether it has failed for good."""
        return self.state == DeliveryState.DEAD

    def spread(self) -> None:
        """Record that each device gets it by itself."""
        self.state = DeliveryState.SENDING.value

    def has_reached(self, device_id: int) -> bool:
        """Return whether the device has it."""
        return str(device_id) in self.provider_id.removeprefix(DEVICES).split(",")

    def reach(self, device_id: int, at: datetime) -> None:
        """Record that the device has it, beside those that have it already."""
        reached = self.provider_id.removeprefix(DEVICES).split(",") if self.provider_id else []
        self.succeed(DEVICES + ",".join([*reached, str(device_id)]), at)

    def succeed(self, provider_id: str, at: datetime) -> None:
        """Record that the message was handed over."""
        self.attempts += 1
        self.state, self.provider_id, self.sent_at, self.last_error = (
            DeliveryState.SENT.value,
            provider_id,
            at,
            "",
        )

    def fail(self, error: str) -> None:
        """Record a failed attempt; the last one is for good."""
        self.attempts += 1
        self.last_error = error[:500]
        if self.attempts >= MAX_ATTEMPTS:
            self.state = DeliveryState.DEAD.value

    def postpone(self, error: str) -> None:
        """Record an attempt that failed for no fault of the message, which is tried on."""
        self.attempts += 1
        self.last_error = error[:500]

    def end(self, error: str) -> None:
        """Record an attempt after which the message can never arrive."""
        self.postpone(error)
        self.die(error)

    def die(self, error: str) -> None:
        """Record that it has failed for good, also after it was handed over."""
        self.state, self.last_error = DeliveryState.DEAD.value, error[:500]

    def doubt(self, error: str) -> None:
        """Record that nobody knows whether it was sent."""
        self.postpone(error)
        self.state = DeliveryState.DOUBTFUL.value

    def revive(self, now: datetime, *, on_its_way: bool = False) -> None:
        """Let a delivery that has failed be tried again from the first attempt.

        One that is ``on_its_way`` is tried by a device of its person, not by all of them.
        """
        state = DeliveryState.SENDING if on_its_way else DeliveryState.WAITING
        self.state, self.attempts, self.due_at = state.value, 0, now

    def drop(self) -> None:
        """Record that nothing is sent."""
        self.state = DeliveryState.DROPPED.value


class ChannelTrouble(SQLModel, table=True):
    """What keeps the messages of a channel from leaving; without a row, nothing does."""

    __tablename__ = "channel_trouble"

    channel: str = Field(primary_key=True, max_length=20)
    trouble: str = Field(max_length=20)
    since: datetime = Field(sa_type=UtcDateTime)
    last_error: str = Field(max_length=500)


class PushSubscription(SQLModel, table=True):
    """Where push messages reach the browser of one sign-in, and the keys to write them with.

    ``key_id`` names the program's key that the browser lets send. It ends with the session.
    """

    __tablename__ = "push_subscription"
    __table_args__ = (UniqueConstraint("session_id"),)

    id: int = primary_key()
    user_id: int = Field(foreign_key="app_user.id", index=True)
    session_id: str = Field(foreign_key="auth_session.id", max_length=32)
    endpoint: str = Field(max_length=1000)
    endpoint_hash: str = Field(max_length=64, index=True)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=30)
    key_id: str = Field(max_length=16)
    created_at: datetime = Field(sa_type=UtcDateTime)


class TextMessage(SQLModel, table=True):
    """A message by SMS: of a delivery, or with the code or link of a one-time token. Its text is not stored.

    ``began_at`` is there while nobody knows whether the provider has it: it is set before it is handed
    over, and taken away by a clear answer. ``reference`` names it in callbacks, ``number`` is masked.
    """

    __tablename__ = "text_message"

    id: int = primary_key()
    delivery_id: int | None = Field(
        default=None,
        sa_type=Integer,
        sa_column_args=[ForeignKey("delivery.id", ondelete="CASCADE")],
        unique=True,
    )
    token_id: int | None = Field(default=None, unique=True)
    user_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    number: str = Field(default="", max_length=16)
    parts: int = 0
    reference: str = Field(unique=True, max_length=32)
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # How often it was sent again without knowing whether the provider had it.
    repeats: int = 0
    provider_id: str = Field(default="", max_length=64, index=True)
    state: str = Field(default=TextState.WAITING.value, max_length=20)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)

    @property
    def is_open(self) -> bool:
        """Return whether the provider is still to get it."""
        return self.state == TextState.WAITING

    def begin(self, now: datetime) -> None:
        """Record that it is handed over now."""
        self.began_at = now

    def arrive(self, provider_id: str) -> None:
        """Record that the provider has it."""
        self.began_at, self.provider_id = None, provider_id[:64]
        if self.state in (TextState.WAITING, TextState.DOUBTFUL):
            self.state = TextState.SENT.value

    def refuse(self, *, for_good: bool) -> None:
        """Record that the provider has not taken it."""
        self.began_at = None
        self.state = TextState.FAILED.value if for_good else self.state

    def give_up(self) -> None:
        """Record that nobody knows, and that it is not sent again."""
        self.began_at, self.state = None, TextState.DOUBTFUL.value

    def reopen(self, reference: str) -> None:
        """Let one that has failed, or is in doubt, be sent anew."""
        self.began_at, self.repeats, self.provider_id = None, 0, ""
        self.state, self.reference = TextState.WAITING.value, reference


class SmsOptOut(SQLModel, table=True):
    """A number whose owner has answered STOP, as a keyed hash: codes are all that it still gets."""

    __tablename__ = "sms_opt_out"

    number_hash: str = Field(primary_key=True, max_length=64)
    since: datetime = Field(sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """A message in the program, ``at`` its newest fact; what it says follows from its kind and its order."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_user_id_id", "user_id", "id"),
        Index("ix_message_user_id_read_at", "user_id", "read_at"),
    )

    id: int = primary_key()
    user_id: int = Field(foreign_key="app_user.id")
    order_id: int | None = Field(default=None, foreign_key="repair_order.id", index=True)
    kind: str = Field(max_length=40)
    count: int = 1
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @classmethod
    def of(cls, delivery: Delivery, at: datetime) -> Self:
        """Return the message of a delivery."""
        return cls(
            user_id=delivery.user_id,
            order_id=delivery.order_id,
            kind=delivery.kind,
            count=delivery.count,
            at=at,
        )

    def grow(self, count: int, at: datetime) -> None:
        """Let more facts of the same kind join."""
        self.count, self.at = self.count + count, at


class ToldOrder(SQLModel, table=True):
    """Up to which entry of an order's timeline people have been told."""

    __tablename__ = "told_order"

    order_id: int = Field(foreign_key="repair_order.id", primary_key=True)
    number: int


class MessageText(SQLModel, table=True):
    """What a kind of message says in the shop's own words; empty texts, and no row: as it is shipped.

    Nothing is sent unless ``enabled``. ``id`` follows from the kind.
    """

    __tablename__ = "message_text"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 0
    kind: str = Field(max_length=40, unique=True)
    enabled: bool = True
    title_ru: str = Field(default="", max_length=TITLE_LENGTH)
    text_ru: str = Field(default="", max_length=TEXT_LENGTH)
    title_en: str = Field(default="", max_length=TITLE_LENGTH)
    text_en: str = Field(default="", max_length=TEXT_LENGTH)

    def words(self, locale: str) -> Words:
        """Return the words in a language."""
        return Words(self.title_ru, self.text_ru) if locale == "ru" else Words(self.title_en, self.text_en)
