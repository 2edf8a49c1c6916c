"""search: the tokens that deleted items left behind, which the next item of their id would meet"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    left = "SELECT id FROM inventory_item WHERE id = owner_id"
    op.execute(sa.text(f"DELETE FROM search_token WHERE kind = 'item' AND NOT EXISTS ({left})"))


def downgrade() -> None:
    """Nothing to be taken back: nothing was found by these tokens."""
