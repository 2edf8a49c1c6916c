"""Live pages: wait for "changed", then read again with the viewer's own rights.

What many viewers of one order read after the same change is read from the
database once per worker and shared; what each may see of it is decided per
viewer, and each viewer's session is checked again first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

from autoservice import work
from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.shared.access import SYSTEM, Actor
from autoservice.ui.shared.gate import Viewer, current_viewer

CACHED_ORDERS: Final = 1000


@dataclass(frozen=True)
class Change:
    """A reason to read again. ``generation`` orders the publications of this process."""

    actor: Actor
    generation: int


async def changes(topic: str) -> AsyncIterator[Change]:
    """The first reason at once, then one per change, until the viewer's session is no more.

    Subscribes before the first read, so that nothing falls between the two.
    """
    viewer: Viewer = current_viewer()
    with work.runtime().outside.hub.subscribe(topic) as subscription:
        yield Change(viewer.actor, -1)
        while True:
            await subscription.changed.wait()
            subscription.changed.clear()
            generation = subscription.generation
            actor = await work.runtime().actor_of_session(viewer.actor.session_id)
            yield Change(actor, generation)
            if not actor.signed_in:
                return


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
