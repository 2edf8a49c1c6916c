"""The lists of items: their orders, and the conditions of their filters."""

from collections.abc import Callable
from functools import cache, partial
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, func
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import SORT_LENGTH, InventoryItem
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.shared.found_lists import Sought
from autoservice.shared.pagination import Keyset
from autoservice.shared.search import has_token, owners_of, parse_query
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
    """Return the conditions of the filters but for the search text, each of which has its index.

    Beside the index of what is low no other one may be chosen: SQLite does not know how rare that is, and
    would read a whole list in its order to find it.
    """
    return _conditions(query, _unindexed if query.low else _indexed, _indexed)


def sought(query: ItemFilter) -> Sought | None:
    """Return how the items with the search text are found; none without a text."""
    terms = parse_query(query.q, is_inflected=True)
    if not terms:
        return None
    return Sought(
        table=InventoryItem,
        terms=terms,
        listed=conditions(query),
        plain=_conditions(query, _unindexed, _unindexed),
        ids=partial(owners_of, ITEM),
        matches=partial(has_token, ITEM, col(InventoryItem.id)),
        kinds=(ITEM,),
        in_order=query.sort.removeprefix("-") == "name_ru",
    )


def _conditions(query: ItemFilter, through: Any, low: Any) -> list[ColumnElement[bool]]:
    active = through(InventoryItem.active)
    found: list[ColumnElement[bool]] = [active.is_(False) if query.archived else active.is_(True)]
    if query.kind:
        found.append(through(InventoryItem.kind) == query.kind.value)
    if query.low:
        # As it stands in the condition of the index.
        found.append(low(InventoryItem.low))
    return found


def _indexed(column: Any) -> Any:
    return col(column)


def _unindexed(column: Any) -> Any:
    """Return the column as an expression, which has no index."""
    return func.coalesce(col(column), col(column))
