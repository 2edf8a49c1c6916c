"""Errors of a database that is busy: the same command succeeds a moment later."""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

# A deadlock, a transaction that must be repeated, and a lock that was not to be had.
TRANSIENT: Final = frozenset(["40P01", "40001", "55P03"])
# The lower half of a code of SQLite tells its kind.
KIND_OF_CODE: Final = 0xFF


def is_busy(error: DBAPIError) -> bool:
    """Return whether the statement failed only because others wrote for too long."""
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        code = getattr(cause, "sqlite_errorcode", 0) & KIND_OF_CODE
        return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(cause, "sqlstate", None) in TRANSIENT
