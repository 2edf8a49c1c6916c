"""the feed of orders' facts in the order of their commits"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "feed_entry",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_feed_entry_order_id_id", "feed_entry", ["order_id", "id"])
    # What happened before is told by the timelines alone.
    op.execute(
        "INSERT INTO feed_entry (id, order_id, number, version) SELECT entry_id, 0, 0, 0 FROM audit_head"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("feed_entry")
