"""services have pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("service_template", sa.Column("picture", sa.JSON()))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_template") as batch_op:
        batch_op.drop_column("picture")
