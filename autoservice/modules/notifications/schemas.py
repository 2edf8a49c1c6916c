"""What goes in and out of the notifications module."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from autoservice.modules.notifications.groups import Channel, DeliveryState, Group, Kind, MailTrouble
from autoservice.shared.pagination import MAX_PAGE_SIZE, PageRequest
from autoservice.shared.validation import STORABLE, Flag, Id


@dataclass(frozen=True)
class RenderedEmail:
    """An e-mail that is ready to be sent: the same words as plain text and as HTML.

    ``unsubscribe_link`` is where one click ends such e-mails, ``message_id`` what is before the ``@`` of the
    message's id; without one each attempt has an id of its own.
    """

    to: str
    subject: str
    text: str
    html: str
    unsubscribe_link: str = ""
    message_id: str = ""


class MailboxEmail(BaseModel):
    """An e-mail in the demo's mailbox."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    links: list[str]


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise PydanticCustomError("zone", "Not a time zone.")
    return zone


ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QuietTimes(BaseModel):
    """From ``start`` until ``end``, as "22:00", in a zone such as "Europe/Moscow"."""

    start: ClockTime
    end: ClockTime
    zone: Annotated[str, Field(max_length=60), AfterValidator(_known_zone)]

    @field_validator("end")
    @classmethod
    def _differ(cls, end: str, info: ValidationInfo) -> str:
        if end == info.data.get("start"):
            raise PydanticCustomError("same_time", "The end is the start.")
        return end


class NotificationsChange(BaseModel):
    """The command to set what one is told; without ``quiet_hours`` there are none."""

    groups: dict[Group, dict[Channel, Flag]] = {}
    quiet_hours: QuietTimes | None = None


class NotificationsView(BaseModel):
    """What somebody is told by which channel, and when not; ``zone`` is that of their quiet hours.

    Codes and what concerns the security of the account come in any case.
    """

    groups: dict[Group, dict[Channel, bool]]
    quiet_hours: QuietTimes | None
    zone: str
    has_email: bool
    has_push: bool
    # Whether the shop sends SMS, whether there is a confirmed number, and whether it has answered STOP.
    has_sms: bool = False
    has_phone: bool = False
    sms_stopped: bool = False


# In base64url: of a point on P-256, and of 16 bytes.
PointText = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9_-]+=*$")]
SecretText = Annotated[str, Field(max_length=30, pattern=r"^[A-Za-z0-9_-]+=*$")]


class PushKeys(BaseModel):
    """A browser's keys, by which only it can read its messages."""

    p256dh: PointText
    auth: SecretText


class PushSubscribing(BaseModel):
    """The command to send push messages to this session's browser: what its ``PushSubscription`` says."""

    endpoint: Annotated[str, Field(max_length=1000, pattern=STORABLE)]
    keys: PushKeys


class PushView(BaseModel):
    """Whether there are push messages, by which key, and where those of this session go, if anywhere.

    A subscription that was made with another key has no ``endpoint`` any more.
    """

    available: bool
    public_key: str
    subscribed: bool
    endpoint: str


@dataclass(frozen=True)
class RenderedPush:
    """A push message that is ready to be encrypted: ``payload`` is JSON, ``topic`` 32 characters at most.

    A service that cannot hand it on within ``ttl_seconds`` drops it, and one of the same topic replaces it.
    """

    endpoint: str
    keys: PushKeys
    payload: bytes
    ttl_seconds: int
    urgency: str
    topic: str


@dataclass(frozen=True)
class RenderedSms:
    """A message that is ready to be sent by SMS: ``to`` in E.164, ``callback`` for its later states, if any.

    ``reference`` names it where the provider takes ids of others.
    """

    to: str
    text: str
    reference: str
    callback: str = ""


class Subscription(BaseModel):
    """The token of an e-mail's link."""

    token: Annotated[str, Field(max_length=100)]


class MessageView(BaseModel):
    """A message, ``title`` in its reader's language; ``count`` facts have joined in it, the newest ``at``."""

    id: int
    kind: Kind
    title: str
    order_id: int | None
    order_number: str
    count: int
    at: datetime
    read_at: datetime | None


class MessagesRead(BaseModel):
    """The command to mark one message as read, or all ``up_to`` the newest that was seen."""

    id: Id | None = None
    up_to: Id | None = None

    @model_validator(mode="after")
    def _name_one(self) -> Self:
        if (self.id is None) == (self.up_to is None):
            raise PydanticCustomError("which_messages", "Either id or up_to.")
        return self


class DeliveryFilter(PageRequest):
    """Which deliveries are listed, newest first: those with these values, if given."""

    size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 50
    state: DeliveryState | None = None
    channel: Channel | None = None


class DeliveryView(BaseModel):
    """A message to somebody by a channel, and what became of it.

    ``count`` facts have joined in it. It is sent at ``due_at`` at the earliest; ``last_error`` names no
    address; ``provider_id`` is its id where it was handed over. By SMS it has ``parts`` and a masked
    ``number``.
    """

    id: int
    kind: Kind
    channel: Channel
    state: DeliveryState
    recipient_id: int
    recipient_name: str
    order_id: int | None
    order_number: str
    count: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    provider_id: str
    last_error: str
    number: str = ""
    parts: int = 0


class TroubleView(BaseModel):
    """What keeps a channel's messages from leaving, since when, and how many of them it keeps."""

    trouble: MailTrouble
    since: datetime
    last_error: str
    kept: int


class ChannelView(BaseModel):
    """A channel: whether the shop has it, and how many messages wait for it or have failed for good."""

    channel: Channel
    is_on: bool
    waiting: int
    dead: int
    trouble: TroubleView | None = None
