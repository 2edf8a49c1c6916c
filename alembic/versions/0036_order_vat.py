"""orders keep the rate of VAT, and are listed by their moments"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "repair_order", sa.Column("vat_basis_points", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index("ix_repair_order_created_at_id", "repair_order", ["created_at", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_repair_order_created_at_id", "repair_order")
    op.drop_column("repair_order", "vat_basis_points")
