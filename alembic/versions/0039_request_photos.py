"""photos that a client sends with the request belong to no stage"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("stage_attachment", schema=None) as batch_op:
        batch_op.alter_column("stage_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Take back: the former version has no place for photos without a stage."""
    op.execute(sa.text("DELETE FROM stage_attachment WHERE stage_id IS NULL"))
    with op.batch_alter_table("stage_attachment", schema=None) as batch_op:
        batch_op.alter_column("stage_id", existing_type=sa.Integer(), nullable=False)
