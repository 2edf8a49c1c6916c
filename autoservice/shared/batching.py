"""Many readers, one query: calls of the same tick of the event loop are answered together."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Batcher(Generic[Key, Value]):
    """Gathers keys until the loop comes round, then reads them all at once.

    ``read`` takes distinct keys and returns what it found by key; a key that is
    missing there is answered with ``None``. An error reaches every caller.
    """

    def __init__(self, read: Callable[[Sequence[Key]], Awaitable[dict[Key, Value]]]) -> None:
        self._read = read
        self._waiting: dict[Key, asyncio.Future[Value | None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def load(self, key: Key) -> Value | None:
        """The value of ``key``, read after this call was made."""
        if not self._waiting:
            task = asyncio.ensure_future(self._flush())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        answer = self._waiting.setdefault(key, asyncio.get_running_loop().create_future())
        # Shielded: one caller who goes away must not cancel the answer of the others.
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
