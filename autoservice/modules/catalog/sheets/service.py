"""Import and export of the catalog's lists."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from autoservice.modules.catalog.sheets.errors import (
    ImportApplied,
    ImportDoubtful,
    ImportIncomplete,
    ImportNothing,
    ImportOutdated,
)
from autoservice.modules.catalog.sheets.headings import Heading, find_heading
from autoservice.modules.catalog.sheets.models import SheetImport
from autoservice.modules.catalog.sheets.planning import (
    Planner,
    Progress,
    batches,
    decimal_sign,
    no_progress,
)
from autoservice.modules.catalog.sheets.plans import Plan, PlannedRow
from autoservice.modules.catalog.sheets.ports import SheetImportRepository
from autoservice.modules.catalog.sheets.schemas import ImportOptions, ImportView, Preview, SheetName
from autoservice.modules.catalog.sheets.tables import SheetTable
from autoservice.modules.catalog.sheets.values import NUMBERS, ValueReader, number_of, show
from autoservice.modules.catalog.sheets.views import PreviewBuilder, counts_of, view_import
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.i18n import translate
from autoservice.shared.service import Service, requires
from autoservice.shared.sheets import ReadOptions, SheetFormat
from autoservice.shared.sheets.ports import ReadSheet, SheetReader
from autoservice.shared.sheets.writing import Value, open_writer
from autoservice.shared.unit import Unit

KEPT: Final = timedelta(days=1)
FILE_NAME_LENGTH: Final = 200


@dataclass(frozen=True)
class PreparedImport:
    """What an import would do, and the rows to write if it is to be applied."""

    preview: Preview
    fingerprint: str
    rows: list[PlannedRow]


class SheetsService(Service):
    """Imports, previewed and applied, and exports. What is slow stands before the writing transaction."""

    def __init__(
        self,
        unit: Unit,
        imports: SheetImportRepository,
        reader: SheetReader,
        tables: Mapping[SheetName, SheetTable],
        currency: str,
    ) -> None:
        super().__init__(unit)
        self._imports = imports
        self._reader = reader
        self._tables = tables
        self._currency = currency

    @requires(Permission.EXCHANGE_SHEETS)
    async def export_sheet(self, name: SheetName, kind: SheetFormat, locale: str) -> bytes:
        """Return the file of a whole list, as ``locale`` has its words and signs."""
        table = await self._loaded(name, locale)
        titles = [translate(locale, column.title) for column in table.columns]
        writer = open_writer(kind, locale, translate(locale, table.title))
        writer.write([titles])
        async for rows in table.all_rows():
            # In a thread, so that others are answered meanwhile.
            await asyncio.to_thread(writer.write, [self._exported(table, row, locale) for row in rows])
        return await asyncio.to_thread(writer.close)

    def _exported(self, table: SheetTable, row: Mapping[str, object], locale: str) -> list[Value]:
        return [
            number_of(column, row.get(column.name), self._currency)
            if column.kind in NUMBERS
            else show(column, row.get(column.name), locale, self._currency)
            for column in table.columns
        ]

    @requires(Permission.EXCHANGE_SHEETS)
    async def prepare_file(
        self,
        name: SheetName,
        data: bytes,
        options: ImportOptions,
        locale: str,
        progress: Progress = no_progress,
    ) -> PreparedImport:
        """Read a file and plan its import; raises one of ``BAD_SHEET``."""
        return await self._prepare(name, data, options, locale, progress, collects=False)

    @requires(Permission.EXCHANGE_SHEETS)
    async def prepare_import(
        self,
        import_id: int,
        options: ImportOptions | None,
        locale: str,
        name: SheetName,
        progress: Progress = no_progress,
    ) -> PreparedImport:
        """Plan an import again, with other ``options`` if there are some.

        Raises ``ImportNotFound``, ``ImportApplied`` and one of ``BAD_SHEET``.
        """
        row = await self._open(import_id, name)
        options = options or ImportOptions.model_validate(row.options)
        return await self._prepare(name, row.content, options, locale, progress, collects=True)

    @requires(Permission.EXCHANGE_SHEETS)
    async def add_import(
        self, name: SheetName, file_name: str, data: bytes, options: ImportOptions, prepared: PreparedImport
    ) -> ImportView:
        """Store a file with its preview, in the place of the actor's last one for the same list."""
        row = SheetImport(
            owner_id=self._actor.user_id,
            table_name=name,
            file_name=file_name[:FILE_NAME_LENGTH],
            content=data,
            created_at=self._unit.now,
        )
        _set_preview(row, options, prepared)
        await self._imports.add(row)
        return view_import(row)

    @requires(Permission.EXCHANGE_SHEETS)
    async def change_import(
        self, import_id: int, options: ImportOptions | None, prepared: PreparedImport
    ) -> ImportView:
        """Store a new preview, with other ``options`` if there are some.

        Raises ``ImportNotFound``, ``ImportApplied``.
        """
        row = await self._open(import_id, locked=True)
        _set_preview(row, options or ImportOptions.model_validate(row.options), prepared)
        return view_import(row)

    @requires(Permission.EXCHANGE_SHEETS)
    async def get_import(self, import_id: int, name: SheetName) -> ImportView:
        """Return an import of the actor; raises ``ImportNotFound``."""
        return view_import(await self._imports.get(import_id, self._actor.user_id, name))

    @requires(Permission.EXCHANGE_SHEETS)
    async def find_import(self, name: SheetName) -> ImportView | None:
        """Return the actor's last import of a list, if it is still there."""
        row = await self._imports.latest(name, self._actor.user_id)
        return view_import(row) if row else None

    @requires(Permission.EXCHANGE_SHEETS)
    async def discard_import(self, import_id: int, name: SheetName) -> None:
        """Delete an import; raises ``ImportNotFound``."""
        await self._imports.delete(await self._imports.get(import_id, self._actor.user_id, name))

    @requires(Permission.EXCHANGE_SHEETS)
    async def apply_import(
        self,
        import_id: int,
        prepared: PreparedImport,
        locale: str,
        *,
        skip_doubtful: bool = False,
        progress: Progress = no_progress,
    ) -> ImportView:
        """Write all new and changed rows, or none.

        Raises ``ImportNotFound``, ``ImportApplied``; ``ImportOutdated`` if it is not what was shown,
        ``ImportDoubtful`` for doubtful rows unless they are skipped, ``ImportIncomplete``, ``ImportNothing``.
        """
        row = await self._open(import_id, locked=True)
        _check_apply(row, prepared, skip_doubtful=skip_doubtful)
        table, done = await self._loaded(SheetName(row.table_name), locale), 0
        for batch in batches(prepared.rows, table.batch):
            await table.store_rows(batch)
            done += len(batch)
            await progress(done, len(prepared.rows))
        row.applied_at = self._unit.now
        counts = prepared.preview.counts.model_dump()
        self._unit.audit("sheet_imported", f"sheet_import:{row.id}", after={"list": row.table_name, **counts})
        return view_import(row)

    @requires(Permission.RUN_REACTIONS)
    async def purge(self) -> None:
        """Delete imports that are a day old."""
        await self._imports.delete_older(self._unit.now - KEPT)

    async def _loaded(self, name: SheetName, locale: str) -> SheetTable:
        if name not in self._tables:
            raise NotFound()
        await self._tables[name].load(locale)
        return self._tables[name]

    async def _open(
        self, import_id: int, name: SheetName | None = None, *, locked: bool = False
    ) -> SheetImport:
        row = await self._imports.get(import_id, self._actor.user_id, name, locked=locked)
        if row.applied_at:
            raise ImportApplied()
        return row

    async def _prepare(
        self,
        name: SheetName,
        data: bytes,
        options: ImportOptions,
        locale: str,
        progress: Progress,
        *,
        collects: bool,
    ) -> PreparedImport:
        table = await self._loaded(name, locale)
        told = ReadOptions(options.encoding, options.separator, options.sheet)
        sheet = await self._reader.read(data, told, self._actor.user_id)
        heading = find_heading(sheet.rows(), table.columns, row=options.header_row, chosen=options.columns)
        read_as = _read_as(sheet, heading, options, table)
        missing = _missing(table, heading)
        builder = PreviewBuilder(table.columns, locale, self._currency)
        preview = builder.preview(sheet.description, read_as, heading, missing)
        plan = Plan(collects=collects)
        if not missing:
            planner = Planner(table, heading, ValueReader(read_as.decimal, self._currency))
            total = sheet.lines.count(b"\n")
            plan = await planner.plan(sheet.rows(), total, progress, collects=collects)
        preview.counts, preview.rows = counts_of(plan), builder.rows(plan)
        return PreparedImport(preview, plan.fingerprint, plan.to_write)


