"""Stored files that no row names: a crash between storing and commit, replaced pictures, withdrawn photos.

Keys are never used twice, so a file without a row either waits for the commit of the transaction that stored
it, which is over long before the grace time, or stays without one.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from autoservice.modules.admin.stored_files.ports import ListedStorage, StoredFile
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.clock import Clock

log = structlog.get_logger(__name__)

GRACE: Final = timedelta(days=1)
# Of the storage's pages, in one run of housekeeping: the next one goes on behind them.
PAGES: Final = 50
# More orphans than this, and than half of the files: rather a wrong database than that many crashes.
SUSPICIOUS: Final = 100

View = Callable[[Actor], AbstractAsyncContextManager[UnitOfWork]]


@dataclass
class Findings:
    """The orphans among ``looked_at`` files, and the key behind which to go on, unless that was all."""

    looked_at: int = 0
    orphans: list[StoredFile] = field(default_factory=list)
    after: str = ""

    @property
    def suspicious(self) -> bool:
        """Return whether so much is nobody's that this is hardly the database of these files."""
        return len(self.orphans) > max(SUSPICIOUS, self.looked_at // 2)


class Orphans:
    """Finds and deletes the orphans in a storage."""

    def __init__(self, view: View, storage: ListedStorage, clock: Clock, grace: timedelta = GRACE) -> None:
        self._view = view
        self._storage = storage
        self._clock = clock
        self._grace = grace

    async def find(self, after: str = "", pages: int = 0) -> Findings:
        """Return the orphans behind the key ``after``, in so many pages of the storage or in all."""
        findings, read = Findings(), 0
        async with aclosing(self._storage.pages(after)) as listing:
            async for page in listing:
                findings.orphans += await self._orphans_in(page)
                findings.looked_at += len(page)
                findings.after = page[-1].key if page else findings.after
                read += 1
                if read == pages:
                    return findings
        findings.after = ""
        return findings

    async def delete(self, orphans: list[StoredFile]) -> None:
        """Delete files that ``find`` has found."""
        for file in orphans:
            await self._storage.delete(file.key)

    async def _orphans_in(self, page: list[StoredFile]) -> list[StoredFile]:
        old = [file for file in page if file.stored_at < self._clock() - self._grace]
        if not old:
            return []
        async with self._view(SYSTEM) as unit:
            unnamed = await unit.services.stored_files.find_unnamed([file.key for file in old])
        return [file for file in old if file.key in unnamed]


class OrphanSweep:
    """Deletes the orphans bit by bit, run after run."""

    def __init__(self, orphans: Orphans, pages: int = PAGES) -> None:
        self._orphans = orphans
        self._pages = pages
        self._after = ""

    async def run(self) -> None:
        """Delete the orphans of the next pages; leaves them, with a warning, if they are too many."""
        findings = await self._orphans.find(self._after, self._pages)
        self._after = findings.after
        numbers = {"looked_at": findings.looked_at, "orphans": len(findings.orphans)}
        if findings.suspicious:
            log.warning("too_many_orphans", **numbers, hint="autoservice files orphans")
        elif findings.orphans:
            await self._orphans.delete(findings.orphans)
            log.info("orphans_deleted", **numbers)
