"""further contacts of clients; claims of what the shop entered for them"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "client_contact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("client_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_client_contact_client_id", "client_contact", ["client_id"])
    op.create_table(
        "client_claim",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("claimant_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=False, unique=True),
        sa.Column("walk_in_id", sa.Integer(), sa.ForeignKey("app_user.id")),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("app_user.id")),
    )
    op.create_index("ix_client_claim_walk_in_id", "client_claim", ["walk_in_id"])
    op.create_index("ix_client_claim_state_id", "client_claim", ["state", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("client_claim")
    op.drop_table("client_contact")
