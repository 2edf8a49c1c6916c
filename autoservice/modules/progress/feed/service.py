"""Reading the feed."""

from typing import Final

from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.progress.feed.ports import FeedRepository
from autoservice.modules.progress.feed.schemas import (
    FeedEvent,
    FeedPage,
    FeedStart,
    OrderEventView,
    ResetReason,
)
from autoservice.modules.progress.views import view_entries
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

PAGE_SIZE: Final = 100
# So many facts of the whole shop are looked through for a reader who comes back; who missed more reads anew.
LONGEST_WAY: Final = 100_000


class FeedService(Service):
    """The events of orders in the order of their commits, as far as the actor may read them now."""

    def __init__(
        self, unit: Unit, feed: FeedRepository, orders: OrderRepository, directory: DirectoryService
    ) -> None:
        super().__init__(unit)
        self._feed = feed
        self._orders = orders
        self._directory = directory

    @requires(Permission.READ_TIMELINE)
    async def start(self, order_id: int | None, last_id: int | None) -> FeedStart:
        """Return where to begin: after the event that was read last, or after all that has happened.

        An id that the feed has not given yet, or that is too far back, is answered with a ``reset``. Raises
        ``OrderNotFound`` unless the actor may read the order.
        """
        await self._require_order(order_id)
        oldest, newest = await self._feed.bounds()
        if last_id is None:
            return FeedStart(position=newest)
        reset = _why_reset(last_id, oldest, newest)
        return FeedStart(position=newest if reset else last_id, reset=reset)

    @requires(Permission.READ_TIMELINE)
    async def read(self, position: int, order_id: int | None) -> FeedPage:
        """Return the events after ``position``; raises ``OrderNotFound`` unless the actor may read the order.

        All that is at or below the new position has been read, as far as the actor may read it: the newest
        id is read before the events, and what commits later has a higher one.
        """
        await self._require_order(order_id)
        _, newest = await self._feed.bounds()
        found = await self._feed.after(position, order_id, self._actor, PAGE_SIZE)
        entries = [entry for _, entry in found]
        views = await view_entries(entries, self._actor, self._directory)
        events = [
            FeedEvent(
                id=fact.id, view=OrderEventView(**dict(view), order_id=fact.order_id, version=fact.version)
            )
            for (fact, _), view in zip(found, views, strict=True)
        ]
        read, is_last = (events[-1].id if events else position), len(events) < PAGE_SIZE
        return FeedPage(events=events, position=max(read, newest) if is_last else read, is_last=is_last)

    async def _require_order(self, order_id: int | None) -> None:
        if order_id is not None and await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()


def _why_reset(last_id: int, oldest: int, newest: int) -> ResetReason | None:
    if last_id > newest:
        # Another database, such as one that was restored from a backup.
        return "unknown"
    return "too_old" if last_id < max(oldest, newest - LONGEST_WAY) else None
