"""Receiving an uploaded photo or sheet: streamed, counted, refused over the limit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile

from autoservice.api.access import authorized_actor
from autoservice.api.bodies import CappedBody
from autoservice.api.disconnects import while_connected
from autoservice.api.request_keys import KeyedRequest
from autoservice.modules.progress.errors import PhotoTooLarge, PhotoUnreadable
from autoservice.modules.progress.pictures import CONTENT_TYPE
from autoservice.modules.progress.schemas import AttachmentView, StoredFiles
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor
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


@dataclass(frozen=True)
class PhotoSteps:
    """What becomes of a photo that is uploaded to an order.

    ``check`` is asked before its body is read, ``prepare`` decodes and stores it, ``attach`` makes the row.
    """

    order_id: int
    check: Callable[[UnitOfWork], Awaitable[None]]
    prepare: Callable[[UnitOfWork, bytes], Awaitable[StoredFiles]]
    attach: Callable[[UnitOfWork, StoredFiles, UploadedPhoto], Awaitable[AttachmentView]]


async def receive_photo(
    request: Request, actor: Actor, key: KeyedRequest, steps: PhotoSteps
) -> AttachmentView:
    """Receive a photo and attach it, once for each key.

    Nothing is locked while it comes, is decoded and stored.

    Raises what the steps raise, and an error of ``BAD_PHOTO``.
    """
    async with read_only(actor) as unit:
        await steps.check(unit)
    photo = await read_photo(request, current_runtime().settings.max_photo_bytes)
    # Rights may have been taken away meanwhile.
    actor = await authorized_actor(request)
    async with read_only(actor, key.of(photo.content)) as unit:
        if unit.is_repetition:
            return await unit.services.progress.get_attachment(steps.order_id, unit.result_id)
        files = await while_connected(request, steps.prepare(unit, photo.data))
    async with transaction(actor, key.of(photo.content)) as unit:
        if unit.is_repetition:
            return await unit.services.progress.get_attachment(steps.order_id, unit.result_id)
        attached = await steps.attach(unit, files, photo)
        unit.result_id = attached.id
        return attached


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
