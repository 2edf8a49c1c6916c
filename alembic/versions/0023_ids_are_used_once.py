"""catalog: the id of a deleted row is not given to the next one, on SQLite as on PostgreSQL"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = (
    "service_category",
    "service_template",
    "repair_template",
    "inventory_item",
    "stock_count",
)


def upgrade() -> None:
    """Apply."""
    _recreate(once=True)


def downgrade() -> None:
    """Take back."""
    _recreate(once=False)


def _recreate(*, once: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": once}):
            pass
