"""Commands that a phone may send twice: ``Idempotency-Key`` makes them happen once."""

import hashlib
from typing import Annotated

from fastapi import Header, Request
from fastapi.responses import JSONResponse, Response

from autoservice import work
from autoservice.shared.access import Actor
from autoservice.shared.idempotency import KEY_LIMIT

IdempotencyKey = Annotated[str | None, Header(min_length=8, max_length=KEY_LIMIT)]


async def run_once(
    request: Request, actor: Actor, key: str | None, content: bytes, command: work.Command, status: int = 200
) -> Response:
    """Answer with what ``command`` returns, or with what it returned to the same key before.

    ``content`` is what the request asks, to tell a repetition from a key used
    for something else.
    """
    asked = f"{request.method} {request.url.path}\n".encode() + content
    answer = await work.once(actor, key, hashlib.sha256(asked).hexdigest(), command, status)
    return JSONResponse(answer.body, answer.status)
