"""The service that knows which stored files somebody names."""

import re
from collections.abc import Sequence
from typing import Final

from autoservice.modules.catalog.services.picture_files import KEY as PICTURE_KEY
from autoservice.modules.catalog.services.ports import ServicePictureRepository
from autoservice.modules.progress.photo_files import KEY as PHOTO_KEY
from autoservice.modules.progress.ports import StageRepository
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# What a crash has left of a write to a folder.
DRAFT: Final = re.compile(r"(?P<folder>(orders/\d{1,18}|catalog/pictures)/)\.(?P<name>[^/]+)\.part")


def is_own(key: str) -> bool:
    """Return whether the program has made the file: others in the same bucket or folder are left alone."""
    return bool(PHOTO_KEY.fullmatch(key) or PICTURE_KEY.fullmatch(key))


class StoredFilesService(Service):
    """Photos and pictures as files."""

    def __init__(
        self, unit: Unit, photos: StageRepository, service_pictures: ServicePictureRepository
    ) -> None:
        super().__init__(unit)
        self._photos = photos
        self._service_pictures = service_pictures

    @requires(Permission.RUN_REACTIONS)
    async def find_unnamed(self, keys: Sequence[str]) -> set[str]:
        """Return those of the program's own files that no row names, or only that of a withdrawn photo."""
        drafts = {key for key in keys if DRAFT.fullmatch(key)}
        return drafts | await self._unnamed_photos(keys) | await self._unnamed_pictures(keys)

    async def _unnamed_photos(self, keys: Sequence[str]) -> set[str]:
        photos = {found[0]: int(found["order_id"]) for key in keys if (found := PHOTO_KEY.fullmatch(key))}
        if not photos:
            return set()
        return photos.keys() - await self._photos.file_keys(set(photos.values()))

    async def _unnamed_pictures(self, keys: Sequence[str]) -> set[str]:
        pictures = {found[0]: found["name"] for key in keys if (found := PICTURE_KEY.fullmatch(key))}
        if not pictures:
            return set()
        names = await self._service_pictures.picture_names()
        return {key for key, name in pictures.items() if name not in names}
