"""``/api/admin/catalog/services/{id}/picture`` and ``/api/catalog/pictures``: what services look like."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from autoservice.api.access import CurrentActor, authorized_actor, counts_its_body, requires_permission
from autoservice.api.disconnects import while_connected
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.headers import FOR_EVER
from autoservice.api.request_keys import Key
from autoservice.api.uploads import PICTURE, picture_form, read_photo
from autoservice.modules.catalog.services.errors import PictureNotFound, ServiceNotFound
from autoservice.modules.catalog.services.picture_files import FILE_NAME
from autoservice.modules.catalog.services.schemas import ServicePicture
from autoservice.modules.progress.errors import BAD_PHOTO
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(tags=["catalog"], route_class=DocumentedRoute)
SERVICE: Final = "/admin/catalog/services/{service_id}/picture"
FileName = Annotated[str, Path(pattern=f"^{FILE_NAME}$", max_length=60)]


@router.put(SERVICE, openapi_extra=picture_form())
@requires_permission(Permission.MANAGE_CATALOG)
@counts_its_body
@fails_with(ServiceNotFound, *BAD_PHOTO)
async def set_service_picture(
    service_id: Id, request: Request, actor: CurrentActor, key: Key
) -> ServicePicture:
    """Give a service a picture (JPEG, PNG, WebP, HEIC or AVIF) in the place of the one it has."""
    async with read_only(actor) as unit:
        await unit.services.service_pictures.get_picture(service_id)
    photo = await read_photo(request, current_runtime().settings.max_photo_bytes)
    actor = await authorized_actor(request)
    async with read_only(actor, key.of(photo.data)) as unit:
        if unit.is_repetition:
            return await unit.services.service_pictures.get_picture(service_id)
        described = await while_connected(request, unit.services.service_pictures.prepare_picture(photo.data))
    async with transaction(actor, key.of(photo.data)) as unit:
        if unit.is_repetition:
            return await unit.services.service_pictures.get_picture(service_id)
        return await unit.services.service_pictures.set_picture(service_id, described)


@router.delete(SERVICE, status_code=204)
@requires_permission(Permission.MANAGE_CATALOG)
@fails_with(ServiceNotFound)
async def remove_service_picture(service_id: Id, actor: CurrentActor) -> None:
    """Take a service's picture away."""
    async with transaction(actor) as unit:
        await unit.services.service_pictures.remove_picture(service_id)


@router.get("/catalog/pictures/{file_name}", response_class=Response, responses=PICTURE)
@requires_permission(Permission.READ_CATALOG)
@fails_with(PictureNotFound)
async def get_service_picture(file_name: FileName, actor: CurrentActor) -> Response:
    """A picture of a service or its thumbnail, for everybody to keep: another one has another address."""
    async with read_only(actor) as unit:
        picture = await unit.services.service_pictures.open_picture(file_name)
    return Response(picture.data, media_type=picture.content_type, headers={"Cache-Control": FOR_EVER})
