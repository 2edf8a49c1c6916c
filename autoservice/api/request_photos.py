"""``/api/orders/{id}/attachments``: all photos of an order, and those that are sent with its request."""

from fastapi import APIRouter, Request

from autoservice.api.access import CurrentActor, counts_its_body, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.api.uploads import PhotoSteps, picture_form, receive_photo
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.progress.errors import (
    BAD_PHOTO,
    REQUEST_PHOTO_REFUSED,
    REQUEST_WITHDRAWAL_REFUSED,
    PhotoNotFound,
)
from autoservice.modules.progress.schemas import AttachmentView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders/{order_id}/attachments", tags=["progress"], route_class=DocumentedRoute)


@router.get("")
@requires_permission(Permission.READ_TIMELINE)
@fails_with(OrderNotFound)
async def list_attachments(order_id: Id, actor: CurrentActor) -> list[AttachmentView]:
    """All photos of an order that the caller may see, oldest first; those of its request have no stage."""
    async with read_only(actor) as unit:
        return (await unit.services.progress.track_order(order_id)).attachments


@router.post("", status_code=201, openapi_extra=picture_form())
@requires_permission(Permission.PLACE_ORDER)
@counts_its_body
@fails_with(*REQUEST_PHOTO_REFUSED, *BAD_PHOTO, PhotoNotFound)
async def add_request_photo(order_id: Id, request: Request, actor: CurrentActor, key: Key) -> AttachmentView:
    """Add a photo (JPEG, PNG, WebP, HEIC or AVIF) to the request, at most five, before its work begins."""
    steps = PhotoSteps(
        order_id,
        check=lambda unit: unit.services.request_photos.check_order(order_id),
        prepare=lambda unit, data: unit.services.request_photos.prepare_photo(order_id, data),
        attach=lambda unit, files, _: unit.services.request_photos.add_request_photo(order_id, files),
    )
    return await receive_photo(request, actor, key, steps)


@router.delete("/{photo_id}", status_code=204)
@requires_permission(Permission.PLACE_ORDER)
@fails_with(*REQUEST_WITHDRAWAL_REFUSED, PhotoNotFound)
async def withdraw_request_photo(order_id: Id, photo_id: Id, actor: CurrentActor, key: Key) -> None:
    """Take a photo of the request back, while the shop has not accepted it; its files are deleted."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.withdrawal.withdraw_request_photo(order_id, photo_id)
