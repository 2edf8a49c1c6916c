"""the talk between clients and the shop about orders"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

EVENTS = "('client_wrote', 'shop_wrote', 'message_withdrawn', 'talk_seen')"
KINDS = "('client_wrote', 'shop_wrote')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "order_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("repair_order.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=True),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("tracking_link.id"), nullable=True),
        sa.Column("from_shop", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_order_message_order_id_number", "order_message", ["order_id", "number"], unique=True)
    op.create_index("ix_order_message_author_id", "order_message", ["author_id"])
    op.create_table(
        "talk_reading",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("repair_order.id"), primary_key=True),
        sa.Column("up_to", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Take back: the former version knows no talk, and nothing of what is told of one."""
    for table in ("outbox_message", "dead_letter"):
        op.execute(f"DELETE FROM {table} WHERE event IN {EVENTS}")  # noqa: S608
    for table in ("delivery", "message"):
        op.execute(f"DELETE FROM {table} WHERE kind IN {KINDS}")  # noqa: S608
    op.execute("DELETE FROM notification_preference WHERE event_group = 'talk'")
    op.drop_table("talk_reading")
    op.drop_table("order_message")
