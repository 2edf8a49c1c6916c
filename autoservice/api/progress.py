"""``/api/orders/{id}/stages/...``: what mechanics do, and the photos they send."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from autoservice.api.access import CurrentActor, counts_its_body, requires_permission
from autoservice.api.disconnects import while_connected
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.once import Once, OnceRunner
from autoservice.api.uploads import read_photo
from autoservice.modules.orders.errors import (
    HOLD_REFUSED,
    NO_STAGE,
    STEP_REFUSED,
    OrderNotFound,
    StageAlreadyStarted,
    StageBlocked,
    StageNotBlocked,
    StageTransitionRefused,
)
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.errors import (
    BAD_PHOTO,
    CommentEmpty,
    CommentTooLong,
    PhotoNotFound,
)
from autoservice.modules.progress.pictures import CONTENT_TYPE
from autoservice.modules.progress.schemas import (
    AttachmentView,
    CommentView,
    NewComment,
    StageHold,
    StageStep,
    TimelineEntryView,
)
from autoservice.runtime.current import current_runtime, read_only
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor, Permission
from autoservice.shared.validation import Id

router = APIRouter(tags=["progress"], route_class=DocumentedRoute)
STAGE = "/orders/{order_id}/stages/{stage_id}"
PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post(f"{STAGE}/start", response_model=OrderView)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*STEP_REFUSED, StageAlreadyStarted)
async def start_stage(order_id: Id, stage_id: Id, once: Once, step: StageStep | None = None) -> Response:
    """Begin a stage."""
    wanted = step or StageStep()
    return await _step(
        once, order_id, wanted, lambda unit: unit.services.progress.start_stage(order_id, stage_id, wanted)
    )


@router.post(f"{STAGE}/complete", response_model=OrderView)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*STEP_REFUSED)
async def complete_stage(order_id: Id, stage_id: Id, once: Once, step: StageStep | None = None) -> Response:
    """Finish a stage."""
    wanted = step or StageStep()
    return await _step(
        once, order_id, wanted, lambda unit: unit.services.progress.complete_stage(order_id, stage_id, wanted)
    )


@router.post(f"{STAGE}/block", response_model=OrderView)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*HOLD_REFUSED, StageBlocked, StageTransitionRefused)
async def block_stage(order_id: Id, stage_id: Id, hold: StageHold, once: Once) -> Response:
    """Put a stage on hold for a reason; the remark is for the shop only."""
    return await _step(
        once, order_id, hold, lambda unit: unit.services.progress.block_stage(order_id, stage_id, hold)
    )


@router.post(f"{STAGE}/resume", response_model=OrderView)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*HOLD_REFUSED, StageNotBlocked)
async def resume_stage(order_id: Id, stage_id: Id, once: Once, step: StageStep | None = None) -> Response:
    """Go on with a stage that was on hold."""
    wanted = step or StageStep()
    return await _step(
        once, order_id, wanted, lambda unit: unit.services.progress.resume_stage(order_id, stage_id, wanted)
    )


async def _step(
    once: OnceRunner, order_id: int, step: StageStep, command: Callable[[UnitOfWork], Awaitable[None]]
) -> Response:
    async def run(unit: UnitOfWork) -> OrderView:
        await command(unit)
        return await unit.services.orders.get_order(order_id)

    return await once.run(step.model_dump_json().encode(), run)


@router.post(f"{STAGE}/comments", status_code=201, response_model=CommentView)
@requires_permission(Permission.WORK_ON_STAGE)
@fails_with(*NO_STAGE, CommentEmpty, CommentTooLong)
async def add_comment(order_id: Id, stage_id: Id, comment: NewComment, once: Once) -> Response:
    """Write a remark under a stage; internal unless ``published``."""
    content = comment.model_dump_json().encode()
    return await once.run(
        content, lambda unit: unit.services.progress.add_comment(order_id, stage_id, comment), 201
    )


@router.post(
    f"{STAGE}/attachments",
    status_code=201,
    response_model=AttachmentView,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "published": {"type": "string", "enum": ["true", "false"]},
                        },
                    }
                }
            },
        }
    },
)
@requires_permission(Permission.WORK_ON_STAGE)
@counts_its_body
@fails_with(*NO_STAGE, *BAD_PHOTO)
async def attach_photo(order_id: Id, stage_id: Id, request: Request, once: Once) -> Response:
    """Attach a photo (JPEG, PNG, WebP, HEIC or AVIF); internal unless ``published``."""
    async with read_only(once.actor) as unit:
        await unit.services.progress.check_attach(order_id, stage_id)
    photo = await read_photo(request, current_runtime().settings.max_photo_bytes)
    async with read_only(once.actor) as unit:
        pictures = await while_connected(request, unit.services.progress.prepare_photo(photo.data))
    return await once.run(
        photo.data + str(photo.published).encode(),
        lambda unit: unit.services.progress.attach_photo(
            order_id, stage_id, pictures, published=photo.published
        ),
        201,
    )


@router.get("/orders/{order_id}/timeline")
@requires_permission(Permission.READ_TIMELINE)
@fails_with(OrderNotFound)
async def get_timeline(order_id: Id, actor: CurrentActor) -> list[TimelineEntryView]:
    """What happened to an order, numbered, oldest first."""
    async with read_only(actor) as unit:
        return await unit.services.progress.get_timeline(order_id)


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
