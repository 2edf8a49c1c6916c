"""What is done with all files of a storage."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class StoredFile:
    """A file in a storage; ``stored_at`` is by the storage's clock."""

    key: str
    size: int
    stored_at: datetime


class ListedStorage(Protocol):
    """A storage whose files can be listed."""

    def pages(self, after: str = "") -> AsyncGenerator[list[StoredFile]]:
        """Yield all files with keys above ``after``, in the order of their keys, a page at a time."""
        ...

    async def write(self, key: str, data: bytes) -> None: ...

    async def read(self, key: str) -> bytes:
        """Return the file; raises ``FileNotFoundError``."""
        ...

    async def size(self, key: str) -> int | None:
        """Return the size of the file in bytes, if it is there."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the file if it is there."""
        ...
