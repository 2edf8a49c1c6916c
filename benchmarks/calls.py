"""REST calls that add little to what is measured: one connection each, answers timed to the byte."""

import asyncio
import json
import time
from typing import Any


class Refused(RuntimeError):
    """The server answered with an error; the text is its answer."""


async def call(port: int, method: str, path: str, body: object = None, token: str = "") -> Any:
    """The JSON that the server answers; raises ``Refused``."""
    _, answer = await timed_call(port, method, path, body, token)
    return answer


async def timed_call(
    port: int, method: str, path: str, body: object = None, token: str = ""
) -> tuple[float, Any]:
    """When the answer arrived, and its JSON; raises ``Refused``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request(port, method, path, body, token))
        head = await reader.readuntil(b"\r\n\r\n")
        arrived = time.perf_counter()
        answer = await reader.readexactly(content_length(head))
    finally:
        writer.close()
    if not head.startswith(b"HTTP/1.1 2"):
        raise Refused(f"{method} {path}: {head.splitlines()[0].decode()} {answer.decode()}")
    return arrived, json.loads(answer)


def request(
    port: int, method: str, path: str, body: object = None, token: str = "", *, keep: bool = False
) -> bytes:
    """A request as it goes over the wire; ``keep`` its connection for the next one."""
    content = json.dumps(body).encode() if body is not None else b""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [] if keep else ["Connection: close"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    return "\r\n".join([*lines, "", ""]).encode() + content


def content_length(head: bytes) -> int:
    """How long the answer's body is; raises ``Refused`` if its head does not say."""
    for line in head.lower().splitlines():
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise Refused(f"An answer without a length: {head!r}")
