"""``/api/orders/{id}/stages/.../comments`` and ``.../attachments``: sent, read, taken back."""

from fastapi import APIRouter, Request, Response

from autoservice.api.access import CurrentActor, counts_its_body, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.api.uploads import PICTURE, PhotoSteps, picture_form, receive_photo
from autoservice.modules.orders.errors import NO_STAGE
from autoservice.modules.progress.errors import (
    BAD_PHOTO,
    WITHDRAWAL_REFUSED,
    CommentEmpty,
    CommentNotFound,
    CommentTooLong,
    PhotoNotFound,
)
from autoservice.modules.progress.schemas import AttachmentView, CommentView, NewComment
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Actor, Permission
from autoservice.shared.validation import Id

router = APIRouter(tags=["progress"], route_class=DocumentedRoute)
STAGE = "/orders/{order_id}/stages/{stage_id}"


@router.post(f"{STAGE}/comments", status_code=201)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*NO_STAGE, CommentNotFound, CommentEmpty, CommentTooLong)
async def add_comment(
    order_id: Id, stage_id: Id, comment: NewComment, actor: CurrentActor, key: Key
) -> CommentView:
    """Write a remark under a stage; internal unless ``published``."""
    async with transaction(actor, key.of(comment)) as unit:
        if unit.is_repetition:
            return await unit.services.progress.get_comment(order_id, unit.result_id)
        added = await unit.services.progress.add_comment(order_id, stage_id, comment)
        unit.result_id = added.id
        return added


@router.post(
    f"{STAGE}/attachments",
    status_code=201,
    openapi_extra=picture_form(published={"type": "string", "enum": ["true", "false"]}),
)
@requires_permission(Permission.WORK_ON_STAGE)
@counts_its_body
@fails_with(*NO_STAGE, *BAD_PHOTO, PhotoNotFound)
async def attach_photo(
    order_id: Id, stage_id: Id, request: Request, actor: CurrentActor, key: Key
) -> AttachmentView:
    """Attach a photo (JPEG, PNG, WebP, HEIC or AVIF); internal unless ``published``."""
    steps = PhotoSteps(
        order_id,
        check=lambda unit: unit.services.progress.check_attach(order_id, stage_id),
        prepare=lambda unit, data: unit.services.progress.prepare_photo(order_id, data),
        attach=lambda unit, files, photo: unit.services.progress.attach_photo(
            order_id, stage_id, files, published=photo.published
        ),
    )
    return await receive_photo(request, actor, key, steps)


@router.delete(f"{STAGE}/comments/{{comment_id}}", status_code=204)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*WITHDRAWAL_REFUSED, CommentNotFound)
async def withdraw_comment(order_id: Id, stage_id: Id, comment_id: Id, actor: CurrentActor, key: Key) -> None:
    """Take a comment back: its text is erased, and nobody reads it any more."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.withdrawal.withdraw_comment(order_id, stage_id, comment_id)


@router.delete(f"{STAGE}/attachments/{{attachment_id}}", status_code=204)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*WITHDRAWAL_REFUSED, PhotoNotFound)
async def withdraw_photo(
    order_id: Id, stage_id: Id, attachment_id: Id, actor: CurrentActor, key: Key
) -> None:
    """Take a photo back: nobody sees it any more, and its files are deleted."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.withdrawal.withdraw_photo(order_id, stage_id, attachment_id)


@router.get("/attachments/{attachment_id}", response_class=Response, responses=PICTURE)
@requires_permission(Permission.READ_TIMELINE)
@fails_with(PhotoNotFound)
async def get_photo(attachment_id: Id, actor: CurrentActor) -> Response:
    """A photo, for those who may see its order."""
    return await _photo(attachment_id, actor, thumbnail=False)


@router.get("/attachments/{attachment_id}/thumbnail", response_class=Response, responses=PICTURE)
@requires_permission(Permission.READ_TIMELINE)
@fails_with(PhotoNotFound)
async def get_thumbnail(attachment_id: Id, actor: CurrentActor) -> Response:
    """A photo's thumbnail, for those who may see its order."""
    return await _photo(attachment_id, actor, thumbnail=True)


async def _photo(attachment_id: Id, actor: Actor, *, thumbnail: bool) -> Response:
    async with read_only(actor) as unit:
        photo = await unit.services.progress.open_photo(attachment_id, thumbnail=thumbnail)
    return Response(photo.data, media_type=photo.content_type)
