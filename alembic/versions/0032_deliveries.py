"""what people want to be told, and what was sent to them"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; nobody is told of what happened before."""
    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("event_group", sa.String(20), primary_key=True),
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("start", sa.String(5), nullable=False),
        sa.Column("end", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("repair_order.id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(200), nullable=False),
        sa.Column("last_error", sa.String(500), nullable=False),
        sa.UniqueConstraint("event_id", "user_id", "kind", "channel"),
    )
    op.create_index("ix_delivery_order_id_state", "delivery", ["order_id", "state"])
    op.create_index("ix_delivery_user_id_id", "delivery", ["user_id", "id"])
    op.create_index("ix_delivery_created_at", "delivery", ["created_at"])
    op.create_table(
        "told_order",
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("repair_order.id"), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.execute("INSERT INTO told_order (order_id, number) SELECT id, timeline_length FROM repair_order")


def downgrade() -> None:
    """Take back."""
    for table in ("told_order", "delivery", "quiet_hours", "notification_preference"):
        op.drop_table(table)
