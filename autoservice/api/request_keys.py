"""Commands that a phone may send twice: ``Idempotency-Key`` makes them happen once."""

from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from autoservice.shared.idempotency import KEY_LENGTH, KEY_LIMIT, RequestKey, request_key

IdempotencyKey = Annotated[str | None, Header(min_length=KEY_LENGTH, max_length=KEY_LIMIT)]


class KeyedRequest:
    """The key of the request, if it has one."""

    def __init__(self, operation: str, value: str | None) -> None:
        self._operation = operation
        self._value = value

    def of(self, content: BaseModel | bytes) -> RequestKey | None:
        """Return the key for ``transaction``; ``content`` tells a repetition from another request."""
        asked = content if isinstance(content, bytes) else content.model_dump_json().encode()
        return request_key(self._value, self._operation, asked)


async def keyed_request(request: Request, idempotency_key: IdempotencyKey = None) -> KeyedRequest:
    """Return the request's key; not the class itself, which FastAPI would make in another thread."""
    return KeyedRequest(f"{request.method} {request.url.path}", idempotency_key)


Key = Annotated[KeyedRequest, Depends(keyed_request)]
