"""the lists of deliveries by state and by channel"""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_delivery_state_id": ["state", "id"],
    "ix_delivery_channel_id": ["channel", "id"],
}


def upgrade() -> None:
    """Apply."""
    for name, columns in INDEXES.items():
        op.create_index(name, "delivery", columns)


def downgrade() -> None:
    """Take back."""
    for name in INDEXES:
        op.drop_index(name, "delivery")
