"""A client that speaks the pages' websocket protocol by hand, as somebody with bad intentions would."""

import json
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from websockets import ConnectionClosed, Origin
from websockets.sync.client import connect

from autoservice.shared.cookies import SESSION_COOKIE
from tests.support.timeouts import TIMEOUT_SECONDS

NAMESPACE: Final = "/_event"
HYDRATE: Final = "reflex___state____state.hydrate_and_load"

Update = dict[str, Any]


class RawSocket:
    """One websocket; ``updates`` is all that the server has sent so far."""

    def __init__(
        self, url: str, session: str = "", path: str = "/", client_token: str = "", origin: str | None = ""
    ) -> None:
        self.updates: list[Update] = []
        self.client_token = client_token or str(uuid.uuid4())
        self._url = url
        self._path = path
        # A page of this site; ``None`` is a program that is no browser.
        self._origin = url if origin == "" else origin
        self._cookies = {"Cookie": f"{SESSION_COOKIE}={session}"} if session else {}
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        """Connect and say hello as a page does, which fills the State and opens the page."""
        host = urlsplit(self._url).netloc
        address = f"ws://{host}{NAMESPACE}/?EIO=4&transport=websocket&token={self.client_token}"
        connecting = connect(
            address,
            origin=None if self._origin is None else Origin(self._origin),
            additional_headers=self._cookies,
            max_size=None,
        )
        self._socket = self._cleanup.enter_context(connecting)
        hello = {"event": self._event(HYDRATE, {"vars": {}})}
        self._socket.send(f"40{NAMESPACE},{json.dumps(hello)}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()

    @property
    def port(self) -> int:
        """The port of this end of the connection."""
        port: int = self._socket.local_address[1]
        return port

    def send(self, handler: str, **payload: Any) -> None:
        """Send an event by its full name, as if a page had."""
        self._socket.send(f"42{NAMESPACE},{json.dumps(['event', self._event(handler, payload)])}")

    def wait_for(self, wanted: Callable[[Update], Any]) -> Update:
        """Read until an update is ``wanted``; raises ``TimeoutError`` if none comes."""
        while True:
            update = self._read()
            if update is not None and wanted(update):
                return update

    def wait_until_filled(self) -> None:
        """Read until the page has been opened."""
        self.wait_for(lambda update: '"is_hydrated_rx_state_": true' in json.dumps(update.get("delta")))

    def wait_until_turned_away(self) -> str:
        """Read until the server sends this client to another page; returns its path."""
        path: str = redirects(self.wait_for(redirects))[0]
        return path

    def wait_until_cut_off(self) -> int:
        """Read until the server ends the connection; returns the code that it gives as the reason."""
        try:
            while True:
                self._read()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0

    def received(self) -> str:
        """All that has come, as text to search in."""
        return json.dumps(self.updates, ensure_ascii=False)

    def _event(self, handler: str, payload: dict[str, Any]) -> dict[str, Any]:
        where = {"pathname": self._path, "asPath": self._path, "query": {}}
        return {"name": handler, "payload": payload, "router_data": where}

    def _read(self) -> Update | None:
        frame = self._socket.recv(timeout=TIMEOUT_SECONDS)
        if frame == "2":
            self._socket.send("3")
        prefix = f"42{NAMESPACE},"
        if not isinstance(frame, str) or not frame.startswith(prefix):
            return None
        update: Update = json.loads(frame.removeprefix(prefix))[1]
        self.updates.append(update)
        return update


def redirects(update: Update) -> list[str]:
    """The paths to which an update sends its client."""
    events = [event for event in update.get("events") or [] if event["name"] == "_redirect"]
    return [event["payload"]["path"] for event in events]
