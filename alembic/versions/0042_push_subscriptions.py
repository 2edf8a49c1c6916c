"""the browsers that take push messages"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("session_id", sa.String(32), sa.ForeignKey("auth_session.id"), nullable=False),
        sa.Column("endpoint", sa.String(1000), nullable=False),
        sa.Column("endpoint_hash", sa.String(64), nullable=False),
        sa.Column("p256dh", sa.String(100), nullable=False),
        sa.Column("auth", sa.String(30), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("session_id"),
    )
    op.create_index("ix_push_subscription_user_id", "push_subscription", ["user_id"])
    op.create_index("ix_push_subscription_endpoint_hash", "push_subscription", ["endpoint_hash"])


def downgrade() -> None:
    """Take back: the former version sends no push messages, and knows nothing of what they are told by."""
    for table in ("outbox_message", "dead_letter"):
        op.execute(f"DELETE FROM {table} WHERE event IN ('push_planned', 'device_push_planned')")  # noqa: S608
    op.execute("DELETE FROM delivery WHERE channel = 'push'")
    op.execute("DELETE FROM notification_preference WHERE channel = 'push'")
    op.drop_table("push_subscription")
