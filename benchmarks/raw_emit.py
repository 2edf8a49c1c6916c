"""The least that this machine can do: python-socketio under the program's HTTP server, one emit to one room.

``POST /emit`` sends the body, a JSON value, to every client as the event "event".
With ``FANOUT_REDIS_URL`` set, workers pass it on through socket.io's Redis manager.
"""

import json
import os
from types import SimpleNamespace
from typing import Any

import socketio

from tests.server.small import Receive, Send, live

NAMESPACE = "/_event"
ROOM = "everybody"


def _dumps(value: object, **options: Any) -> str:
    # As the program sends it: Cyrillic letters as they are.
    return json.dumps(value, ensure_ascii=False, **options)


redis_url = os.environ.get("FANOUT_REDIS_URL")
server = socketio.AsyncServer(
    async_mode="asgi",
    transports=["websocket"],
    ping_interval=10,
    ping_timeout=20,
    client_manager=socketio.AsyncRedisManager(redis_url) if redis_url else None,
    json=SimpleNamespace(dumps=_dumps, loads=json.loads),
)


@server.on("connect", namespace=NAMESPACE)  # type: ignore[untyped-decorator]
async def join(sid: str, _environ: dict[str, Any], _auth: object = None) -> None:
    """Everybody is in one room, and is told so."""
    await server.enter_room(sid, ROOM, namespace=NAMESPACE)
    await server.emit("event", "joined", to=sid, namespace=NAMESPACE)


async def emit(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The only HTTP operation."""
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    await server.emit("event", json.loads(body), room=ROOM, namespace=NAMESPACE)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


app = socketio.ASGIApp(server, other_asgi_app=emit, socketio_path="_event")


def application() -> Any:
    """What a worker serves."""
    return app
