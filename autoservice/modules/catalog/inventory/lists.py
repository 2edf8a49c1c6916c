"""The lists of items: their orders, and the conditions of their filters."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, func
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import SORT_LENGTH, InventoryItem
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.shared.pagination import Keyset
from autoservice.shared.search import is_among, owners, parse_query
from autoservice.shared.validation import STORABLE, Id, Whole

Text = Annotated[str, Field(max_length=SORT_LENGTH, pattern=STORABLE)]
Number = Annotated[Whole, Field(ge=0, le=2**31 - 1)]
TEXTS: Final = TypeAdapter(tuple[Text, Id])
NUMBERS: Final = TypeAdapter(tuple[Number, Id])
# The column by which each sort of ``ItemFilter`` goes.
COLUMNS: Final = {
    "name_ru": "sort_ru",
    "name_en": "sort_en",
    "article": "article_key",
    "maker": "maker_key",
    "place": "sort_place",
    "price": "price_minor",
}


@cache
def keyset_of(sort: str) -> Keyset[InventoryItem]:
    """Return the order of a list, by ``ItemFilter``'s name for it."""
    column = COLUMNS[sort.removeprefix("-")]
    shape: TypeAdapter[Any] = NUMBERS if column == "price_minor" else TEXTS
    return Keyset(
        name=f"stock {sort} ",
        columns=(getattr(InventoryItem, column), col(InventoryItem.id)),
        key=_reader(column),
        shape=shape,
        descending=sort.startswith("-"),
    )


def _reader(column: str) -> Callable[[InventoryItem], tuple[Any, ...]]:
    return lambda item: (getattr(item, column), item.id)


def conditions(query: ItemFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters, each of which has its index.

    Beside the index of what is low, or what a search has found, no other one may be chosen: SQLite does not
    know how rare these are, and would read a whole list in its order to find them.
    """
    terms = parse_query(query.q, is_inflected=True)
    through = _unindexed if terms or query.low else _indexed
    active = through(InventoryItem.active)
    found: list[ColumnElement[bool]] = [active.is_(False) if query.archived else active.is_(True)]
    if query.kind:
        found.append(through(InventoryItem.kind) == query.kind.value)
    if query.low:
        # As it stands in the condition of the index.
        low = _unindexed if terms else _indexed
        found.append(low(InventoryItem.low))
    if terms:
        found.append(is_among(col(InventoryItem.id), owners(ITEM, terms)))
    return found


def _indexed(column: Any) -> Any:
    return col(column)


def _unindexed(column: Any) -> Any:
    """Return the column as an expression, which has no index."""
    return func.coalesce(col(column), col(column))
