"""Pages of a list with a search text, which cost about the same for a common word as for a rare one.

A rare term's rows are collected and put in order, and asked for the other terms. Where all terms are common,
the rows are found in the list's order instead: along the tokens, which have the place of their rows in lists
by name, or else along the list itself. Such a page is counted up to ``COUNTED`` only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from autoservice.shared.pagination import Keyset, Page, PageRequest, Row, Window, read_page_from
from autoservice.shared.search import HIGHEST, SearchToken, Term, is_among, limit_to, owners_of

# A term with no more tokens than this is rare.
RARE: Final = 1000
# So far a list is read for rows that match; so far tokens are counted to find the rarest of common terms.
WALKED: Final = 4000
COMPARED: Final = 10_000
# Of no more different words are the rows merged.
MERGED: Final = 20
COUNTED: Final = 1000
# How many rows of the rarest term are asked for the others until enough are counted; then all of them.
SAMPLES: Final = (1200, 10_000, None)


@dataclass(frozen=True)
class Sought:
    """A list with the terms of a search text (at least one).

    ``listed`` are the list's other conditions, ``plain`` the same ones for rows that are known by their key,
    without an index of their own. ``ids`` selects the keys of the rows that match a term, no more than a
    limit, ``matches`` is the condition that a row does. ``kinds`` are those of the tokens.
    ``in_order`` is set if the list goes by the place that its tokens have.
    """

    table: type[Any]
    terms: Sequence[Term]
    listed: Sequence[ColumnElement[bool]]
    plain: Sequence[ColumnElement[bool]]
    ids: Callable[[Term, int | None], Select[Any]]
    matches: Callable[[Term], ColumnElement[bool]]
    kinds: tuple[str, ...]
    in_order: bool = False

    def others(self, term: Term) -> list[ColumnElement[bool]]:
        """Return the conditions of the list and of all terms but this one, for rows known by their key."""
        return [*self.plain, *(self.matches(one) for one in self.terms if one is not term)]


async def read_found(
    session: AsyncSession, keyset: Keyset[Row], request: PageRequest, sought: Sought
) -> Page[Row]:
    """Return one page of the rows that match all terms; raises ``UnknownCursor``."""
    return await read_page_from(_Found(session, keyset, sought), keyset, request)


class _Found:
    """The rows of one list; the rarest term is sought at the first reading."""

    def __init__(self, session: AsyncSession, keyset: Keyset[Any], sought: Sought) -> None:
        self._session, self._keyset, self._sought = session, keyset, sought
        self._key = sought.table.id
        self._rarest: tuple[Term, bool] | None = None

    async def read(self, window: Window) -> list[Any]:
        term, is_rare = await self._find_rarest()
        if is_rare:
            return await self._rows(window.apply(self._collected(term, None)))
        end = await self._end(window)
        if end and self._sought.in_order and (tokens := await self._words(term)):
            return await self._rows(self._merged(window, term, tokens))
        walked = await self._rows(window.apply(self._walked(window, end)))
        if end is None or len(walked) > window.size:
            return walked
        return await self._rows(window.apply(self._collected(term, None)))

    async def count(self) -> tuple[int, bool]:
        """Return the number of rows up to ``COUNTED``, and whether it is exact."""
        term, is_rare = await self._find_rarest()
        first = Window(self._keyset, 0)
        if not is_rare and await self._end(first) is None:
            total = await self._count(self._walked(first, None))
            return min(total, COUNTED), total <= COUNTED
        total = 0
        for sample in SAMPLES[-1:] if is_rare else SAMPLES:
            total = await self._count(self._collected(term, sample))
            if total > COUNTED:
                break
        return min(total, COUNTED), total <= COUNTED

    async def _find_rarest(self) -> tuple[Term, bool]:
        """Return the rarest term, and whether it is rare."""
        if self._rarest is None:
            terms = self._sought.terms
            limit = COMPARED if len(terms) > 1 else RARE
            counts = (
                await self._session.execute(select(*(self._frequency(one, limit) for one in terms)))
            ).one()
            count, place = min((count, place) for place, count in enumerate(counts))
            self._rarest = terms[place], count <= RARE
        return self._rarest

    def _frequency(self, term: Term, limit: int) -> Any:
        """Return the number of a term's tokens, of each kind one more than ``limit`` at most."""
        found = (owners_of(kind, term, limit + 1).subquery() for kind in self._sought.kinds)
        counts = (select(func.count()).select_from(rows).scalar_subquery() for rows in found)
        return sum(counts, start=literal_column("0"))

    async def _end(self, window: Window) -> Any:
        """Return the position in the list behind which it is not read, none if it ends before."""
        query = window.apply(select(*self._keyset.columns).where(*self._sought.listed))
        return (await self._session.execute(limit_to(1, query).offset(WALKED))).one_or_none()

    def _walked(self, window: Window, end: Any) -> Select[Any]:
        sought = self._sought
        query = select(sought.table).where(*sought.listed, *map(sought.matches, sought.terms))
        if end is None:
            return query
        columns = self._keyset.columns
        position = tuple_(*columns)
        bound = tuple_(*(literal(value, one.type) for value, one in zip(end, columns, strict=True)))
        falls = self._keyset.descending is not window.backward
        return query.where(position >= bound if falls else position <= bound)

    def _collected(self, term: Term, limit: int | None) -> Select[Any]:
        found = is_among(self._key, self._sought.ids(term, limit))
        return select(self._sought.table).where(found, *self._sought.others(term))

    async def _words(self, term: Term) -> list[str]:
        """Return the different tokens by which a term is found, none if they are too many to be merged."""
        kind = self._sought.kinds[0]
        token = col(SearchToken.token)
        ranges = union_all(
            *(
                select(literal(one, String).label("low"), literal(one + HIGHEST, String).label("high"))
                for one in term.prefixes
            )
        ).subquery()
        least = select(token).where(col(SearchToken.kind) == kind).order_by(token).limit(1)
        first = least.where(token >= ranges.c.low, token < ranges.c.high).scalar_subquery()
        seen = select(first.label("token"), ranges.c.high).cte("seen", recursive=True)
        following = least.where(token > seen.c.token, token < seen.c.high).scalar_subquery()
        seen = seen.union_all(select(following, seen.c.high).where(seen.c.token.is_not(None)))
        query = select(seen.c.token).where(seen.c.token.is_not(None)).limit(MERGED + 1)
        found = sorted(set(await self._session.scalars(query)))
        return found if len(found) <= MERGED else []

    def _merged(self, window: Window, term: Term, tokens: Sequence[str]) -> Select[Any]:
        """Return the rows of the window, of which each token has no more than the window in its order."""
        streams = [self._stream(window, term, token).subquery() for token in tokens]
        both = union(*(select(*one.c) for one in streams)).subquery()
        ids = window.apply(select(both.c.owner_id), both.c.place, both.c.owner_id)
        return window.apply(select(self._sought.table).where(is_among(self._key, ids)))

    def _stream(self, window: Window, term: Term, token: str) -> Select[Any]:
        one = aliased(SearchToken)
        fits = (
            select(self._key)
            .where(self._key == col(one.owner_id), *self._sought.others(term))
            .limit(1)
            .correlate(one)
            .scalar_subquery()
        )
        query: Any = select(col(one.owner_id), col(one.place)).where(
            col(one.kind) == self._sought.kinds[0], col(one.token) == token, fits.is_not(None)
        )
        return window.apply(query, col(one.place), col(one.owner_id))

    async def _rows(self, query: Select[Any]) -> list[Any]:
        return list((await self._session.scalars(query)).all())

    async def _count(self, query: Select[Any]) -> int:
        limited = limit_to(COUNTED + 1, query.with_only_columns(self._key)).subquery()
        return await self._session.scalar(select(func.count()).select_from(limited)) or 0
