"""Reading an uploaded photo: streamed, counted, refused over the limit."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.types import Message

from autoservice.modules.progress.errors import PhotoTooLarge, PhotoUnreadable

# Room for the multipart frame and the small fields around the file.
FRAME_BYTES: Final = 64 * 1024
# A browser reads our answer only after it has sent its body: read on and throw
# away what is over the limit, but not without end.
DRAINED_BYTES: Final = 100 * 1024 * 1024


@dataclass(frozen=True)
class UploadedPhoto:
    """The file's bytes and whether the client is to see it."""

    data: bytes
    published: bool


async def read_photo(request: Request, limit: int) -> UploadedPhoto:
    """The ``file`` and ``published`` fields of a multipart body.

    Raises ``PhotoTooLarge`` beyond ``limit`` bytes and ``PhotoUnreadable`` when
    there is no file.
    """
    capped = _CappedBody(request, limit)
    async with Request(request.scope, capped.receive).form(max_files=1, max_fields=5) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise PhotoUnreadable()
        if (file.size or 0) > limit:
            raise too_large(limit)
        return UploadedPhoto(await file.read(), form.get("published") == "true")


def too_large(limit: int) -> PhotoTooLarge:
    """The error that names the limit in megabytes."""
    return PhotoTooLarge(limit=limit // (1024 * 1024))


class _CappedBody:
    """A request's body that ends in ``PhotoTooLarge`` once it is over the limit."""

    def __init__(self, request: Request, limit: int) -> None:
        self._request = request
        self._limit = limit
        self._seen = 0

    async def receive(self) -> Message:
        message = await self._request.receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit + FRAME_BYTES:
            await self._drain(message)
            raise too_large(self._limit)
        return message

    async def _drain(self, message: Message) -> None:
        while message.get("more_body") and self._seen < DRAINED_BYTES:
            message = await self._request.receive()
            self._seen += len(message.get("body", b""))
