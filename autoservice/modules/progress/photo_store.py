"""How photos are decoded, stored and read: one way for all of an order."""

from dataclasses import dataclass

from autoservice.modules.progress.errors import PhotoNotFound
from autoservice.modules.progress.models import StageAttachment
from autoservice.modules.progress.photo_files import photo_keys
from autoservice.modules.progress.pictures import CONTENT_TYPE, Picture
from autoservice.modules.progress.ports import AttachmentStorage, PictureDecoder, StageRepository
from autoservice.modules.progress.schemas import StoredFiles, StoredPhoto
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class PhotoPlace:
    """To what a photo belongs: to a stage or a job of the order, or with neither to its request."""

    order_id: int
    stage_id: int | None = None
    job_id: int | None = None


class PhotoStore:
    """The photos of orders, as files and as rows."""

    def __init__(
        self, unit: Unit, stages: StageRepository, storage: AttachmentStorage, decoder: PictureDecoder
    ) -> None:
        self._unit = unit
        self._stages = stages
        self._storage = storage
        self._decoder = decoder

    async def prepare(self, order_id: int, data: bytes) -> StoredFiles:
        """Decode a photo and store its files; slow. Raises an error of ``BAD_PHOTO``."""
        return await self.store(order_id, await self._decoder.process(data, self._unit.actor.user_id))

    async def store(self, order_id: int, pictures: tuple[Picture, Picture]) -> StoredFiles:
        """Store the files of a decoded photo (full size, thumbnail).

        They are written before the row, and before anything is locked for it: a slow storage keeps nobody
        waiting, and a crash leaves a file that nobody names rather than a row without its file.
        """
        (full, thumbnail), (key, thumbnail_key) = pictures, photo_keys(order_id)
        await self._storage.write(key, full.data)
        await self._storage.write(thumbnail_key, thumbnail.data)
        return StoredFiles(key, thumbnail_key, len(full.data), full.width, full.height)

    async def add(self, place: PhotoPlace, files: StoredFiles, *, published: bool) -> StageAttachment:
        """Add the row of a stored photo."""
        row = self._row(place, files, published=published)
        await self._stages.add(row)
        return row

    async def read(self, row: StageAttachment, *, thumbnail: bool) -> StoredPhoto:
        """Return the bytes of a photo; raises ``PhotoNotFound`` if its file is gone."""
        try:
            data = await self._storage.read(row.thumbnail_key if thumbnail else row.key)
        except FileNotFoundError as missing:
            raise PhotoNotFound() from missing
        return StoredPhoto(data=data, content_type=row.content_type)

    def _row(self, place: PhotoPlace, files: StoredFiles, *, published: bool) -> StageAttachment:
        return StageAttachment(
            order_id=place.order_id,
            stage_id=place.stage_id,
            job_id=place.job_id,
            author_id=self._unit.actor.user_id,
            key=files.key,
            thumbnail_key=files.thumbnail_key,
            content_type=CONTENT_TYPE,
            size=files.size,
            width=files.width,
            height=files.height,
            published=published,
            created_at=self._unit.now,
        )
