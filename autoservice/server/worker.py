"""``python -m autoservice.server.worker PLAN PULSE``: one worker process, uvicorn with our connections."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from typing import Any, Final

import structlog
import uvicorn

from autoservice.server.connections import HttpConnection, WebsocketConnection
from autoservice.server.crowd import Crowd, room_for_connections
from autoservice.server.plan import Plan
from autoservice.shared.logs import configure_logging

log = structlog.get_logger(__name__)

# What is being answered may end in this time; then the supervisor still has some patience left.
GRACE_SECONDS: Final = 5
# Socket.io refuses longer messages as well.
MESSAGE_BYTES: Final = 1_000_000
TICKS_A_PULSE: Final = 10


class Server(uvicorn.Server):
    """uvicorn's server that ends on signals or without its supervisor, and shows that it is alive."""

    def __init__(self, config: uvicorn.Config, pulse: int) -> None:
        super().__init__(config)
        self._pulse = pulse

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal comes."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        loop.add_reader(sys.stdin.fileno(), _end_at_once)
        await self._serve(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second by the event loop, if that is not held up."""
        if counter % TICKS_A_PULSE == 0:
            with contextlib.suppress(BlockingIOError, BrokenPipeError):
                os.write(self._pulse, b".")
        return await super().on_tick(counter)

    def _stop(self) -> None:
        self.should_exit = True


def _end_at_once() -> None:
    """The supervisor is gone without a word, so nobody watches this worker: leave the port to the next."""
    os._exit(1)


class LogLines(logging.Handler):
    """Writes what uvicorn has to say as the program writes everything."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        log.error("server_error", said=record.getMessage().strip(), exc_info=record.exc_info)


def run(plan: Plan, pulse: int) -> None:
    """Serve until told to end."""
    # Before the application is loaded: that may fail, and no traceback may show values.
    configure_logging(readable=plan.readable_log)
    logger = logging.getLogger("uvicorn.error")
    # What clients do wrong is told by the connections, in one line each.
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    logger.addHandler(LogLines())
    HttpConnection.crowd = Crowd(plan.connections_per_network, plan.trusted_proxies, room_for_connections())
    HttpConnection.stall_seconds = plan.stall_seconds
    server = Server(_config(plan), pulse)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve([socket.socket(fileno=plan.listener)]))


def _config(plan: Plan) -> uvicorn.Config:
    options: dict[str, Any] = {
        "factory": True,
        "loop": "uvloop",
        "http": HttpConnection,
        "ws": WebsocketConnection,
        "ws_max_size": MESSAGE_BYTES,
        # Socket.io has pings of its own, and what is sent is short.
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
