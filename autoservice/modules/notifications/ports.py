"""The hub of changes, and what sends and keeps e-mails."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from autoservice.modules.notifications.groups import Channel, DeliveryState, Entry, Group
from autoservice.modules.notifications.kinds import Email
from autoservice.modules.notifications.models import (
    ChannelTrouble,
    Delivery,
    Message,
    MessageText,
    PushSubscription,
)
from autoservice.modules.notifications.quiet_hours import QuietHours
from autoservice.modules.notifications.schemas import (
    DeliveryFilter,
    MailboxEmail,
    PushKeys,
    RenderedEmail,
    RenderedPush,
)
from autoservice.shared.pagination import Page, PageRequest

# What a person has chosen; the rest is as it is at first.
Preferences = Mapping[tuple[Group, Channel], bool]


class Subscription(Protocol):
    """One watcher's place at its topics. ``changed`` is set with each publication since it was cleared."""

    @property
    def changed(self) -> asyncio.Event: ...

    @property
    def generation(self) -> int:
        """Grows with every publication of the topics in this process."""
        ...


class SocketHub(Protocol):
    """Tells the watchers of a topic, in every worker, that it changed; never what."""

    async def publish(self, topics: Iterable[str]) -> None: ...

    def subscribe(self, *topics: str) -> AbstractContextManager[Subscription]: ...

    async def run(self) -> None:
        """Listen to the other workers until cancelled."""
        ...


class NotificationPort(Protocol):
    """Sends e-mails by whoever carries them."""

    async def send(self, email: Email) -> None:
        """Send the e-mail; raises ``MailNotSent`` or ``NoMailServer``."""
        ...


class EmailProvider(Protocol):
    """What carries e-mails."""

    async def send(self, email: RenderedEmail) -> None:
        """Hand the e-mail over; raises ``MailNotSent`` or ``NoMailServer``."""
        ...

    async def close(self) -> None:
        """Close whatever is held open; a later e-mail opens it again."""
        ...


class PushProvider(Protocol):
    """What carries push messages to browsers."""

    @property
    def public_key(self) -> str:
        """The key that browsers subscribe with, in base64url."""
        ...

    @property
    def key_id(self) -> str:
        """The id of that key."""
        ...

    def check(self, endpoint: str, keys: PushKeys) -> None:
        """Raise ``BadPushSubscription`` unless messages may be sent to the endpoint with these keys."""
        ...

    async def send(self, push: RenderedPush) -> None:
        """Hand the message over; raises ``PushNotSent`` or ``PushSubscriptionGone``."""
        ...

    async def close(self) -> None:
        """Close whatever is held open; a later message opens it again."""
        ...


class PushSubscriptionRepository(Protocol):
    """The browsers that take push messages."""

    async def find_people(self, user_ids: Collection[int], now: datetime) -> set[int]:
        """Return who of them has a device that messages can be sent to."""
        ...

    async def usable(self, user_id: int, now: datetime) -> list[PushSubscription]:
        """Return the person's subscriptions that messages can be sent to."""
        ...

    async def find_usable(self, subscription_id: int, now: datetime) -> PushSubscription | None:
        """Return the subscription, if its session lives, its person may sign in and its key is ours."""
        ...

    async def of_session(self, session_id: str) -> PushSubscription | None: ...

    async def store(self, subscription: PushSubscription, limit: int) -> None:
        """Store it in place of others to that endpoint, and of the person's oldest beyond the limit."""
        ...

    async def delete(self, subscription_id: int) -> None: ...

    async def delete_of_session(self, session_id: str) -> None: ...

    async def of(self, user_id: int) -> list[PushSubscription]:
        """Return all subscriptions of the person."""
        ...

    async def delete_of(self, user_id: int) -> None: ...

    async def purge(self, now: datetime) -> None:
        """Delete the subscriptions of sessions that are over, and of accounts that are disabled."""
        ...


class Mailbox(Protocol):
    """Where e-mails can be read that nothing carried out of the house."""

    async def newest(self, limit: int) -> list[MailboxEmail]:
        """Return the last e-mails, the newest first."""
        ...


