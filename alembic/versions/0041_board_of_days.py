"""the board reads open orders by the days for which they are planned"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NAME = "ix_repair_order_day"
OPEN = sa.text("status NOT IN ('cancelled', 'delivered')")


def upgrade() -> None:
    """Apply."""
    columns = ["scheduled_on", "id"]
    op.create_index(NAME, "repair_order", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Take back."""
    op.drop_index(NAME, "repair_order")
