"""comments and photos can be withdrawn"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("stage_comment", "stage_attachment")


def upgrade() -> None:
    """Apply."""
    for table in TABLES:
        op.add_column(table, sa.Column("withdrawn_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        # Else what was taken back would be there again.
        op.execute(f"DELETE FROM {table} WHERE withdrawn_at IS NOT NULL")  # noqa: S608 - a constant
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("withdrawn_at")
