"""Parts and consumables: finding, describing, archiving them."""

from collections.abc import Sequence
from typing import Any

from autoservice.events.catalog import ItemDeleted
from autoservice.modules.catalog.inventory.cells import cell_fields
from autoservice.modules.catalog.inventory.errors import (
    ArticleEmpty,
    ArticleTaken,
    ItemNotFound,
    NameMissing,
    QuantityNotWhole,
    SpellingTooLong,
    UnitInUse,
)
from autoservice.modules.catalog.inventory.models import KEY_LENGTH, InventoryItem
from autoservice.modules.catalog.inventory.ports import InventoryRepository, StockRepository
from autoservice.modules.catalog.inventory.records import (
    audited_item,
    record_addition,
    record_change,
    record_shortage,
)
from autoservice.modules.catalog.inventory.schemas import ItemChange, ItemFilter, ItemView, NewItem
from autoservice.modules.catalog.inventory.stock import Stock
from autoservice.modules.catalog.inventory.views import view_item
from autoservice.modules.catalog.removal import Removal, RemovalView
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, EditedRow, RowsChanged, refuse_all
from autoservice.shared.errors import DomainError
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.typed_numbers import to_thousandths
from autoservice.shared.unit import Unit


class InventoryService(Service):
    """The list of parts and consumables."""

    def __init__(self, unit: Unit, items: InventoryRepository, stock: StockRepository, currency: str) -> None:
        super().__init__(unit)
        self._items = items
        self._stock = stock
        self._currency = currency

    @requires(Permission.READ_STOCK)
    async def list_items(self, query: ItemFilter) -> Page[ItemView]:
        """Return one page of the items that fit; raises ``UnknownCursor``."""
        page = await self._items.page(query)
        return page.with_items(await self._views(page.items))

    @requires(Permission.READ_STOCK)
    async def get_item(self, item_id: int) -> ItemView:
        """Return an item with its stock; raises ``ItemNotFound``."""
        [view] = await self._views([await self._items.get(item_id)])
        return view

    @requires(Permission.MANAGE_STOCK)
    async def create_item(self, command: NewItem) -> ItemView:
        """Add an item; raises ``ArticleTaken``, ``ArticleEmpty``, ``NameMissing``, ``QuantityNotWhole``."""
        item = InventoryItem(**_columns(command.model_dump()), created_at=self._unit.now)
        item.describe({"name_ru": item.name_ru or item.name_en, "name_en": item.name_en or item.name_ru})
        _check(item)
        item.low = item.minimum > 0
        if await self._items.taken([item]):
            raise ArticleTaken(item=item.label)
        await self._items.add(item)
        record_addition(self._unit, item)
        return await self.get_item(item.id)

    @requires(Permission.MANAGE_STOCK)
    async def change_item(self, item_id: int, change: ItemChange, locale: str) -> ItemView:
        """Change an item, archive or restore it.

        Raises ``ItemNotFound``, ``RowsChanged`` for another version, ``UnitInUse`` and ``ITEM_REFUSED``.
        """
        stock = await self._lock(item_id)
        item, before = stock.item, audited_item(stock.item)
        if change.version not in (None, item.version):
            raise RowsChanged(cell_fields(locale, self._currency).view([item]), [])
        fields = change.model_dump(exclude_none=True, exclude={"version"})
        changed = item.describe(_columns(fields))
        if "unit" in changed and await self._items.measured([item.id]):
            raise UnitInUse()
        if changed:
            _check(item)
            item.version += 1
            await self._settle(stock)
            record_change(self._unit, item, before, changed)
        return await self.get_item(item.id)

    @requires(Permission.MANAGE_STOCK)
    async def delete_item(self, item_id: int) -> RemovalView:
        """Delete an item, or archive one that something refers to; raises ``ItemNotFound``."""
        item = (await self._lock(item_id)).item
        before = audited_item(item)
        if await self._items.delete(item_id):
            deleted = ItemDeleted(item_id)
            self._unit.record(deleted, deleted.subject, before)
            return RemovalView(outcome=Removal.DELETED)
        item = (await self._lock(item_id)).item
        if item.active:
            item.active = False
            item.version += 1
            record_change(self._unit, item, before, ["active"])
        return RemovalView(outcome=Removal.ARCHIVED)

    @requires(Permission.MANAGE_STOCK)
    async def edit_cells(self, changes: CellChanges, locale: str) -> None:
        """Change cells of items as they were typed, all or none; raises ``CellsRefused``, ``RowsChanged``."""
        stocks = {stock.item.id: stock for stock in await self._lock_all(changes.ids)}
        before = {id: audited_item(stock.item) for id, stock in stocks.items()}
        fields = cell_fields(locale, self._currency)
        edited = fields.edit([stock.item for stock in stocks.values()], changes, _broken_rules)
        await self._refuse_in_use(edited)
        for stock in [stocks[one.row.id] for one in edited]:
            await self._settle_cells(stock)
        for one in edited:
            record_change(self._unit, one.row, before[one.row.id], sorted(one.before))

    @requires(Permission.READ_STOCK)
    async def read_cells(self, item_ids: Sequence[int], locale: str) -> ChangedRows:
        """Return the present cells of items."""
        items = await self._items.by_ids(item_ids)
        return cell_fields(locale, self._currency).view(items)

    async def _lock(self, item_id: int) -> Stock:
        for stock in await self._lock_all([item_id]):
            return stock
        raise ItemNotFound()

    async def _lock_all(self, item_ids: Sequence[int]) -> list[Stock]:
        stocks = await self._stock.lock(item_ids)
        # Parts of services and lines of counts, which are written without the lock of a balance, wait too.
        await self._items.lock(item_ids)
        return stocks

    async def _views(self, items: Sequence[InventoryItem]) -> list[ItemView]:
        balances = await self._items.balances([item.id for item in items])
        return [view_item(item, balances[item.id], self._currency, self._actor) for item in items]

    async def _refuse_in_use(self, edited: Sequence[EditedRow[InventoryItem]]) -> None:
        """Raise ``CellsRefused`` for units of items with movements, and for articles of others."""
        changed_units = [one.row.id for one in edited if "unit" in one.before]
        measured = await self._items.measured(changed_units) if changed_units else set()
        renamed = [one.row for one in edited if {"article", "maker"} & one.before.keys()]
        taken = await self._items.taken(renamed) if renamed else []
        units: list[tuple[int, str, DomainError]] = [(id, "unit", UnitInUse()) for id in sorted(measured)]
        refuse_all(units + [(item.id, "article", ArticleTaken(item=item.label)) for item in taken])

    async def _settle_cells(self, stock: Stock) -> None:
        item_id = stock.item.id
        try:
            await self._settle(stock)
        except ArticleTaken as error:
            # Somebody else has just taken it, or another row of these has it still.
            refuse_all([(item_id, "article", error)])

    async def _settle(self, stock: Stock) -> None:
        await self._items.store(stock.item)
        if stock.settle():
            record_shortage(self._unit, stock.item)


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a command's fields."""
    if fields.get("minimum") is not None:
        fields["minimum"] = to_thousandths(fields["minimum"])
    return {name: str(value) if name in ("kind", "unit") else value for name, value in fields.items()}


def _check(item: InventoryItem) -> None:
    for _field, error in broken_rules_of(item):
        raise error


def broken_rules_of(item: InventoryItem) -> list[tuple[str, DomainError]]:
    """Return why an item may not be as it is, by field."""
    reasons: list[tuple[str, DomainError]] = []
    if not any(map(str.isalnum, item.article_key)):
        reasons.append(("article", ArticleEmpty()))
    # A sign such as ㎏ stands for several letters.
    too_long = (name for name in ("article", "maker") if len(getattr(item, f"{name}_key")) > KEY_LENGTH)
    reasons += [(name, SpellingTooLong(name)) for name in too_long]
    reasons += [(name, NameMissing()) for name in ("name_ru", "name_en") if not getattr(item, name)]
    if item.minimum % item.step:
        reasons.append(("minimum", QuantityNotWhole()))
    return reasons


def _broken_rules(edited: EditedRow[InventoryItem]) -> list[tuple[str, DomainError]]:
    return broken_rules_of(edited.row)
