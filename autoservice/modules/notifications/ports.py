"""The hub of changes, and what sends and keeps e-mails."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from autoservice.modules.notifications.kinds import Email
from autoservice.modules.notifications.schemas import MailboxEmail, RenderedEmail


class Subscription(Protocol):
    """One watcher's place at a topic. ``changed`` is set with every publication since it was cleared."""

    @property
    def changed(self) -> asyncio.Event: ...

    @property
    def generation(self) -> int:
        """Grows with every publication of the topic in this process."""
        ...


class SocketHub(Protocol):
    """Tells the watchers of a topic, in every worker, that it changed; never what."""

    async def publish(self, topics: Iterable[str]) -> None: ...

    def subscribe(self, topic: str) -> AbstractContextManager[Subscription]: ...

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


class Mailbox(Protocol):
    """Where e-mails can be read that nothing carried out of the house."""

    async def newest(self, limit: int) -> list[MailboxEmail]:
        """Return the last e-mails, the newest first."""
        ...
