"""clients' lists show what is ready first; what a client has seen of an order is kept"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RANKED = """
    UPDATE repair_order SET client_rank = CASE status WHEN 'ready' THEN 2 ELSE 0 END
    WHERE status IN ('ready', 'delivered', 'cancelled')"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "order_visit",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_order_visit_user_id_app_user")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["repair_order.id"], name=op.f("fk_order_visit_order_id_repair_order")
        ),
        sa.PrimaryKeyConstraint("user_id", "order_id", name=op.f("pk_order_visit")),
    )
    op.add_column("repair_order", sa.Column("client_rank", sa.Integer(), nullable=False, server_default="1"))
    op.execute(RANKED)
    op.create_index(
        "ix_repair_order_client_id_client_rank_id", "repair_order", ["client_id", "client_rank", "id"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_repair_order_client_id_client_rank_id", "repair_order")
    with op.batch_alter_table("repair_order") as batch_op:
        batch_op.drop_column("client_rank")
    op.drop_table("order_visit")
