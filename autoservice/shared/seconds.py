"""Whole seconds of a moment in SQL, which each database counts in its own way."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class epoch_seconds(FunctionElement[int]):  # noqa: N801 - named as a function of SQL
    """The whole seconds from 1970 to a moment; parts of a second are left out."""

    type = BigInteger()
    inherit_cache = True


@compiles(epoch_seconds)
def _sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    # Without the parts of the last second, which SQLite would round.
    return f"CAST(strftime('%s', substr({compiler.process(element.clauses, **kw)}, 1, 19)) AS INTEGER)"


@compiles(epoch_seconds, "postgresql")
def _postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **kw)})) AS BIGINT)"
