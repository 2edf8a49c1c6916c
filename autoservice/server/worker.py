"""``python -m autoservice.server.worker PLAN HEARTBEAT``: one worker process, uvicorn on our connections."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from typing import Any, Final

import structlog
import uvicorn

from autoservice.server.connection_limits import ConnectionLimits, max_connections
from autoservice.server.connections import HttpConnection, WebsocketConnection
from autoservice.server.plan import Plan
from autoservice.shared.logs import configure_logging

log = structlog.get_logger(__name__)

# The time for running requests at the end; less than the supervisor's timeout.
GRACE_SECONDS: Final = 5
# Socket.io refuses longer messages as well.
MESSAGE_BYTES: Final = 1_000_000
TICKS_PER_HEARTBEAT: Final = 10
NO_FILE_SECONDS: Final = 0.5
# The pause after each connection, in which another worker can accept the next one.
ACCEPT_PAUSE_SECONDS: Final = 0.001


class Server(uvicorn.Server):
    """uvicorn's server that ends on signals or with its supervisor, and sends a heartbeat."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, heartbeat: int) -> None:
        super().__init__(config)
        self._listener = listener
        self._heartbeat = heartbeat
        self._accepting: set[asyncio.Task[Any]] = set()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal comes."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        loop.add_reader(sys.stdin.fileno(), _exit)
        await self._serve([])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections, one at a time.

        An event loop's own server accepts all that wait: one worker would get all connections of pages that
        reconnect together.
        """
        await super().startup([])
        self._listener.setblocking(False)
        self._listen()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting connections and end the open ones."""
        asyncio.get_running_loop().remove_reader(self._listener)
        self._listener.close()
        await super().shutdown([])

    def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listener)
        loop.call_later(seconds, self._listen)

    def _listen(self) -> None:
        if self._listener.fileno() >= 0:
            asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionError):
            # Another worker was faster, or the client has gone already.
            return
        except OSError:
            # The limit of open files: pending connections must not keep this loop busy.
            self._pause(NO_FILE_SECONDS)
            return
        if self.config.workers > 1:
            self._pause(ACCEPT_PAUSE_SECONDS)
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
        self._accepting.add(task)
        task.add_done_callback(self._accepting.discard)

    def _protocol(self) -> HttpConnection:
        return HttpConnection(self.config, self.server_state, self.lifespan.state)

    async def on_tick(self, counter: int) -> bool:
        """Send the heartbeat; the event loop calls this ten times a second unless it is blocked."""
        if counter % TICKS_PER_HEARTBEAT == 0:
            with contextlib.suppress(BlockingIOError, BrokenPipeError):
                os.write(self._heartbeat, b".")
        return await super().on_tick(counter)

    def _stop(self) -> None:
        self.should_exit = True
        HttpConnection.stopping.begin()


def _exit() -> None:
    """End the process without a supervisor at once, so that its port is free for the next server."""
    os._exit(1)


class LogLines(logging.Handler):
    """Handler that writes uvicorn's lines to the program's log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        log.error("server_error", said=record.getMessage().strip(), exc_info=record.exc_info)


def run(plan: Plan, heartbeat: int) -> None:
    """Serve until a signal comes."""
    # What is loaded now stays: looking through it again and again is a fifth of the start. The application
    # lets the collector work again once it is there.
    gc.disable()
    # Before the application is loaded: that may fail, and no traceback may show values.
    configure_logging(readable=plan.readable_log)
    logger = logging.getLogger("uvicorn.error")
    # Clients' errors are logged by the connections, in one line each.
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    logger.addHandler(LogLines())
    HttpConnection.limits = ConnectionLimits(
        plan.connections_per_network, plan.trusted_proxies, max_connections()
    )
    HttpConnection.stall_seconds = plan.stall_seconds
    server = Server(_config(plan), socket.socket(fileno=plan.listener), heartbeat)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve())


def _config(plan: Plan) -> uvicorn.Config:
    options: dict[str, Any] = {
        "factory": True,
        "workers": plan.workers,
        "loop": "uvloop",
        "http": HttpConnection,
        "ws": WebsocketConnection,
        "ws_max_size": MESSAGE_BYTES,
        # Socket.io has pings of its own, and its messages are short.
        "ws_ping_interval": None,
        "ws_per_message_deflate": False,
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        # The application knows its proxies.
        "proxy_headers": False,
        "server_header": False,
        "timeout_keep_alive": plan.stall_seconds,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }
    return uvicorn.Config(plan.application, **options)


if __name__ == "__main__":
    run(Plan.read(sys.argv[1]), int(sys.argv[2]))
