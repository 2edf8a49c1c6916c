"""The lists of items: their orders, and the conditions of their filters."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import SORT_LENGTH, InventoryItem
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.shared.pagination import Keyset
from autoservice.shared.search import owners, parse_query
from autoservice.shared.validation import STORABLE, Id

Text = Annotated[str, Field(max_length=SORT_LENGTH, pattern=STORABLE)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
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
    """Return the conditions of the filters, for which indexes are there."""
    active = col(InventoryItem.active)
    found: list[ColumnElement[bool]] = [active.is_(False) if query.archived else active.is_(True)]
    if query.kind:
        found.append(col(InventoryItem.kind) == query.kind.value)
    if query.low:
        found.append(col(InventoryItem.low).is_(True))
    if terms := parse_query(query.q):
        found.append(col(InventoryItem.id).in_(owners(ITEM, terms)))
    return found
