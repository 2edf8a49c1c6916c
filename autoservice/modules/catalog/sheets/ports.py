"""Ports of imports and exports."""

from datetime import datetime
from typing import Protocol

from autoservice.modules.catalog.sheets.models import SheetImport


class SheetImportRepository(Protocol):
    """The imports that have been previewed."""

    async def add(self, row: SheetImport) -> None:
        """Store an import in the place of its owner's earlier ones of the same list."""
        ...

    async def get(
        self, import_id: int, owner_id: int, table_name: str | None = None, *, locked: bool = False
    ) -> SheetImport:
        """Return an import of the owner, of a list if that is named; raises ``ImportNotFound``."""
        ...

    async def latest(self, table_name: str, owner_id: int) -> SheetImport | None: ...

    async def delete(self, row: SheetImport) -> None: ...

    async def delete_older(self, moment: datetime) -> None: ...
