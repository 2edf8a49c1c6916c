"""sheet imports"""

import sqlalchemy as sa
from alembic import op

import autoservice.shared.db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sheet_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", autoservice.shared.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", autoservice.shared.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_sheet_import_owner_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_import")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sheet_import_created_at"), "sheet_import", ["created_at"])
    op.create_index("ix_sheet_import_owner_id_table_name", "sheet_import", ["owner_id", "table_name"])


def downgrade() -> None:
    """Revert."""
    op.drop_table("sheet_import")
