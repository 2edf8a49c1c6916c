"""what keeps e-mails from leaving, and addresses that do not exist"""

import sqlalchemy as sa
from alembic import op

from autoservice.shared.db import UtcDateTime

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "channel_trouble",
        sa.Column("channel", sa.String(length=20), nullable=False, primary_key=True),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
    )
    op.add_column(
        "app_user",
        sa.Column("unreachable_email", sa.String(length=254), nullable=False, server_default=""),
    )
    op.create_index("ix_app_user_unreachable_email", "app_user", ["unreachable_email"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_app_user_unreachable_email", "app_user")
    op.drop_column("app_user", "unreachable_email")
    op.drop_table("channel_trouble")
