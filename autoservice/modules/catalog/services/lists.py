"""The lists of services: their orders, and the conditions of their filters."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement
from sqlmodel import col

from autoservice.modules.catalog.services.editing_schemas import SORTS, ServiceFilter
from autoservice.modules.catalog.services.models import SERVICE, SORT_LENGTH, ServiceTemplate
from autoservice.shared.pagination import Keyset
from autoservice.shared.search import is_among, owners, parse_query
from autoservice.shared.validation import STORABLE, Id, Whole

Text = Annotated[str, Field(max_length=SORT_LENGTH, pattern=STORABLE)]
Number = Annotated[Whole, Field(ge=-(2**31), le=2**31 - 1)]
TEXTS: Final = ("sort_ru", "sort_en")
TEXT_SHAPE: Final[TypeAdapter[tuple[Any, ...]]] = TypeAdapter(tuple[Text, Id])
NUMBER_SHAPE: Final[TypeAdapter[tuple[Any, ...]]] = TypeAdapter(tuple[Number, Id])


@cache
def keyset_of(sort: str) -> Keyset[ServiceTemplate]:
    """Return the order of a list, by ``ServiceFilter``'s name for it."""
    column = SORTS[sort.removeprefix("-")]
    shape = TEXT_SHAPE if column in TEXTS else NUMBER_SHAPE
    return Keyset(
        name=f"services {sort} ",
        columns=(getattr(ServiceTemplate, column), col(ServiceTemplate.id)),
        key=_reader(column),
        shape=shape,
        descending=sort.startswith("-"),
    )


def _reader(column: str) -> Callable[[ServiceTemplate], tuple[Any, ...]]:
    return lambda service: (getattr(service, column), service.id)


def conditions(query: ServiceFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters, for which indexes are there."""
    active = col(ServiceTemplate.active)
    found: list[ColumnElement[bool]] = [active.is_(False) if query.archived else active.is_(True)]
    if query.category_id:
        found.append(col(ServiceTemplate.category_id) == query.category_id)
    return found + found_by(query.q)


def found_by(text: str) -> list[ColumnElement[bool]]:
    """Return the condition of a search text, none for an empty one."""
    terms = parse_query(text, is_inflected=True)
    return [is_among(col(ServiceTemplate.id), owners(SERVICE, terms))] if terms else []
