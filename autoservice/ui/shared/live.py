"""Live pages: wait for "changed", then read again with the viewer's own rights.

What many viewers of one order read after the same change is read from the
database once per worker and shared; what each may see of it is decided per
viewer, and each viewer's session is checked again first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from autoservice import work
from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.shared.access import SYSTEM
from autoservice.shared.errors import DomainError
from autoservice.ui.shared.gate import current_viewer
from autoservice.ui.shared.rooms import Change, Prepare, insist, seat_in

Reading = TypeVar("Reading")
CACHED_ORDERS: Final = 1000

Read = Callable[[Change], Awaitable[Reading]]


async def follow(topic: str, read: Read[Reading], prepare: Prepare | None = None) -> AsyncIterator[Reading]:
    """What ``read`` finds at once, and again after each change.

    Ends after the reading in which the viewer is a guest: the session is no more.
    ``prepare`` begins what the readings of all viewers of the topic have in common.
    """
    async for change in _changes(topic, prepare):
        yield await insist(partial(read, change))


async def _changes(topic: str, prepare: Prepare | None) -> AsyncIterator[Change]:
    actor = current_viewer().actor
    # Seated before the first reading, so that nothing falls between the two.
    with seat_in(topic, actor.session_id, prepare) as seat:
        yield (change := Change(actor, -1))
        while change.actor.signed_in:
            yield (change := await seat.next())


def show(task: Any, values: Mapping[str, Any]) -> None:
    """Assign what differs, and only that: what is assigned is sent.

    ``task`` is a background task's ``self`` within ``async with self``. Its proxies
    are passed by: comparing rows through them costs more than sending them.
    """
    state = task.__wrapped__
    for name, value in values.items():
        held = state.get_value(name)
        if held is not value and held != value:
            setattr(state, name, value)


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
        if known is None or known[0] < generation or _failed(known[1]):
            known = self._begin(order_id, generation)
        read = known[1]
        # Shielded: a viewer who goes away must not take the reading from the others.
        return read.result() if read.done() else await asyncio.shield(read)

    def _begin(self, order_id: int, generation: int) -> tuple[int, asyncio.Task[SharedOrder]]:
        read = (generation, asyncio.ensure_future(_read_order(order_id)))
        self._reads[order_id] = read
        self._reads.move_to_end(order_id)
        while len(self._reads) > CACHED_ORDERS:
            self._reads.popitem(last=False)
        return read


def _failed(read: asyncio.Task[SharedOrder]) -> bool:
    """Whether the database was away; that there is no such order is an answer."""
    error = read.exception() if read.done() and not read.cancelled() else None
    return read.cancelled() or not (error is None or isinstance(error, DomainError))


async def _read_order(order_id: int) -> SharedOrder:
    async with work.view(SYSTEM) as unit:
        return SharedOrder(await unit.services.progress.track_order(order_id))


shared_reads: Final = SharedReads()
