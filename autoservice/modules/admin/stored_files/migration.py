"""The copy of all files of one storage to another, which may be broken off and begun again at any time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from autoservice.modules.admin.stored_files.ports import ListedStorage, StoredFile
from autoservice.modules.admin.stored_files.service import is_own

AT_ONCE: Final = 8
ATTEMPTS: Final = 3


@dataclass
class MigrationCounts:
    """How many files were looked at, and what became of them; ``bytes_copied`` counts what was written."""

    looked_at: int = 0
    copied: int = 0
    replaced: int = 0
    already_there: int = 0
    gone: int = 0
    foreign: int = 0
    bytes_copied: int = 0
    failed: list[str] = field(default_factory=list)


class Migration:
    """Copies each file that the target lacks or has otherwise, and reads it back.

    With ``missing_only`` a file that is there in the right size is not read. ``report`` is called with the
    counts after each page.
    """

    def __init__(
        self,
        source: ListedStorage,
        target: ListedStorage,
        report: Callable[[MigrationCounts], None],
        *,
        missing_only: bool = False,
    ) -> None:
        self.counts = MigrationCounts()
        self._source = source
        self._target = target
        self._report = report
        self._missing_only = missing_only
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> MigrationCounts:
        """Copy everything; raises what the storages raise if they do not answer."""
        async for page in self._source.pages():
            own = [file for file in page if is_own(file.key)]
            self.counts.foreign += len(page) - len(own)
            await asyncio.gather(*map(self._bring, own))
            self._report(self.counts)
        return self.counts

    async def _bring(self, file: StoredFile) -> None:
        async with self._places:
            if self._missing_only and await self._target.size(file.key) == file.size:
                self.counts.already_there += 1
            else:
                await self._compare_and_copy(file.key)
            self.counts.looked_at += 1

    async def _compare_and_copy(self, key: str) -> None:
        try:
            data = await self._source.read(key)
        except FileNotFoundError:
            # Taken back or replaced since it was listed.
            self.counts.gone += 1
            return
        stored, expected = await self._checksum(key), sha256(data).digest()
        if stored == expected:
            self.counts.already_there += 1
        elif not await self._copy(key, data, expected):
            self.counts.failed.append(key)
        elif stored is None:
            self.counts.copied += 1
        else:
            self.counts.replaced += 1

    async def _copy(self, key: str, data: bytes, expected: bytes) -> bool:
        for _ in range(ATTEMPTS):
            await self._target.write(key, data)
            if await self._checksum(key) == expected:
                self.counts.bytes_copied += len(data)
                return True
        return False

    async def _checksum(self, key: str) -> bytes | None:
        try:
            return sha256(await self._target.read(key)).digest()
        except FileNotFoundError:
            return None
