"""Many callers, one read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from autoservice.shared.batching import Batcher


@dataclass
class Shelf:
    """Something that is read, slowly, and counts how often."""

    reads: list[list[str]] = field(default_factory=list)
    begun: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    async def read(self, keys: Sequence[str]) -> dict[str, str]:
        self.reads.append(sorted(keys))
        self.begun.put_nowait(None)
        await self.go_on.wait()
        if self.error:
            raise self.error
        return {key: key.upper() for key in keys if key != "missing"}


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def batcher(shelf: Shelf) -> Batcher[str, str]:
    return Batcher(shelf.read)


async def test_callers_of_one_moment_share_one_read(shelf: Shelf, batcher: Batcher[str, str]):
    shelf.go_on.set()
    answers = await asyncio.gather(*(batcher.load(key) for key in ["a", "b", "a", "missing"] * 100))
    assert answers == ["A", "B", "A", None] * 100
    assert shelf.reads == [["a", "b", "missing"]]


async def test_a_later_caller_gets_a_read_of_their_own(shelf: Shelf, batcher: Batcher[str, str]):
    first = asyncio.create_task(batcher.load("a"))
    await shelf.begun.get()
    second = asyncio.create_task(batcher.load("a"))
    await shelf.begun.get()
    shelf.go_on.set()
    assert (await first, await second) == ("A", "A")
    assert shelf.reads == [["a"], ["a"]]


async def test_an_error_reaches_every_caller(shelf: Shelf, batcher: Batcher[str, str]):
    shelf.error = OSError("the database is away")
    shelf.go_on.set()
    answers = await asyncio.gather(*(batcher.load(key) for key in "aabb"), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["the database is away"] * 4


async def test_after_an_error_the_next_read_works(shelf: Shelf, batcher: Batcher[str, str]):
    shelf.error = OSError("the database is away")
    shelf.go_on.set()
    with pytest.raises(OSError, match="away"):
        await batcher.load("a")
    shelf.error = None
    assert await batcher.load("a") == "A"


async def test_a_caller_who_goes_away_does_not_cancel_the_others(shelf: Shelf, batcher: Batcher[str, str]):
    leaving = asyncio.create_task(batcher.load("a"))
    staying = asyncio.create_task(batcher.load("a"))
    await shelf.begun.get()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    shelf.go_on.set()
    assert await staying == "A"


async def test_an_error_after_all_callers_went_away_troubles_nobody(shelf: Shelf, batcher: Batcher[str, str]):
    shelf.error = OSError("the database is away")
    leaving = asyncio.create_task(batcher.load("a"))
    await shelf.begun.get()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    shelf.go_on.set()
    shelf.error = None
    assert await batcher.load("b") == "B"
