"""Batching: the loads of one tick of the event loop share a query."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Batcher(Generic[Key, Value]):
    """Collects keys during one tick of the loop, then reads them in one call.

    ``read`` takes distinct keys and returns values by key; a missing key is answered with ``None``. An
    error is raised in every caller.
    """

    def __init__(self, read: Callable[[Sequence[Key]], Awaitable[dict[Key, Value]]]) -> None:
        self._read = read
        self._waiting: dict[Key, asyncio.Future[Value | None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def load(self, key: Key) -> Value | None:
        """Return the value of ``key``, read after this call was made."""
        if not self._waiting:
            task = asyncio.ensure_future(self._flush())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        answer = self._waiting.setdefault(key, asyncio.get_running_loop().create_future())
        # Shielded: the cancellation of one caller must not cancel the others' answer.
        return await asyncio.shield(answer)

    async def _flush(self) -> None:
        await asyncio.sleep(0)
        waiting, self._waiting = self._waiting, {}
        try:
            found = await self._read(list(waiting))
        except Exception as error:
            for answer in waiting.values():
                answer.set_exception(error)
            return
        for key, answer in waiting.items():
            answer.set_result(found.get(key))
