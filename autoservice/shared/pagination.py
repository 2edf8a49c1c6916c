"""Keyset pagination: lists are read one page at a time, and no page costs more than another.

A page begins after (or ends before) a row, whose position in the list an opaque cursor names: no row is
skipped one by one, and changes of a list do not move its reader's position. Rows are counted up to
``COUNTED`` only.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, computed_field
from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.shared.errors import Invalid
from autoservice.shared.i18n import N_

MAX_PAGE_SIZE: Final = 100
COUNTED: Final = 10_000
# SQLAlchemy's mapped columns and expressions have no common type that fits.
Column = Any
Row = TypeVar("Row")
Other = TypeVar("Other")


class UnknownCursor(Invalid):
    """The cursor is malformed, or belongs to another list or an older version."""

    code = "UnknownCursor"
    message = N_("This cursor does not belong to this list. Begin with the first page.")


class PageRequest(BaseModel):
    """The requested page: the first one, or that of another page's ``next`` or ``previous`` cursor."""

    model_config = ConfigDict(frozen=True)

    cursor: str = ""
    size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 20


class Page(BaseModel, Generic[Row]):
    """One page of rows, the cursors of its neighbours, and the number of rows in all.

    ``total`` stops at ``COUNTED``; then ``total_is_exact`` is false.
    """

    items: list[Row]
    next: str | None = None
    previous: str | None = None
    total: int = 0
    total_is_exact: bool = True

    @computed_field  # type: ignore[prop-decorator]
    @property
    def has_more(self) -> bool:
        """Return whether rows follow."""
        return self.next is not None

    def with_items(self, items: Iterable[Other]) -> "Page[Other]":
        """Return the same page with other items, such as the views of its rows."""
        rest = {"next": self.next, "previous": self.previous}
        return Page(items=list(items), total=self.total, total_is_exact=self.total_is_exact, **rest)


@dataclass(frozen=True)
class Keyset(Generic[Row]):
    """The order of a list: columns that together are unique, all in one direction.

    ``name`` distinguishes the cursors of different lists; ``key`` returns a row's values of the columns,
    ``shape`` validates those of a cursor.
    """

    name: str
    columns: tuple[Column, ...]
    key: Callable[[Row], tuple[Any, ...]]
    shape: TypeAdapter[tuple[Any, ...]]
    descending: bool = False

    def cursor(self, row: Row, *, backward: bool = False) -> str:
        """Return the cursor of the page after ``row``, or of the one before it."""
        key = self.shape.dump_json(self.key(row)).decode()
        text = f"{self.name}{'<' if backward else '>'}{key}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def window(self, request: PageRequest) -> "Window":
        """Return the window of the page; raises ``UnknownCursor``."""
        if not request.cursor:
            return Window(self, request.size)
        try:
            text = base64.b64decode(request.cursor + "=" * (-len(request.cursor) % 4), b"-_", validate=True)
            direction, key = text[len(self.name) :][:1], text[len(self.name) + 1 :]
            if not text.startswith(self.name.encode()) or direction not in (b"<", b">"):
                raise UnknownCursor()
            return Window(self, request.size, self.shape.validate_json(key), backward=direction == b"<")
        except (binascii.Error, ValueError, OverflowError) as error:
            raise UnknownCursor() from error


@dataclass(frozen=True)
class Window:
    """``size`` rows of a list after ``key`` or, ``backward``, before it; without one, at an end."""

    keyset: Keyset[Any]
    size: int
    key: tuple[Any, ...] | None = None
    backward: bool = False

    def apply(self, query: Select[Any], *columns: Column) -> Select[Any]:
        """Narrow ``query`` to the window's rows and one more, in the direction of reading.

        ``columns`` replace the keyset's where the query has them under other names.
        """
        columns = columns or self.keyset.columns
        descending = self.keyset.descending is not self.backward
        if self.key is not None:
            pairs = zip(self.key, columns, strict=True)
            position, bound = (
                tuple_(*columns),
                tuple_(*(literal(value, column.type) for value, column in pairs)),
            )
            query = query.where(position < bound if descending else position > bound)
        order = (column.desc() if descending else column.asc() for column in columns)
        return query.order_by(*order).limit(self.size + 1)


Rows = Callable[[Window], Select[Any]]


class Source(Protocol[Row]):
    """Where the rows of a list are read."""

    async def read(self, window: "Window") -> list[Row]:
        """Return the window's rows and one more, in the direction of reading."""
        ...

    async def count(self) -> tuple[int, bool]:
        """Return the number of rows as far as they are counted, and whether these are all."""
        ...


async def read_page(
    session: AsyncSession, keyset: Keyset[Row], request: PageRequest, rows: Rows, counted: Select[Any]
) -> Page[Row]:
    """Return one page of ``rows``' query; ``counted`` selects the same rows' keys.

    Raises ``UnknownCursor``. Where the list has become shorter, the page is the first or the last one.
    """
    return await read_page_from(_Queries(session, rows, counted), keyset, request)


async def read_page_from(source: Source[Row], keyset: Keyset[Row], request: PageRequest) -> Page[Row]:
    """Return one page of a source's rows, as ``read_page`` does."""
    window = keyset.window(request)
    found = await source.read(window)
    if window.key is not None and window.backward and len(found) < window.size:
        window = Window(keyset, window.size)
        found = await source.read(window)
    elif window.key is not None and not found:
        window = Window(keyset, window.size, backward=True)
        found = await source.read(window)
    page = _page(keyset, window, found)
    if page.next is None and page.previous is None:
        page.total = len(page.items)
    else:
        page.total, page.total_is_exact = await source.count()
    return page


@dataclass(frozen=True)
class _Queries:
    """A list that is read by one query and counted by another."""

    session: AsyncSession
    rows: Rows
    counted: Select[Any]

    async def read(self, window: Window) -> list[Any]:
        return list((await self.session.scalars(self.rows(window))).all())

    async def count(self) -> tuple[int, bool]:
        limited = self.counted.order_by(None).limit(COUNTED + 1).subquery()
        total = await self.session.scalar(select(func.count()).select_from(limited)) or 0
        return min(total, COUNTED), total <= COUNTED


def _page(keyset: Keyset[Row], window: Window, found: list[Row]) -> Page[Row]:
    more, has_key = len(found) > window.size, window.key is not None
    items = found[: window.size]
    if window.backward:
        items.reverse()
    before, after = (more, has_key) if window.backward else (has_key, more)
    return Page(
        items=items,
        previous=keyset.cursor(items[0], backward=True) if items and before else None,
        next=keyset.cursor(items[-1]) if items and after else None,
    )
