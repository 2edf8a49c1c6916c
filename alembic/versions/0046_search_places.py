"""search: tokens have the place of their rows in lists by name, and are read by it"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

PLACES = (
    "UPDATE search_token SET place = COALESCE((SELECT sort_ru FROM inventory_item WHERE id = owner_id), '')"
    " WHERE kind = 'inventory_item'",
    "UPDATE search_token SET place = COALESCE((SELECT search_name FROM app_user WHERE id = owner_id), '')"
    " WHERE kind = 'person'",
)


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "search_token", sa.Column("place", sa.String(length=120), server_default="", nullable=False)
    )
    for statement in PLACES:
        op.execute(statement)
    op.create_index("ix_search_token_kind_owner_id_token", "search_token", ["kind", "owner_id", "token"])
    op.create_index(
        "ix_search_token_kind_token_place_owner_id", "search_token", ["kind", "token", "place", "owner_id"]
    )
    op.drop_index("ix_search_token_kind_owner_id", "search_token")


def downgrade() -> None:
    """Take back."""
    op.create_index("ix_search_token_kind_owner_id", "search_token", ["kind", "owner_id"])
    op.drop_index("ix_search_token_kind_token_place_owner_id", "search_token")
    op.drop_index("ix_search_token_kind_owner_id_token", "search_token")
    op.drop_column("search_token", "place")
