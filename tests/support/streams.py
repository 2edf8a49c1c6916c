"""A reader of the event stream of a REST application in the same process."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from starlette.types import Message

from autoservice.shared.stopping import STOPPING, Stopping
from tests.support.runtime import the_door
from tests.support.timeouts import TIMEOUT_SECONDS


@dataclass(frozen=True)
class Block:
    """What stands between two blank lines of a stream."""

    fields: dict[str, str] = field(default_factory=dict)
    comment: str = ""

    @property
    def id(self) -> int:
        """The id."""
        return int(self.fields["id"])

    @property
    def event(self) -> str:
        """The name of the event; empty if it is none."""
        return self.fields.get("event", "")

    @property
    def data(self) -> dict[str, Any]:
        """What the event says."""
        found: dict[str, Any] = json.loads(self.fields["data"])
        return found


def parse(text: str) -> list[Block]:
    """Return the whole blocks of a stream."""
    return [_block(lines.split("\n")) for lines in text.split("\n\n")[:-1]]


def _block(lines: Iterable[str]) -> Block:
    parted = [line.partition(":") for line in lines]
    return Block(
        {name: value.strip() for name, _, value in parted if name},
        " ".join(value.strip() for name, _, value in parted if not name),
    )


class Reader:
    """One open stream. It reads all at once, unless it ``pauses``."""

    def __init__(
        self, token: str = "", *, query: str = "", last_id: int | str = "", cookie: str = ""
    ) -> None:
        headers = {"authorization": f"Bearer {token}" if token else "", "cookie": cookie}
        headers |= {"last-event-id": str(last_id), "accept-encoding": "gzip, br", "host": "testserver"}
        self.stopping = Stopping()
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/api/events",
            "raw_path": b"/api/events",
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
            "client": ("127.0.0.1", 50_000),
            "server": ("testserver", 80),
            "extensions": {STOPPING: self.stopping},
        }
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.ended = False
        self._read = 0
        self._reads, self._left = asyncio.Event(), asyncio.Event()
        self._reads.set()
        self._changed = asyncio.Condition()
        self._asked = False
        self._task: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        self._task = asyncio.ensure_future(the_door()(self._scope, self._receive, self._send))
        await self._until(lambda: bool(self.text) or self.ended)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Hang up."""
        self._left.set()
        self._reads.set()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await self._task

    def pause(self) -> None:
        """Read no more: what is sent waits."""
        self._reads.clear()

    def go_on(self) -> None:
        """Read again."""
        self._reads.set()

    async def next(self) -> Block:
        """Return the next block."""
        await self._until(lambda: len(parse(self.text)) > self._read or self.ended)
        self._read += 1
        return parse(self.text)[self._read - 1]

    async def next_event(self) -> Block:
        """Return the next block that is an event."""
        while not (block := await self.next()).event:
            pass
        return block

    async def events(self, count: int) -> list[Block]:
        """Return the next events."""
        return [await self.next_event() for _ in range(count)]

    async def end(self) -> list[Block]:
        """Wait for the server to end the stream; return what came until then."""
        await self._until(lambda: self.ended)
        return parse(self.text)[self._read :]

    async def _until(self, ready: Any) -> None:
        async with asyncio.timeout(TIMEOUT_SECONDS), self._changed:
            await self._changed.wait_for(ready)

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self._reads.wait()
        async with self._changed:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                self.text += message["body"].decode()
                self.ended = not message.get("more_body", False)
            self._changed.notify_all()


@contextlib.asynccontextmanager
async def following(*readers: Reader) -> AsyncIterator[None]:
    """Open all of the streams for as long as the block lasts."""
    async with contextlib.AsyncExitStack() as stack:
        for reader in readers:
            await stack.enter_async_context(reader)
        yield
