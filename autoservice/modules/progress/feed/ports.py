"""Where the feed is read."""

from collections.abc import Sequence
from typing import Protocol

from autoservice.modules.orders.models import TimelineEntry
from autoservice.shared.access import Actor
from autoservice.shared.feed import FeedEntry


class FeedRepository(Protocol):
    """What happened to orders, in the order of the commits."""

    async def bounds(self) -> tuple[int, int]:
        """Return the id after which the feed is complete, and the newest id there is."""
        ...

    async def after(
        self, feed_id: int, order_id: int | None, viewer: Actor, limit: int
    ) -> Sequence[tuple[FeedEntry, TimelineEntry]]:
        """Return the next facts of orders that ``viewer`` may see, or of one of them."""
        ...
