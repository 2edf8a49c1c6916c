"""Live pages: wait for "changed", then read again with the viewer's own rights.

What many viewers of one order read after the same change is read from the
database once per worker and shared; what each may see of it is decided per
viewer, and each viewer's session is checked again first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

import structlog

from autoservice import work
from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.errors import DomainError
from autoservice.ui.shared.gate import current_viewer

log = structlog.get_logger(__name__)

Reading = TypeVar("Reading")
CACHED_ORDERS: Final = 1000
RETRY_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Change:
    """A reason to read again. ``generation`` orders the publications of this process."""

    actor: Actor
    generation: int


Read = Callable[[Change], Awaitable[Reading]]


async def follow(topic: str, read: Read[Reading]) -> AsyncIterator[tuple[Actor, Reading]]:
    """What ``read`` finds at once, and again after each change, with who the viewer is by then.

    Ends after the reading in which the viewer is a guest: the session is no more.
    """
    async for change in _changes(topic):
        yield change.actor, await _insist(partial(read, change))


async def _changes(topic: str) -> AsyncIterator[Change]:
    viewer = current_viewer()
    session = partial(work.runtime().actor_of_session, viewer.actor.session_id)
    # Subscribed before the first reading, so that nothing falls between the two.
    with work.runtime().outside.hub.subscribe(topic) as subscription:
        yield (change := Change(viewer.actor, -1))
        while change.actor.signed_in:
            await subscription.changed.wait()
            subscription.changed.clear()
            generation = subscription.generation
            yield (change := Change(await _insist(session), generation))


async def _insist(read: Callable[[], Awaitable[Reading]]) -> Reading:
    # A database that is away for a moment must not end the watching.
    while True:
        try:
            return await read()
        except DomainError:
            raise
        except Exception:
            log.warning("live_reading_failed", exc_info=True)
            await asyncio.sleep(RETRY_SECONDS)


@dataclass
class SharedOrder:
    """An order as read once, and what was drawn of it, by the kind of viewer."""

    tracked: TrackedOrder
    drawn: dict[Any, Any] = field(default_factory=dict)


class SharedReads:
    """Reads each order once per change, whoever asks."""

    def __init__(self) -> None:
        self._reads: OrderedDict[int, tuple[int, asyncio.Task[SharedOrder]]] = OrderedDict()

    async def order(self, order_id: int, generation: int) -> SharedOrder:
        """The order as it was at ``generation`` or later; raises ``OrderNotFound``.

        Without a generation (-1: the page has just been opened) nobody else's
        read will do, because it may be older than the page's subscription.
        """
        if generation < 0:
            return await _read_order(order_id)
        known = self._reads.get(order_id)
        if known is None or known[0] < generation:
            known = self._begin(order_id, generation)
        return await asyncio.shield(known[1])

    def _begin(self, order_id: int, generation: int) -> tuple[int, asyncio.Task[SharedOrder]]:
        read = (generation, asyncio.ensure_future(_read_order(order_id)))
        self._reads[order_id] = read
        self._reads.move_to_end(order_id)
        while len(self._reads) > CACHED_ORDERS:
            self._reads.popitem(last=False)
        return read


async def _read_order(order_id: int) -> SharedOrder:
    async with work.view(SYSTEM) as unit:
        return SharedOrder(await unit.services.progress.track_order(order_id))


shared_reads: Final = SharedReads()
