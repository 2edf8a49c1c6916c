"""What this module needs from outside."""

from collections.abc import Iterable
from typing import Protocol

from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.progress.models import OrderVisit, StageAttachment, StageComment
from autoservice.modules.progress.pictures import Picture


class StageRepository(Protocol):
    """Comments and photos of orders, the withdrawn ones included."""

    async def add(self, row: StageComment | StageAttachment) -> None: ...

    async def comments(self, order_id: int) -> list[StageComment]: ...

    async def attachments(self, order_id: int) -> list[StageAttachment]: ...

    async def comment(self, comment_id: int) -> StageComment | None: ...

    async def attachment(self, attachment_id: int) -> StageAttachment | None: ...

    async def count_request_photos(self, order_id: int) -> int:
        """Return how many photos the request of an order has, without those that were withdrawn."""
        ...

    async def count_work_photos(self, job_id: int) -> int:
        """Return how many photos extra work has, without those that were withdrawn."""
        ...

    async def is_withdrawn_work(self, job_id: int) -> bool:
        """Return whether a job is extra work that the shop no longer proposes."""
        ...

    async def request_photos_of(self, client_id: int) -> list[StageAttachment]:
        """Return the photos of all requests of a client, oldest first, without those that were withdrawn."""
        ...

    async def file_keys(self, order_ids: Iterable[int]) -> set[str]:
        """Return the keys of all files of the orders' photos, but not of those that were withdrawn."""
        ...


class VisitRepository(Protocol):
    """The visits of clients to their orders."""

    async def add(self, visit: OrderVisit) -> None: ...

    async def find(self, user_id: int, order_id: int) -> OrderVisit | None: ...

    async def published_after(self, order_id: int, number: int) -> list[TimelineEntry]:
        """Return what clients may read of the timeline after the entry with that number."""
        ...

    async def delete_of(self, user_id: int) -> None: ...


class AttachmentStorage(Protocol):
    """Files by key. A key never comes from outside, and is never used for another file."""

    async def write(self, key: str, data: bytes) -> None: ...

    async def read(self, key: str) -> bytes:
        """Return the file; raises ``FileNotFoundError``."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the file if it is there."""
        ...


class PictureDecoder(Protocol):
    """Photos made safe and small; a bounded number at once, and of one owner."""

    async def process(self, data: bytes, owner: int) -> tuple[Picture, Picture]:
        """Return the photo and its thumbnail for ``owner``, an account; raises an error of ``BAD_PHOTO``."""
        ...
