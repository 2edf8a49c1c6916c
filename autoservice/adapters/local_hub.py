"""The hub of a single process."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(eq=False)
class Subscription:
    """One subscription: its event and the generation of its topics."""

    generation: int
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class LocalHub:
    """``SocketHub`` by events of the loop; publications coalesce, because an event is set once."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[Subscription]] = defaultdict(set)
        self._generation = 0

    async def publish(self, topics: Iterable[str]) -> None:
        """Wake the subscribers of ``topics``."""
        self.wake(topics)

    def wake(self, topics: Iterable[str]) -> None:
        """Wake the subscribers of ``topics`` in this process, each once."""
        self._generation += 1
        for topic in topics:
            for subscription in self._watchers.get(topic, ()):
                subscription.generation = self._generation
                subscription.changed.set()

    def wake_all(self) -> None:
        """Wake all subscribers, for when publications may have been missed."""
        self.wake(list(self._watchers))

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """Subscribe to the topics for as long as the context lasts."""
        subscription = Subscription(self._generation)
        for topic in topics:
            self._watchers[topic].add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._watchers[topic].discard(subscription)
                if not self._watchers[topic]:
                    del self._watchers[topic]

    async def run(self) -> None:
        """Do nothing: there are no other workers."""
        await asyncio.Event().wait()
