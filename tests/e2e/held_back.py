"""A page that grows stale: what the server says to it comes later."""

import re

from playwright.sync_api import Page, WebSocketRoute


class HeldBack:
    """The way of a page's sockets, on which what the server says can be held back and let through later."""

    def __init__(self, page: Page) -> None:
        self.sent: list[str] = []
        self._kept: list[tuple[WebSocketRoute, str | bytes]] = []
        self._holds = False
        page.route_web_socket(re.compile("/_event"), self._open)

    def _open(self, client: WebSocketRoute) -> None:
        server = client.connect_to_server()

        def to_server(message: str | bytes) -> None:
            self.sent.append(str(message))
            server.send(message)

        def to_client(message: str | bytes) -> None:
            if self._holds:
                self._kept.append((client, message))
            else:
                client.send(message)

        client.on_message(to_server)
        server.on_message(to_client)

    def hold(self) -> None:
        """Keep what comes from now on: the page grows stale."""
        self._holds = True

    def let_through(self) -> None:
        """Hand over what was kept, in its order, and all that follows."""
        for client, message in self._kept:
            client.send(message)
        self._kept, self._holds = [], False
