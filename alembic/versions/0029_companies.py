"""clients that are companies, with a tax number"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("app_user", sa.Column("kind", sa.String(10), nullable=False, server_default="person"))
    op.add_column("app_user", sa.Column("tax_number", sa.String(20), nullable=False, server_default=""))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("app_user") as batch_op:
        batch_op.drop_column("tax_number")
        batch_op.drop_column("kind")
