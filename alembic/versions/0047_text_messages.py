"""messages by SMS, and numbers that are confirmed or want none"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: numbers that were entered so far are not confirmed."""
    op.add_column("app_user", sa.Column("phone_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "text_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "delivery_id", sa.Integer(), sa.ForeignKey("delivery.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=True),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("delivery_id"),
        sa.UniqueConstraint("token_id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_text_message_user_id", "text_message", ["user_id"])
    op.create_index("ix_text_message_provider_id", "text_message", ["provider_id"])
    op.create_index("ix_text_message_created_at", "text_message", ["created_at"])
    op.create_table(
        "sms_opt_out",
        sa.Column("number_hash", sa.String(64), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Take back: the former version sends nothing by SMS, and knows nothing of what it is told by."""
    events = "('sms_planned', 'phone_confirmation_requested')"
    for table in ("outbox_message", "dead_letter"):
        reactions = "('send_registration_sms', 'send_password_reset_sms')"
        op.execute(f"DELETE FROM {table} WHERE event IN {events} OR reaction IN {reactions}")  # noqa: S608
    op.drop_table("text_message")
    op.drop_table("sms_opt_out")
    op.execute("DELETE FROM delivery WHERE channel = 'sms'")
    op.execute("DELETE FROM notification_preference WHERE channel = 'sms'")
    op.drop_column("app_user", "phone_confirmed_at")
