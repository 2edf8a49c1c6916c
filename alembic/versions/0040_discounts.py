"""discounts on orders, and which of their parts are consumables"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

DISCOUNT = ("discount_minor", "discount_basis_points", "discount_reason")
# What was added before is of the kind that its item has now; what is not kept in stock is a part.
TAKE_KIND = """
    UPDATE order_part
    SET kind = (SELECT item.kind FROM inventory_item item WHERE item.id = order_part.item_id)
    WHERE item_id IS NOT NULL
"""
# As the program sums them up: quantity x price, rounded half up once a line.
SUM_CONSUMABLES = """
    UPDATE job SET consumables_minor = CAST((
        SELECT COALESCE(SUM((2 * part.quantity * part.price_minor + 1000) / 2000), 0)
        FROM order_part part
        WHERE part.job_id = job.id AND part.kind = 'consumable' AND part.state NOT IN ('returned', 'removed')
    ) AS BIGINT)
    WHERE id IN (SELECT job_id FROM order_part WHERE kind = 'consumable')
"""


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("discount_minor", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("discount_basis_points", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("discount_reason", sa.String(200), nullable=False, server_default=""),
    ):
        op.add_column("repair_order", column)
    op.add_column("job", sa.Column("consumables_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("order_part", sa.Column("kind", sa.String(20), nullable=False, server_default="part"))
    op.execute(sa.text(TAKE_KIND))
    op.execute(sa.text(SUM_CONSUMABLES))


def downgrade() -> None:
    """Take back: the former version knows no discounts, and takes consumables for parts."""
    with op.batch_alter_table("order_part") as batch_op:
        batch_op.drop_column("kind")
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_column("consumables_minor")
    with op.batch_alter_table("repair_order") as batch_op:
        for name in DISCOUNT:
            batch_op.drop_column(name)
