"""The service that keeps the pictures of what the shop offers."""

from typing import Any, Final

from autoservice.events.catalog import ServicePictureChanged, ServicePictureRemoved
from autoservice.modules.catalog.services.errors import PictureNotFound, ServiceNotFound
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.catalog.services.picture_files import (
    CONTENT_TYPE,
    FOLDER,
    describe_pictures,
    picture_keys,
    picture_view,
)
from autoservice.modules.catalog.services.ports import (
    FileStoragePort,
    Picture,
    PictureDecoder,
    ServicePictureRepository,
)
from autoservice.modules.catalog.services.schemas import ServicePicture, StoredPicture
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# Shown beside a text, never on the whole screen.
EDGE: Final = 1280


class ServicePicturesService(Service):
    """The pictures of services. A replaced one keeps its files until housekeeping finds them unnamed."""

    def __init__(
        self,
        unit: Unit,
        services: ServicePictureRepository,
        storage: FileStoragePort,
        decoder: PictureDecoder,
    ) -> None:
        super().__init__(unit)
        self._services = services
        self._storage = storage
        self._decoder = decoder

    @requires(Permission.READ_CATALOG)
    async def open_picture(self, file_name: str) -> StoredPicture:
        """Return a picture's bytes by the last part of its address; raises ``PictureNotFound``."""
        try:
            data = await self._storage.read(f"{FOLDER}/{file_name}")
        except FileNotFoundError as missing:
            raise PictureNotFound() from missing
        return StoredPicture(data=data, content_type=CONTENT_TYPE)

    @requires(Permission.MANAGE_CATALOG)
    async def prepare_picture(self, data: bytes) -> dict[str, Any]:
        """Decode and store a picture for ``set_picture``; slow, so in a unit that locks nothing.

        Raises what ``PictureDecoder`` refuses with.
        """
        return await self.store_picture(await self._decoder.process(data, self._actor.user_id, EDGE))

    @requires(Permission.MANAGE_CATALOG)
    async def store_picture(self, pictures: tuple[Picture, Picture]) -> dict[str, Any]:
        """Store the files of a decoded picture (full size, thumbnail); return what its row will have of it.

        They are written before the row, and before it is locked: a crash leaves files that nobody names.
        """
        described = describe_pictures(*pictures)
        for key, picture in zip(picture_keys(described), pictures, strict=True):
            await self._storage.write(key, picture.data)
        return described

    @requires(Permission.MANAGE_CATALOG)
    async def get_picture(self, service_id: int) -> ServicePicture:
        """Return the picture of a service, archived or not; raises ``ServiceNotFound``."""
        return _shown(_found(await self._services.find(service_id)))

    @requires(Permission.MANAGE_CATALOG)
    async def set_picture(self, service_id: int, described: dict[str, Any]) -> ServicePicture:
        """Give a service a prepared picture; raises ``ServiceNotFound``."""
        row = _found(await self._services.lock(service_id))
        before, row.picture = row.picture, described
        row.version += 1
        event = ServicePictureChanged(service_id)
        self._unit.record(event, event.subject, before and {"picture": before}, {"picture": described})
        return _shown(row)

    @requires(Permission.MANAGE_CATALOG)
    async def remove_picture(self, service_id: int) -> None:
        """Take a service's picture away, if it has one; raises ``ServiceNotFound``."""
        row = _found(await self._services.lock(service_id))
        if row.picture is None:
            return
        before, row.picture = row.picture, None
        row.version += 1
        event = ServicePictureRemoved(service_id)
        self._unit.record(event, event.subject, {"picture": before})


def _found(row: ServiceTemplate | None) -> ServiceTemplate:
    if row is None:
        raise ServiceNotFound()
    return row


def _shown(row: ServiceTemplate) -> ServicePicture:
    return ServicePicture(id=row.id, version=row.version, picture=picture_view(row.picture))
