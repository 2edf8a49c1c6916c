"""``/api/orders/{id}/jobs/{job}/attachments``: the photos that come with proposed work."""

from fastapi import APIRouter, Request

from autoservice.api.access import CurrentActor, counts_its_body, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.api.uploads import PhotoSteps, picture_form, receive_photo
from autoservice.modules.progress.errors import (
    BAD_PHOTO,
    WORK_PHOTO_REFUSED,
    WORK_PHOTO_WITHDRAWAL_REFUSED,
    PhotoNotFound,
)
from autoservice.modules.progress.schemas import AttachmentView
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

PREFIX = "/orders/{order_id}/jobs/{job_id}/attachments"
router = APIRouter(prefix=PREFIX, tags=["extra work"], route_class=DocumentedRoute)


@router.post("", status_code=201, openapi_extra=picture_form())
@requires_permission(Permission.PROPOSE_WORK)
@counts_its_body
@fails_with(*WORK_PHOTO_REFUSED, *BAD_PHOTO, PhotoNotFound)
async def add_work_photo(
    order_id: Id, job_id: Id, request: Request, actor: CurrentActor, key: Key
) -> AttachmentView:
    """Add a photo (JPEG, PNG, WebP, HEIC or AVIF) to proposed work, at most five, before it is decided on."""
    steps = PhotoSteps(
        order_id,
        check=lambda unit: unit.services.work_photos.check_work(order_id, job_id),
        prepare=lambda unit, data: unit.services.work_photos.prepare_photo(order_id, job_id, data),
        attach=lambda unit, files, _: unit.services.work_photos.add_work_photo(order_id, job_id, files),
    )
    return await receive_photo(request, actor, key, steps)


@router.delete("/{work_photo_id}", status_code=204)
@requires_permission(Permission.PROPOSE_WORK)
@fails_with(*WORK_PHOTO_WITHDRAWAL_REFUSED, PhotoNotFound)
async def withdraw_work_photo(
    order_id: Id, job_id: Id, work_photo_id: Id, actor: CurrentActor, key: Key
) -> None:
    """Take a photo of extra work back, before it is decided on; its files are deleted."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.withdrawal.withdraw_work_photo(order_id, job_id, work_photo_id)
