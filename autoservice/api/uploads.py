"""Reading an uploaded photo or sheet: streamed, counted, refused over the limit."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile

from autoservice.api.bodies import CappedBody
from autoservice.modules.progress.errors import PhotoTooLarge, PhotoUnreadable
from autoservice.modules.progress.pictures import CONTENT_TYPE
from autoservice.shared.sheets.errors import SheetMissing, SheetTooLarge
from autoservice.shared.sheets.limits import FILE_BYTES

# Room for the multipart frame and the small fields around the file.
FRAME_BYTES: Final = 64 * 1024
BINARY: Final = {"type": "string", "format": "binary"}
# What the document says of operations that answer with a picture.
PICTURE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {CONTENT_TYPE: {"schema": BINARY}}}}


def picture_form(**fields: dict[str, Any]) -> dict[str, Any]:
    """Return what the document says of a multipart body: ``file``, and other ``fields`` by their schemas."""
    form = {"type": "object", "required": ["file"], "properties": {"file": BINARY, **fields}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}}}


@dataclass(frozen=True)
class UploadedPhoto:
    """The file's bytes and whether the client is to see it."""

    data: bytes
    published: bool

    @property
    def content(self) -> bytes:
        """Return all that was sent, to tell a repetition from another request."""
        return self.data + str(self.published).encode()


async def read_photo(request: Request, limit: int) -> UploadedPhoto:
    """Read the ``file`` and ``published`` fields of a multipart body.

    Raises ``PhotoTooLarge`` beyond ``limit`` bytes and ``PhotoUnreadable`` when
    there is no file.
    """
    capped = CappedBody(request.receive, limit + FRAME_BYTES, too_large(limit))
    async with Request(request.scope, capped.receive).form(max_files=1, max_fields=5) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise PhotoUnreadable()
        if (file.size or 0) > limit:
            raise too_large(limit)
        return UploadedPhoto(await file.read(), form.get("published") == "true")


def too_large(limit: int) -> PhotoTooLarge:
    """Return the error that names the limit in megabytes."""
    return PhotoTooLarge(limit=f"{limit / (1024 * 1024):.3g}")


@dataclass(frozen=True)
class UploadedSheet:
    """A file with its name, and the fields that were sent with it."""

    name: str
    data: bytes
    fields: dict[str, str]


async def read_sheet(request: Request) -> UploadedSheet:
    """Read the ``file`` of a multipart body and its fields; raises ``SheetTooLarge``, ``SheetMissing``."""
    capped = CappedBody(request.receive, FILE_BYTES + FRAME_BYTES, SheetTooLarge())
    async with Request(request.scope, capped.receive).form(max_files=1, max_fields=10) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise SheetMissing()
        fields = {name: value for name, value in form.items() if isinstance(value, str) and value}
        return UploadedSheet(file.filename, await file.read(), fields)
