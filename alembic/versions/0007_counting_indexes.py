"""lists of people and of a client's orders are counted in their index"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PEOPLE = {
    "ix_app_user_search_name": ["search_name", "id"],
    "ix_app_user_role_search_name": ["role", "search_name", "id"],
}


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_repair_order_client_id_status_id", "repair_order", ["client_id", "status", "id"])
    for name, columns in PEOPLE.items():
        op.drop_index(name, "app_user")
        op.create_index(name, "app_user", [*columns, "deleted_at"])


def downgrade() -> None:
    """Take back."""
    for name, columns in PEOPLE.items():
        op.drop_index(name, "app_user")
        op.create_index(name, "app_user", columns)
    op.drop_index("ix_repair_order_client_id_status_id", "repair_order")
