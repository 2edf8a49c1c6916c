"""messages in the program"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("repair_order.id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
    )
    for name, columns in (
        ("ix_message_user_id_id", ["user_id", "id"]),
        ("ix_message_user_id_read_at", ["user_id", "read_at"]),
        ("ix_message_order_id", ["order_id"]),
        ("ix_message_at", ["at"]),
    ):
        op.create_index(name, "message", columns)


def downgrade() -> None:
    """Take back."""
    op.drop_table("message")
