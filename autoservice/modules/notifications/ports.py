"""What this module needs from outside."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from autoservice.modules.notifications.schemas import Mail, ReceivedMail


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


class EmailProvider(Protocol):
    """What carries letters."""

    async def send(self, mail: Mail) -> None:
        """Hand the letter over; raises ``MailNotSent`` or ``NoMailServer``."""
        ...

    async def close(self) -> None:
        """Give up whatever is held open; a later letter opens it again."""
        ...


class Mailbox(Protocol):
    """Where letters can be read that nothing carried out of the house."""

    async def newest(self, limit: int) -> list[ReceivedMail]:
        """The last letters, the newest first."""
        ...