class NotificationPreferencesRepository(Protocol):
    """What people want to be told, and when not."""

    async def preferences(self, user_ids: Collection[int]) -> Mapping[int, Preferences]: ...

    async def quiet_hours(self, user_ids: Collection[int]) -> Mapping[int, QuietHours]:
        """Return the quiet hours of those who have some."""
        ...

    async def choose(self, user_id: int, chosen: Preferences) -> None: ...

    async def set_quiet_hours(self, user_id: int, hours: QuietHours | None) -> None: ...

    async def delete_of(self, user_id: int) -> None: ...


class MessageRepository(Protocol):
    """Messages in the program."""

    async def add(self, message: Message) -> None:
        """Insert a message, which has its id afterwards."""
        ...

    async def find_unread(self, user_id: int, order_id: int | None, kind: str) -> Message | None:
        """Return the person's newest message of that kind about the order, unless it was read; locked."""
        ...

    async def count_unread(self, user_id: int) -> int:
        """Return how many messages the person has not read, a hundred at most."""
        ...

    async def page(self, user_id: int, query: PageRequest) -> Page[Message]:
        """Return a page of the person's messages, the newest first; raises ``UnknownCursor``."""
        ...

    async def mark_read(self, user_id: int, now: datetime, message_id: int | None, up_to: int | None) -> bool:
        """Mark the person's message, or all up to one, as read; return whether any was unread."""
        ...

    async def of(self, user_id: int) -> Sequence[Message]:
        """Return all messages of the person, the newest first."""
        ...

    async def delete_of(self, user_id: int) -> None: ...

    async def purge(self, before: datetime) -> None:
        """Delete messages that came before."""
        ...


class TroubleRepository(Protocol):
    """What keeps the messages of channels from leaving."""

    async def find(self, channel: Channel) -> ChannelTrouble | None: ...

    async def all(self) -> list[ChannelTrouble]: ...

    async def count_kept(self) -> int:
        """Return how many e-mails wait for the end of a trouble, a thousand at most."""
        ...

    async def put_trouble(self, trouble: ChannelTrouble) -> None:
        """Write what is wrong with a channel in place of what was."""
        ...

    async def forget(self, channel: Channel) -> bool:
        """Delete what was wrong with the channel; return whether something was."""
        ...


class DeliveryRepository(Protocol):
    """Messages that are to be sent, or were."""

    async def take_new_entries(self, order_id: int) -> list[Entry]:
        """Return what has happened to the order since the last time, which is now; the order is locked."""
        ...

    async def has_unread(self, user_id: int, order_id: int, *, from_shop: bool) -> bool:
        """Return whether a person has not seen all that one side wrote about the order."""
        ...

    async def joinable(self, order_id: int, now: datetime) -> list[Delivery]:
        """Return what is to be told of the order later than now."""
        ...

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Insert deliveries, which have their ids afterwards."""
        ...

    async def find(self, delivery_id: int, *, locked: bool = False) -> Delivery | None: ...

    async def page(self, query: DeliveryFilter) -> Page[Delivery]:
        """Return a page of the deliveries, the newest first; raises ``UnknownCursor``."""
        ...

    async def count(self, state: DeliveryState) -> Mapping[str, int]:
        """Return how many deliveries of each channel are in a state, of a thousand at most."""
        ...

    async def forget_dead_letters(self, delivery_id: int) -> None:
        """Delete the dead letters of a delivery, which is sent again by a new event."""
        ...

    async def of(self, user_id: int) -> list[Delivery]:
        """Return all deliveries to a person, the newest first."""
        ...

    async def delete_of(self, user_id: int) -> None: ...

    async def purge(self, before: datetime) -> None:
        """Delete deliveries that were planned before."""
        ...


class MessageTextRepository(Protocol):
    """What the shop has changed of its messages' texts."""

    async def find(self, kind: str) -> MessageText | None: ...

    async def all(self) -> Mapping[str, MessageText]:
        """Return what the shop has changed, by kind."""
        ...

    async def lock(self, texts: Collection[MessageText]) -> list[MessageText]:
        """Lock and return the rows with the ids of ``texts``, which are inserted where there are none."""
        ...
