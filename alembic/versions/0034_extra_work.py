"""extra work: versions of jobs, and the clients' decisions on them"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NEW = ("version", "description", "norm_minutes", "urgency", "proposed_by", "decided_at", "decided_how")


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("description", sa.String(2000), nullable=False, server_default=""),
        sa.Column("norm_minutes", sa.Integer()),
        sa.Column("urgency", sa.String(10)),
        sa.Column("proposed_by", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_how", sa.String(10)),
    ):
        op.add_column("job", column)
    op.create_table(
        "job_decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("job_id", sa.Integer(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("app_user.id")),
        sa.Column("link_id", sa.Integer()),
        sa.Column("remark", sa.String(500), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("ip_address", sa.String(45), nullable=False),
    )
    op.create_index("ix_job_decision_job_id_id", "job_decision", ["job_id", "id"])
    op.create_index("ix_job_decision_decided_by", "job_decision", ["decided_by"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("job_decision")
    with op.batch_alter_table("job") as batch_op:
        for name in NEW:
            batch_op.drop_column(name)
