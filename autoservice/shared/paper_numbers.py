"""Numbers of papers: each kind of paper counts from 1 in each year, without gaps."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel


class PaperCounter(SQLModel, table=True):
    """The last number that papers of a kind have in a year."""

    __tablename__ = "paper_counter"

    kind: str = Field(primary_key=True, max_length=20)
    year: int = Field(primary_key=True)
    last: int


_counters = PaperCounter.__table__  # type: ignore[attr-defined]
_FIRST: Final = {"kind": bindparam("kind"), "year": bindparam("year"), "last": 1}
COUNT: Final = {
    name: dialect.insert(_counters)
    .values(_FIRST)
    .on_conflict_do_update(index_elements=["kind", "year"], set_={"last": _counters.c.last + 1})
    .returning(_counters.c.last)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


async def next_number(session: AsyncSession, kind: str, year: int) -> int:
    """Return the next number of that year; others wait for theirs until the transaction ends.

    What is rolled back gives its number back, so that there are no gaps.
    """
    statement = COUNT[session.get_bind().dialect.name]
    return int((await session.execute(statement, {"kind": kind, "year": year})).scalar_one())


def year_of(moment: datetime, zone: str) -> int:
    """Return the year of a moment by the calendar of the shop's ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).year


def format_paper_number(year: int, number: int) -> str:
    """Return a number as people read it, such as "2026-00042"."""
    return f"{year}-{number:05}"
