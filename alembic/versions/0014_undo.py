"""a stage's last step can be taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("order_stage", sa.Column("undo_state", sa.String(20)))
    op.add_column("order_stage", sa.Column("undo_by", sa.Integer()))
    op.add_column("order_stage", sa.Column("undo_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("order_stage") as batch_op:
        for column in ("undo_state", "undo_by", "undo_until"):
            batch_op.drop_column(column)
