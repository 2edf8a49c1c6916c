"""stages can be put on hold"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("order_stage", sa.Column("blocked_reason", sa.String(20)))
    op.add_column(
        "order_stage", sa.Column("blocked_remark", sa.String(500), nullable=False, server_default="")
    )
    op.add_column("order_stage", sa.Column("blocked_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("order_stage") as batch_op:
        for column in ("blocked_reason", "blocked_remark", "blocked_since"):
            batch_op.drop_column(column)
