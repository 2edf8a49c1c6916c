"""Everything that the server says to a browser over its websockets."""

import re

from playwright.sync_api import BrowserContext, Page, WebSocket

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Frames:
    """Records what every page of a context receives, from its creation on."""

    def __init__(self, context: BrowserContext) -> None:
        self._texts: list[str] = []
        context.on("page", self._listen)

    def _listen(self, page: Page) -> None:
        page.on("websocket", self._record)

    def _record(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, payload: str | bytes) -> None:
        self._texts.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))

    def tell(self, text: str) -> bool:
        """Whether ``text`` was in any frame, however JSON spelled it."""
        return text in ESCAPED.sub(lambda code: chr(int(code[1], 16)), "\n".join(self._texts))

    def told(self, *texts: str) -> set[str]:
        """Those of ``texts`` that were in any frame."""
        return {text for text in texts if self.tell(text)}