def _read_as(sheet: ReadSheet, heading: Heading, options: ImportOptions, table: SheetTable) -> ImportOptions:
    """Return all options as they are, told or found."""
    found = sheet.description
    read_as = {
        "encoding": found.encoding,
        "separator": found.separator,
        "decimal": options.decimal or decimal_sign(sheet.rows(), heading, table.columns),
        "sheet": found.sheet,
        "header_row": heading.row,
        "columns": dict(enumerate(heading.fields)),
    }
    return ImportOptions.model_validate(read_as)


def _missing(table: SheetTable, heading: Heading) -> list[str]:
    """Return the columns of which one more is needed to find rows; none if all are there."""
    named = set(heading.fields)
    if any(columns <= named for columns in table.identified_by):
        return []
    return sorted(table.identified_by[0] - named)


def _set_preview(row: SheetImport, options: ImportOptions, prepared: PreparedImport) -> None:
    row.options = options.model_dump(mode="json")
    row.preview = prepared.preview.model_dump(mode="json")
    row.fingerprint = prepared.fingerprint


def _check_apply(row: SheetImport, prepared: PreparedImport, *, skip_doubtful: bool) -> None:
    if prepared.preview.missing:
        raise ImportIncomplete(columns=", ".join(prepared.preview.missing))
    if prepared.fingerprint != row.fingerprint:
        raise ImportOutdated()
    if prepared.preview.counts.doubtful and not skip_doubtful:
        raise ImportDoubtful()
    if not prepared.rows:
        raise ImportNothing()
