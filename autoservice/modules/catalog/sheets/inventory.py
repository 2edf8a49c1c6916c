"""The sheet of the stock: parts and consumables, found by article and maker."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from autoservice.modules.catalog.inventory.errors import UnitInUse
from autoservice.modules.catalog.inventory.labels import KINDS
from autoservice.modules.catalog.inventory.ledger import Ledger
from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance
from autoservice.modules.catalog.inventory.ports import InventoryRepository, StockRepository
from autoservice.modules.catalog.inventory.records import (
    audited_item,
    record_addition,
    record_change,
    record_shortage,
)
from autoservice.modules.catalog.inventory.schemas import Article, ItemName, Maker, Place, Supplier
from autoservice.modules.catalog.inventory.service import broken_rules_of
from autoservice.modules.catalog.inventory.stock import Change, Stock
from autoservice.modules.catalog.sheets.columns import Column, ColumnKind
from autoservice.modules.catalog.sheets.errors import ImportOutdated, MatchAmbiguous
from autoservice.modules.catalog.sheets.plans import PlannedRow, Present, Problem
from autoservice.modules.catalog.sheets.units import UNIT
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_
from autoservice.shared.normal_forms import article_key
from autoservice.shared.typed_numbers import from_thousandths
from autoservice.shared.unit import Unit

KIND_WORDS: Final = {"запчасть": "part", "деталь": "part", "расходник": "consumable"}
CANDIDATES: Final = 5


def _columns() -> tuple[Column, ...]:
    kinds = {str(value): label for value, label in KINDS.items()}
    money, quantity, choice = ColumnKind.MONEY, ColumnKind.QUANTITY, ColumnKind.CHOICE
    return (
        Column("article", N_("Article"), type=Article, also=ARTICLES, required=True),
        Column("maker", N_("Maker"), type=Maker, also=MAKERS),
        Column("name_ru", N_("Name in Russian"), type=ItemName, also=NAMES_RU),
        Column("name_en", N_("Name in English"), type=ItemName, also=("name", "item name", "title")),
        Column("kind", N_("Kind"), choice, choices=kinds, words=KIND_WORDS, default="part"),
        UNIT,
        Column("price_minor", N_("Unit price"), money, also=PRICES, required=True),
        Column(
            "minimum", N_("Minimum"), quantity, also=("мин остаток", "минимальный остаток", "min"), default=0
        ),
        Column("place", N_("Place"), type=Place, also=("ячейка", "полка", "место хранения", "bin", "shelf")),
        Column("supplier", N_("Supplier"), type=Supplier, also=("контрагент", "vendor")),
        Column("active", N_("In use"), ColumnKind.FLAG, also=("active",), default=True),
        Column("on_hand", N_("On hand"), quantity, also=STOCKS, only_new=True),
        Column("unit_cost_minor", N_("Unit cost"), money, also=COSTS, only_new=True),
    )


ARTICLES: Final = ("арт", "код", "код товара", "номер", "каталожный номер", "part number", "sku", "code")
MAKERS: Final = ("бренд", "марка", "изготовитель", "фирма", "brand", "manufacturer")
NAMES_RU: Final = ("наименование", "название", "номенклатура", "товар", "наименование товара")
PRICES: Final = (
    "цена",
    "price",
    "стоимость",
    "цена продажи",
    "цена, руб",
    "цена розничная",
    "розничная цена",
    "розница",
    "retail price",
)
STOCKS: Final = ("остаток", "количество", "кол-во", "наличие", "quantity", "qty", "stock")
COSTS: Final = ("себестоимость", "закупка", "цена закупки", "закупочная цена", "cost", "purchase price")


class InventorySheet:
    """``SheetTable`` of parts and consumables."""

    title = N_("Stock")
    columns = _columns()
    identified_by = (frozenset({"article"}),)
    batch = 500

    def __init__(
        self, unit: Unit, items: InventoryRepository, stock: StockRepository, ledger: Ledger
    ) -> None:
        self._unit = unit
        self._items = items
        self._stock = stock
        self._ledger = ledger

    async def load(self, locale: str) -> None:
        """Read nothing: the columns know all that they need."""

    async def all_rows(self) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """Return all items by article and maker, some at a time."""
        async for rows in self._items.in_batches():
            yield [_values(item, balance) for item, balance in rows]

    def key(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return the keys of article and maker."""
        return (
            (article_key(values["article"]), article_key(values.get("maker", "")))
            if values.get("article")
            else None
        )

    async def match(self, rows: Sequence[PlannedRow]) -> None:
        """Find items of the article and the maker; another maker's, or one without, is a question."""
        keys = {row.number: key for row in rows if (key := self.key(row.values))}
        found = await self._items.by_articles({article for article, _ in keys.values()})
        for row in rows:
            if row.number not in keys:
                continue
            article, maker = keys[row.number]
            same = found.get(article, {})
            if maker in same:
                row.present = _present(same[maker])
            elif same and (not maker or "" in same):
                labels = ", ".join(item.label for item in list(same.values())[:CANDIDATES])
                row.problems.append(Problem("maker", MatchAmbiguous(candidates=labels)))

    async def check(self, rows: Sequence[PlannedRow]) -> None:
        """Add the problems of items as they would be."""
        for row in rows:
            before = dict(row.present.values) if row.present else {}
            item = InventoryItem(**_described({**before, **row.values}))
            item.describe({})
            row.problems += [Problem(field, error) for field, error in broken_rules_of(item)]
            if not row.present:
                row.problems += _stock_problems(Stock(item, StockBalance(item_id=0)), row.values)
        for row in await self._with_units_in_use(rows):
            row.problems.append(Problem("unit", UnitInUse()))

    async def _with_units_in_use(self, rows: Sequence[PlannedRow]) -> list[PlannedRow]:
        """Return the rows that would change a unit in which something is measured."""
        changed = {
            row.present.id: row
            for row in rows
            if row.present and any(change.field == "unit" for change in row.changes)
        }
        measured = await self._items.measured([*changed]) if changed else ()
        return [changed[id] for id in measured]

    async def store_rows(self, rows: Sequence[PlannedRow]) -> None:
        """Write new and changed items; raises ``ImportOutdated``."""
        await self._change([row for row in rows if row.present])
        await self._add([row for row in rows if not row.present])

    async def _change(self, rows: Sequence[PlannedRow]) -> None:
        if not rows:
            return
        by_id = {row.present.id: row for row in rows if row.present}
        stocks = await self._stock.lock(sorted(by_id))
        await self._items.lock(sorted(by_id))
        if len(stocks) != len(by_id) or await self._with_units_in_use(rows):
            raise ImportOutdated()
        for stock in stocks:
            self._describe(stock, by_id[stock.item.id])
        await self._flush()

    def _describe(self, stock: Stock, row: PlannedRow) -> None:
        item, present = stock.item, row.present
        if present is None or item.version != present.version:
            raise ImportOutdated()
        before = audited_item(item)
        changed = item.describe({change.field: change.after for change in row.changes})
        item.version += 1
        record_change(self._unit, item, before, changed)
        if stock.settle():
            record_shortage(self._unit, item)

    async def _add(self, rows: Sequence[PlannedRow]) -> None:
        if not rows:
            return
        stocks = [
            self._new(row, id) for row, id in zip(rows, await self._items.new_ids(len(rows)), strict=True)
        ]
        for stock in stocks:
            record_addition(self._unit, stock.item)
        receipts = [(stock, _receipt(stock, row.values)) for stock, row in zip(stocks, rows, strict=True)]
        movements = await self._ledger.receive_all(
            [(stock, receipt) for stock, receipt in receipts if receipt]
        )
        try:
            await self._items.add_all(stocks)
        except IntegrityError:
            raise ImportOutdated() from None
        await self._stock.add_all(movements)

    def _new(self, row: PlannedRow, id: int) -> Stock:
        item = InventoryItem(**_described(row.values), id=id, created_at=self._unit.now)
        item.describe({})
        item.low = item.minimum > 0
        return Stock(item, StockBalance(item_id=id))

    async def _flush(self) -> None:
        try:
            await self._unit.session.flush()
        except IntegrityError:
            raise ImportOutdated() from None


