"""Commands that a phone may send twice: ``Idempotency-Key`` makes them happen once."""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse, Response

from autoservice.api.access import CurrentActor
from autoservice.runtime.repetitions import Command, once
from autoservice.shared.idempotency import KEY_LIMIT

IdempotencyKey = Annotated[str | None, Header(min_length=8, max_length=KEY_LIMIT)]


class OnceRunner:
    """Runs the request's command, or repeats what was answered to the same key before."""

    def __init__(self, request: Request, actor: CurrentActor, idempotency_key: IdempotencyKey = None) -> None:
        self.actor = actor
        self._address = f"{request.method} {request.url.path}\n".encode()
        self._key = idempotency_key

    async def run(self, content: bytes, command: Command, status: int = 200) -> Response:
        """Answer with what ``command`` returns.

        ``content`` is what the request asks, to tell a repetition from a key
        used for something else.
        """
        fingerprint = hashlib.sha256(self._address + content).hexdigest()
        answer = await once(self.actor, self._key, fingerprint, command, status)
        return JSONResponse(answer.body, answer.status)


Once = Annotated[OnceRunner, Depends()]
