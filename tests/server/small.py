"""A small application behind the real server: what is tested is the server."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def application() -> Any:
    """What a worker serves."""
    return answer


async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """``/`` tells the worker's process id, ``/body`` how long a body was, ``/head`` of how many fields it has
    heard after the body; sockets get back what they send."""
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["type"] == "websocket":
        await echo(receive, send)
    elif scope["path"] == "/body":
        await reply(send, str(await length(receive)))
    elif scope["path"] == "/head":
        await length(receive)
        await reply(send, str(len(scope["headers"])))
    else:
        await reply(send, str(os.getpid()))


async def live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def echo(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


async def length(receive: Receive) -> int:
    total = 0
    while True:
        message = await receive()
        total += len(message.get("body", b""))
        if not message.get("more_body"):
            return total


async def reply(send: Send, text: str) -> None:
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
    await asyncio.sleep(0)
