"""engine.io's sockets, without a task and a timer for each message that they send."""

from collections.abc import Callable
from typing import Any

from engineio import async_socket
from engineio.packet import Packet

from autoservice.shared.websockets import WRITE_NOW


def _refuse(_text: str) -> bool:
    return False


class PageSocket(async_socket.AsyncSocket):
    """The socket of one page; it sends without waiting where it can."""

    # The server's own way to send a text without waiting, if it offers one.
    _write_now: Callable[[str], bool] = staticmethod(_refuse)

    async def poll(self) -> list[Packet]:
        """Return the packets to send once there are any; none at the socket's end.

        Without engine.io's timeout, which is a task and a timer each time: the reader of the page's
        messages has the same timeout, and ends this as well.
        """
        packets = [await self._next()]
        while packets[-1] is not None and not self.queue.empty():
            packets.append(await self._next())
        if packets[-1] is None and len(packets) > 1:
            self.queue.put_nowait(packets.pop())
        return packets if packets[-1] else []

    async def _next(self) -> Packet | None:
        packet: Packet | None = await self.queue.get()
        self.queue.task_done()
        return packet

    def send_now(self, message: Packet) -> None:
        """Send without waiting: directly if the queue is empty, or as the queue's last packet."""
        if not (self.queue.empty() and self._write_now(message.encode())):
            self.queue.put_nowait(message)

    async def _upgrade_websocket(self, environ: dict[str, Any]) -> Any:
        self._write_now = environ["asgi.scope"].get("extensions", {}).get(WRITE_NOW, _refuse)
        return await super()._upgrade_websocket(environ)


def use_page_sockets() -> None:
    """Let engine.io make its sockets of this class; it has no setting for that."""
    async_socket.AsyncSocket = PageSocket
