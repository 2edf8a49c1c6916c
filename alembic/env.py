"""Alembic's environment: the same schema for SQLite and PostgreSQL, without an async driver's loop."""

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from sqlmodel import AutoString

from autoservice import tables
from autoservice.settings import get_settings
from autoservice.shared.db import UtcDateTime


def database_url() -> str:
    """The address that the caller set, else the settings' own; with a synchronous driver."""
    url = make_url(context.config.get_main_option("sqlalchemy.url") or get_settings().database_url)
    if url.drivername == "sqlite+aiosqlite":
        url = url.set(drivername="sqlite")
    return url.render_as_string(hide_password=False)


def render_item(kind, item, _context):
    """Write our own column types as the plain ones they stand for: migrations need no program code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def begin_before_tables_change(engine):
    """Begin SQLite's transaction with the first statement: the driver waits for one that changes rows."""
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))


# One connection, closed at once: a pooled one would keep the database in use.
engine = create_engine(database_url(), poolclass=NullPool)
if engine.dialect.name == "sqlite":
    begin_before_tables_change(engine)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        # All of an upgrade or nothing: what a power cut interrupts is begun anew.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