OWN: Final = tuple(column.name for column in InventorySheet.columns if not column.only_new)


def _values(item: InventoryItem, balance: StockBalance) -> dict[str, Any]:
    stock = Stock(item, balance)
    return {
        **{name: getattr(item, name) for name in OWN},
        "on_hand": balance.on_hand,
        "unit_cost_minor": stock.unit_cost,
    }


def _present(item: InventoryItem) -> Present:
    return Present(item.id, item.version, item.label, {name: getattr(item, name) for name in OWN})


def _receipt(stock: Stock, values: Mapping[str, Any]) -> Change | None:
    """Return the receipt of what a new item has on hand; raises what ``Stock.receive`` does."""
    quantity = stock.thousandths(from_thousandths(values.get("on_hand", 0)))
    return stock.receive(quantity, values.get("unit_cost_minor", 0)) if quantity else None


def _stock_problems(stock: Stock, values: Mapping[str, Any]) -> list[Problem]:
    """Return why a new item cannot have what its row says is on hand."""
    try:
        if change := _receipt(stock, values):
            stock.apply(change)
    except DomainError as error:
        return [Problem("on_hand", error)]
    return []


def _described(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an item; a name that is missing in one language is that of the other."""
    ru, en = values.get("name_ru", ""), values.get("name_en", "")
    names = {"name_ru": ru or en, "name_en": en or ru}
    return {name: values[name] for name in OWN if name in values} | names
