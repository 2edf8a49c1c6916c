"""What this module needs from outside."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol


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
