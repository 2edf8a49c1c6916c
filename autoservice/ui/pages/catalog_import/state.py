"""Previewing and applying an import; the file itself goes over REST."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.catalog.sheets.errors import ImportOutdated
from autoservice.modules.catalog.sheets.schemas import ImportOptions, ImportView, SheetName
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError, Invalid
from autoservice.shared.i18n import translate
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.pages.catalog_import.view_models import (
    TITLES,
    Choice,
    ColumnViewModel,
    Count,
    RowViewModel,
    counts,
    fields,
    rest_of_rows,
    row_view_models,
    summary,
)

FIRST: Final = SheetName.INVENTORY
# What the address of the page has once a file was sent from it.
SENT: Final = "sent"


@requires_permission(Permission.EXCHANGE_SHEETS)
class CatalogImportState(rx.State):
    """The last import of one list that the viewer has not finished or left."""

    loaded: bool = False
    # Whether the viewer has just sent the file, and now looks for what it would do.
    was_sent: bool = False
    sheet_name: str = FIRST.value
    title: str = ""
    import_id: int = 0
    file_name: str = ""
    done: str = ""
    is_csv: bool = False
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    sheet: str = ""
    sheets: list[str] = []
    has_sheets: bool = False
    header_row: str = ""
    columns: list[ColumnViewModel] = []
    fields: list[Choice] = []
    missing: str = ""
    doubled: str = ""
    counts: list[Count] = []
    rows: list[RowViewModel] = []
    more: str = ""
    doubtful: int = 0
    to_import: int = 0
    skips_doubtful: bool = False
    error: str = ""
    busy: bool = False
    rows_done: int = 0
    rows_total: int = 0
    progress: str = ""

    @rx.event
    async def open(self) -> AsyncIterator[None]:
        """Read the viewer's last import of the list that the address names, in the page's language."""
        asked = self.router.url.query_parameters
        named = asked.get("list", FIRST.value)
        name = SheetName(named) if named in set(SheetName) else FIRST
        viewer = current_viewer()
        self.sheet_name, self.title = name.value, translate(viewer.locale, TITLES[name])
        self.error, self.skips_doubtful, self.busy = "", False, False
        async with read_only(viewer.actor) as unit:
            view = await unit.services.sheets.find_import(name)
        self._show(view, viewer)
        self.loaded, self.was_sent = True, SENT in asked
        if view and not view.applied_at and view.preview.locale != viewer.locale:
            async for _ in self._reread(self._options()):
                yield

    @rx.event
    async def choose(self, option: str, value: str) -> Any:
        """Read the file with another encoding, separator, decimal sign or sheet."""
        if option not in ("encoding", "separator", "decimal", "sheet"):
            return
        # Another sheet has another heading.
        begun = {"header_row": 0, "columns": {}} if option in ("sheet", "encoding", "separator") else {}
        async for _ in self._reread({**self._options(), **begun, option: value}):
            yield

    @rx.event
    async def choose_header(self, row: str) -> Any:
        """Take another row for the heading."""
        async for _ in self._reread({**self._options(), "header_row": row or 0, "columns": {}}):
            yield

    @rx.event
    async def choose_column(self, index: int, field: str) -> Any:
        """Take a column of the file for another field, or for none."""
        chosen = {column.index: column.field for column in self.columns} | {index: field}
        # A field is of one column.
        columns = {n: "" if n != index and name == field else name for n, name in chosen.items()}
        async for _ in self._reread({**self._options(), "columns": columns}):
            yield

    @rx.event
    async def skip_doubtful(self, skips: bool) -> None:
        """Leave the doubtful rows out, or not."""
        self.skips_doubtful = skips

    @rx.event
    async def discard(self) -> None:
        """Forget the file."""
        viewer, name = current_viewer(), SheetName(self.sheet_name)
        try:
            async with transaction(viewer.actor) as unit:
                await unit.services.sheets.discard_import(self.import_id, name)
        except DomainError as error:
            self.error = error.text(viewer.locale)
        self._show(None, viewer)

    @rx.event
    async def apply(self) -> Any:
        """Import what is shown, telling how far it is."""
        self.busy, self.error, self.rows_done, self.progress = True, "", 0, ""
        yield
        viewer, name, skips = current_viewer(), SheetName(self.sheet_name), self.skips_doubtful
        steps = Steps()
        work = asyncio.create_task(_apply(viewer, self.import_id, name, skips, steps))
        work.add_done_callback(lambda _: steps.end())
        async for self.rows_done, self.rows_total in steps:
            self.progress = f"{self.rows_done} / {self.rows_total}"
            yield
        try:
            self._show(await work, viewer)
        except ImportOutdated as error:
            async for _ in self._reread(self._options()):
                yield
            self.error = error.text(viewer.locale)
        except DomainError as error:
            self.error = error.text(viewer.locale)
        self.busy = False

    def _options(self) -> dict[str, Any]:
        return {
            "encoding": self.encoding,
            "separator": self.separator,
            "decimal": self.decimal,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": {column.index: column.field for column in self.columns},
        }

    async def _reread(self, told: dict[str, Any]) -> AsyncIterator[None]:
        self.busy, self.error = True, ""
        yield
        viewer = current_viewer()
        try:
            options = ImportOptions.model_validate(told)
            view = await _reread(viewer, self.import_id, SheetName(self.sheet_name), options)
            self._show(view, viewer)
        except ValidationError:
            self.error = Invalid().text(viewer.locale)
        except DomainError as error:
            self.error = error.text(viewer.locale)
        self.busy = False

    def _show(self, view: ImportView | None, viewer: Viewer) -> None:
        self.import_id, self.rows, self.counts = 0, [], []
        if view is None:
            return
        preview, read_as = view.preview, view.preview.read_as
        self.import_id, self.file_name, self.done = view.id, view.file_name, summary(view, viewer)
        self.is_csv = bool(read_as.encoding)
        self.encoding, self.separator, self.decimal = read_as.encoding, read_as.separator, read_as.decimal
        self.sheet, self.sheets, self.header_row = read_as.sheet, preview.sheets, str(read_as.header_row)
        self.has_sheets = len(preview.sheets) > 1
        self.columns = [ColumnViewModel(one.index, one.title, one.field) for one in preview.columns]
        self.fields = fields(view, viewer.locale)
        self.missing, self.doubled = ", ".join(preview.missing), ", ".join(preview.doubled)
        self.counts, self.rows = counts(view, viewer.locale), row_view_models(view, viewer.locale)
        self.more = rest_of_rows(view, viewer.locale)
        self.doubtful = preview.counts.doubtful
        self.to_import = preview.counts.new + preview.counts.changed


class Steps:
    """How far a work is: told by it, read by somebody else; what was not read in time is passed over."""

    def __init__(self) -> None:
        self._latest: tuple[int, int] = (0, 0)
        self._changed = asyncio.Event()
        self._ended = False

    async def tell(self, done: int, total: int) -> None:
        """Tell how many rows are done, and out of how many."""
        self._latest = (done, total)
        self._changed.set()

    def end(self) -> None:
        """End the telling."""
        self._ended = True
        self._changed.set()

    async def __aiter__(self) -> AsyncIterator[tuple[int, int]]:
        while not self._ended:
            await self._changed.wait()
            self._changed.clear()
            yield self._latest


async def _apply(viewer: Viewer, import_id: int, name: SheetName, skips: bool, steps: Steps) -> ImportView:
    async with read_only(viewer.actor) as unit:
        prepared = await unit.services.sheets.prepare_import(import_id, None, viewer.locale, name, steps.tell)
    async with transaction(viewer.actor) as unit:
        return await unit.services.sheets.apply_import(
            import_id, prepared, viewer.locale, skip_doubtful=skips, progress=steps.tell
        )


async def _reread(viewer: Viewer, import_id: int, name: SheetName, options: ImportOptions) -> ImportView:
    async with read_only(viewer.actor) as unit:
        prepared = await unit.services.sheets.prepare_import(import_id, options, viewer.locale, name)
    async with transaction(viewer.actor) as unit:
        return await unit.services.sheets.change_import(import_id, options, prepared)
