"""A TCP proxy on loopback, for what a network does to connections in the middle of everything."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK = 65536


class Proxy:
    """Hands connections on to ``target`` (a port of this machine) until it is told to do otherwise."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lets_in = True
        # Nothing passes, and nobody is told: a dead network that looks alive.
        self.swallows = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.cut()

    @property
    def url(self) -> str:
        """The address to be used instead of the target's."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self, *, lets_in: bool = True) -> None:
        """End all connections at once, and let new ones in or not."""
        with self._lock:
            self._lets_in = lets_in
            ended, self._open = self._open, set()
        for one in ended:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def let_in(self) -> None:
        """The network is there again."""
        self._lets_in = True

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._connect(self._listener.accept()[0])

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            client.close()
            return
        with self._lock:
            is_let_in = self._lets_in
            if is_let_in:
                self._open |= {client, server}
        if not is_let_in:
            client.close()
            server.close()
            return
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if not self.swallows:
                    sink.sendall(data)
        for one in (source, sink):
            with self._lock:
                self._open.discard(one)
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
