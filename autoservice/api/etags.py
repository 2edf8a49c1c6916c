"""Answers that a client keeps and asks for again: only what has changed is sent."""

import hashlib
from typing import Any, Final

from fastapi import Request, Response

# Kept, but asked about before each use.
CACHING: Final = "private, no-cache"
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "What the client has, by its ETag in `If-None-Match`, is the present state."}
}


def answer_unless_kept(request: Request, content: bytes) -> Response:
    """Return the JSON ``content`` with its ETag, or 304 if the client has it."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": CACHING}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")
