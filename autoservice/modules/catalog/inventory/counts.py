"""Counting the stock: what was there at a moment, applied later over what has moved meanwhile."""

from collections.abc import Sequence

from autoservice.events.catalog import CountApplied, CountDiscarded, CountEntered, CountEvent, CountOpened
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.inventory.count_book import CountBook
from autoservice.modules.catalog.inventory.count_lines import CountedRow, broken_rules, count_fields
from autoservice.modules.catalog.inventory.errors import (
    CountClosed,
    CountEmpty,
    CountInFuture,
    ItemNotFound,
    ItemTwice,
    QuantityNotWhole,
)
from autoservice.modules.catalog.inventory.models import InventoryItem, StockCount, StockCountLine
from autoservice.modules.catalog.inventory.ports import (
    InventoryRepository,
    StockCountRepository,
)
from autoservice.modules.catalog.inventory.schemas import (
    CountedItem,
    CountedItems,
    CountFilter,
    CountLineView,
    CountView,
    NewCount,
)
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.typed_numbers import to_thousandths
from autoservice.shared.unit import Unit


class StockCountsService(Service):
    """Counts: opening, entering, comparing, applying them."""

    def __init__(
        self,
        unit: Unit,
        counts: StockCountRepository,
        items: InventoryRepository,
        book: CountBook,
        directory: DirectoryService,
    ) -> None:
        super().__init__(unit)
        self._counts = counts
        self._items = items
        self._book = book
        self._directory = directory

    @requires(Permission.MANAGE_STOCK)
    async def open_count(self, command: NewCount) -> CountView:
        """Open a count of now or of an earlier moment; raises ``CountInFuture``."""
        now = self._unit.now
        counted_at = command.counted_at or now
        if counted_at > now:
            raise CountInFuture()
        author = self._actor.user_id or None
        count = StockCount(note=command.note, counted_at=counted_at, created_at=now, created_by=author)
        await self._counts.add(count)
        self._record(CountOpened(count.id))
        return await self.get_count(count.id)

    @requires(Permission.MANAGE_STOCK)
    async def list_counts(self, request: PageRequest) -> Page[CountView]:
        """Return one page of the counts, newest first; raises ``UnknownCursor``."""
        page = await self._counts.page(request)
        return page.with_items(await self._views(page.items))

    @requires(Permission.MANAGE_STOCK)
    async def get_count(self, count_id: int) -> CountView:
        """Return a count; raises ``CountNotFound``."""
        [view] = await self._views([await self._counts.get(count_id)])
        return view

    @requires(Permission.MANAGE_STOCK)
    async def list_lines(self, count_id: int, query: CountFilter) -> Page[CountLineView]:
        """Return one page of the items to count, each with its line; raises ``CountNotFound``."""
        count = await self._counts.get(count_id)
        page = await self._counts.page_items(count_id, query)
        ids = [item.id for item in page.items]
        lines = {line.item_id: line for line in await self._counts.lines(count_id, ids)}
        balances = await self._items.balances(ids)
        compared = await self._book.compare(count, page.items, balances, lines)
        return page.with_items(
            one.view(lines[one.item.id].version if one.item.id in lines else 0) for one in compared
        )

    @requires(Permission.MANAGE_STOCK)
    async def enter_lines(self, count_id: int, command: CountedItems) -> CountView:
        """Enter what was counted, all or none of it.

        Raises ``CountNotFound``, ``CountClosed``, ``ItemNotFound``, ``ItemTwice``, ``QuantityNotWhole``.
        """
        count = await self._lock_open(count_id)
        ids = [line.item_id for line in command.lines]
        if len(set(ids)) < len(ids):
            raise ItemTwice()
        rows = {row.id: row for row in await self._rows(count, ids)}
        for line in command.lines:
            if line.item_id not in rows:
                raise ItemNotFound()
            await self._enter(count, rows[line.item_id], _counted(line, rows[line.item_id].item))
        self._record(CountEntered(count.id), {"lines": len(command.lines)})
        return await self.get_count(count_id)

    @requires(Permission.MANAGE_STOCK)
    async def edit_cells(self, count_id: int, changes: CellChanges, locale: str) -> None:
        """Enter what was typed, all or none of it; raises ``CountClosed`` and what cells do."""
        count = await self._lock_open(count_id)
        edited = count_fields(locale).edit(await self._rows(count, changes.ids), changes, broken_rules)
        for one in edited:
            await self._enter(count, one.row, one.row.counted)
        if edited:
            self._record(CountEntered(count.id), {"lines": len(edited)})

    @requires(Permission.MANAGE_STOCK)
    async def read_cells(self, count_id: int, item_ids: Sequence[int], locale: str) -> ChangedRows:
        """Return the present cells of items in a count; raises ``CountNotFound``."""
        count = await self._counts.get(count_id)
        return count_fields(locale).view(await self._rows(count, item_ids))

    @requires(Permission.MANAGE_STOCK)
    async def apply_count(self, count_id: int) -> CountView:
        """Correct the book by the count's differences, all or none of them.

        Raises ``CountNotFound``, ``CountClosed``, ``CountEmpty``, ``CountedLater``, ``CountBelowReserved``,
        ``CountTooLarge``.
        """
        count = await self._lock_open(count_id)
        lines = {line.item_id: line for line in await self._counts.lines(count_id)}
        if not lines:
            raise CountEmpty()
        stocks = {stock.item.id: stock for stock in await self._book.lock(sorted(lines))}
        compared = await self._book.check(count, stocks, lines)
        count.applied_at, count.applied_by = self._unit.now, self._actor.user_id or None
        for one in compared:
            await self._book.correct(count, stocks[one.item.id], one.difference or 0)
        corrected = sum(1 for one in compared if one.difference)
        self._record(CountApplied(count.id), {"lines": len(lines), "corrected": corrected})
        return await self.get_count(count_id)

    @requires(Permission.MANAGE_STOCK)
    async def discard_count(self, count_id: int) -> None:
        """Delete a count that was not applied; raises ``CountNotFound``, ``CountClosed``."""
        count = await self._lock_open(count_id)
        self._record(CountDiscarded(count.id))
        await self._counts.delete(count)

    async def _lock_open(self, count_id: int) -> StockCount:
        count = await self._counts.get(count_id, locked=True)
        if count.applied_at:
            raise CountClosed()
        return count

    async def _rows(self, count: StockCount, item_ids: Sequence[int]) -> list[CountedRow]:
        lines = {line.item_id: line for line in await self._counts.lines(count.id, item_ids)}
        items = await self._items.by_ids(item_ids, kept=self._unit.writes)
        return [CountedRow.of(item, lines.get(item.id)) for item in items]

    async def _enter(self, count: StockCount, row: CountedRow, counted: int | None) -> None:
        if counted is None:
            if row.line:
                await self._counts.clear(row.line)
            return
        line = row.line or StockCountLine(count_id=count.id, item_id=row.id, version=0, counted=counted)
        line.counted, line.version = counted, line.version + 1
        await self._counts.write(line)

    def _record(self, event: CountEvent, after: dict[str, int] | None = None) -> None:
        self._unit.record(event, event.subject, after=after)

    async def _views(self, counts: Sequence[StockCount]) -> list[CountView]:
        sizes = await self._counts.sizes([count.id for count in counts])
        people = {one for count in counts for one in (count.created_by, count.applied_by) if one}
        names = await self._directory.get_names(people)
        return [
            CountView(
                **count.model_dump(include={"id", "note", "counted_at", "created_at", "applied_at"}),
                created_by=names.get(count.created_by or 0, ""),
                applied_by=names.get(count.applied_by or 0, ""),
                lines=sizes.get(count.id, 0),
            )
            for count in counts
        ]


def _counted(line: CountedItem, item: InventoryItem) -> int | None:
    """Return the counted quantity as the database has it; raises ``QuantityNotWhole``."""
    if line.counted is None:
        return None
    counted = to_thousandths(line.counted)
    if counted % item.step:
        raise QuantityNotWhole()
    return counted
