"""what a session is opened with is its user agent and IP address, what a one-time token is for is a login"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RENAMED = (
    ("auth_session", "device", "user_agent"),
    ("auth_session", "address", "ip_address"),
    ("auth_one_time_token", "address", "login"),
)
TOKENS = "auth_one_time_token"
INDEX = "ix_auth_one_time_token_purpose_"


def upgrade() -> None:
    """Apply."""
    for table, before, after in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
    op.drop_index(f"{INDEX}address", TOKENS)
    op.create_index(f"{INDEX}login", TOKENS, ["purpose", "login", "id"])


def downgrade() -> None:
    """Take back."""
    for table, before, after in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {after} TO {before}")
    op.drop_index(f"{INDEX}login", TOKENS)
    op.create_index(f"{INDEX}address", TOKENS, ["purpose", "address", "id"])
