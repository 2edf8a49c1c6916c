"""search: the tokens that deleted items left behind, which the next item of their id would meet"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        sa.text(
            "DELETE FROM search_token WHERE kind = 'inventory_item'"
            " AND NOT EXISTS (SELECT id FROM inventory_item WHERE id = owner_id)"
        )
    )


def downgrade() -> None:
    """Nothing to be taken back: nothing was found by these tokens."""
