"""the shop's own texts of messages"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "message_text",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("title_ru", sa.String(100), nullable=False),
        sa.Column("text_ru", sa.String(300), nullable=False),
        sa.Column("title_en", sa.String(100), nullable=False),
        sa.Column("text_en", sa.String(300), nullable=False),
        sa.UniqueConstraint("kind"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("message_text")
