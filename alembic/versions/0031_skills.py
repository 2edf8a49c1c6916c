"""what mechanics can do"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mechanic_skill",
        sa.Column("mechanic_id", sa.Integer(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("skill", sa.String(40), primary_key=True),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("mechanic_skill")
