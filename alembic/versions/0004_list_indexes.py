"""an index for each list"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("status NOT IN ('cancelled', 'delivered')")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_repair_order_client_id_id", "repair_order", ["client_id", "id"])
    op.create_index("ix_repair_order_open", "repair_order", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_app_user_role_search_name", "app_user", ["role", "search_name", "id"])
    # The new ones begin with the same columns.
    op.drop_index("ix_repair_order_client_id", "repair_order")
    op.drop_index("ix_app_user_role", "app_user")


def downgrade() -> None:
    """Take back."""
    op.create_index("ix_app_user_role", "app_user", ["role"])
    op.create_index("ix_repair_order_client_id", "repair_order", ["client_id"])
    op.drop_index("ix_app_user_role_search_name", "app_user")
    op.drop_index("ix_repair_order_open", "repair_order")
    op.drop_index("ix_repair_order_client_id_id", "repair_order")
