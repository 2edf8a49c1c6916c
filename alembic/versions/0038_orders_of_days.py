"""orders of a status or a client are read by the days on which they were placed"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

FIRST = ("status", "client_id")


def upgrade() -> None:
    """Apply."""
    for first in FIRST:
        columns = [first, "created_at", "id"]
        op.create_index(f"ix_repair_order_{first}_created_at_id", "repair_order", columns)


def downgrade() -> None:
    """Take back."""
    for first in FIRST:
        op.drop_index(f"ix_repair_order_{first}_created_at_id", "repair_order")
