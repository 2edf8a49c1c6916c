"""Imports in SQL."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.sheets.errors import ImportNotFound
from autoservice.modules.catalog.sheets.models import SheetImport


class SqlSheetImportRepository:
    """``SheetImportRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: SheetImport) -> None:
        """Store an import in the place of its owner's earlier ones of the same list."""
        same = (col(SheetImport.owner_id) == row.owner_id) & (col(SheetImport.table_name) == row.table_name)
        await self._session.execute(delete(SheetImport).where(same))
        self._session.add(row)
        await self._session.flush()

    async def get(
        self, import_id: int, owner_id: int, table_name: str | None = None, *, locked: bool = False
    ) -> SheetImport:
        """Return an import of the owner, of a list if that is named; raises ``ImportNotFound``."""
        query = select(SheetImport).where(
            col(SheetImport.id) == import_id, col(SheetImport.owner_id) == owner_id
        )
        if table_name:
            query = query.where(col(SheetImport.table_name) == table_name)
        if locked:
            query = query.with_for_update().execution_options(populate_existing=True)
        found = (await self._session.scalars(query)).one_or_none()
        if found is None:
            raise ImportNotFound()
        return found

    async def latest(self, table_name: str, owner_id: int) -> SheetImport | None:
        """Return the owner's last import of a list."""
        query = select(SheetImport).where(
            col(SheetImport.table_name) == table_name, col(SheetImport.owner_id) == owner_id
        )
        return (
            await self._session.scalars(query.order_by(col(SheetImport.id).desc()).limit(1))
        ).one_or_none()

    async def delete(self, row: SheetImport) -> None:
        """Delete an import."""
        await self._session.delete(row)

    async def delete_older(self, moment: datetime) -> None:
        """Delete the imports that were made before a moment."""
        await self._session.execute(delete(SheetImport).where(col(SheetImport.created_at) < moment))

    async def delete_of(self, owner_id: int) -> None:
        """Delete the imports of an account."""
        await self._session.execute(delete(SheetImport).where(col(SheetImport.owner_id) == owner_id))
