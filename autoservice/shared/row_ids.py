"""Ids of many new rows, taken at once."""

from typing import Any

from sqlalchemy import Select, Table, cast, column, func, select
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.ext.asyncio import AsyncSession


async def take_ids(session: AsyncSession, model: type[Any], count: int) -> list[int]:
    """Return the ids of ``count`` new rows of a table in ascending order, so that one statement writes them.

    SQLite returns the ids that it gives row by row only. The session is a writing one: on SQLite nobody else
    takes ids before its transaction ends.
    """
    table: Table = model.__table__
    if session.get_bind().dialect.name == "postgresql":
        return list(await session.scalars(_next_of_sequence(table, count)))
    last = await session.scalar(select(func.max(table.c.id))) or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        # The ids of deleted rows, too, are not given again.
        given = table_named("sqlite_sequence", column("name"), column("seq"))
        last = max(last, await session.scalar(select(given.c.seq).where(given.c.name == table.name)) or 0)
    return list(range(last + 1, last + 1 + count))


def _next_of_sequence(table: Table, count: int) -> Select[Any]:
    sequence = cast(func.pg_get_serial_sequence(table.name, table.c.id.name), REGCLASS)
    return select(func.nextval(sequence)).select_from(func.generate_series(1, count).table_valued("row"))
