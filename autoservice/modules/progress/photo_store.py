"""How photos are decoded, stored and read: one way for those of stages and those of requests."""

from autoservice.modules.progress.errors import PhotoNotFound
from autoservice.modules.progress.models import StageAttachment
from autoservice.modules.progress.photo_files import photo_keys
from autoservice.modules.progress.pictures import CONTENT_TYPE, Picture
from autoservice.modules.progress.ports import AttachmentStorage, PictureDecoder, StageRepository
from autoservice.modules.progress.schemas import StoredPhoto
from autoservice.shared.unit import Unit


class PhotoStore:
    """The photos of orders, as files and as rows."""

    def __init__(
        self, unit: Unit, stages: StageRepository, storage: AttachmentStorage, decoder: PictureDecoder
    ) -> None:
        self._unit = unit
        self._stages = stages
        self._storage = storage
        self._decoder = decoder

    async def decode(self, data: bytes) -> tuple[Picture, Picture]:
        """Return a photo and its thumbnail; slow. Raises an error of ``BAD_PHOTO``."""
        return await self._decoder.process(data, self._unit.actor.user_id)

    async def add(
        self, order_id: int, stage_id: int | None, pictures: tuple[Picture, Picture], *, published: bool
    ) -> StageAttachment:
        """Store a decoded photo (full size, thumbnail) of a stage, or of the request without one.

        The files are written before the row: a crash leaves a file that nobody
        names rather than a row without its file.
        """
        full, thumbnail = pictures
        row = self._row(order_id, stage_id, full, published=published)
        await self._storage.write(row.key, full.data)
        await self._storage.write(row.thumbnail_key, thumbnail.data)
        await self._stages.add(row)
        return row

    async def read(self, row: StageAttachment, *, thumbnail: bool) -> StoredPhoto:
        """Return the bytes of a photo; raises ``PhotoNotFound`` if its file is gone."""
        try:
            data = await self._storage.read(row.thumbnail_key if thumbnail else row.key)
        except FileNotFoundError as missing:
            raise PhotoNotFound() from missing
        return StoredPhoto(data=data, content_type=row.content_type)

    def _row(
        self, order_id: int, stage_id: int | None, picture: Picture, *, published: bool
    ) -> StageAttachment:
        key, thumbnail_key = photo_keys(order_id)
        return StageAttachment(
            order_id=order_id,
            stage_id=stage_id,
            author_id=self._unit.actor.user_id,
            key=key,
            thumbnail_key=thumbnail_key,
            content_type=CONTENT_TYPE,
            size=len(picture.data),
            width=picture.width,
            height=picture.height,
            published=published,
            created_at=self._unit.now,
        )
