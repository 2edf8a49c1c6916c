"""photos that belong to proposed extra work"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("stage_attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("job_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_stage_attachment_job_id"), ["job_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_stage_attachment_job_id"), "job", ["job_id"], ["id"])


def downgrade() -> None:
    """Take back: the former version would take photos of extra work for those of the client's request."""
    op.execute(sa.text("DELETE FROM stage_attachment WHERE job_id IS NOT NULL"))
    with op.batch_alter_table("stage_attachment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_stage_attachment_job_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_stage_attachment_job_id"))
        batch_op.drop_column("job_id")
