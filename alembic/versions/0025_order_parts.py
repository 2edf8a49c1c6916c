"""parts of orders, and what they cost and wait for by job"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("job", sa.Column("parts_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("parts_state", sa.String(20), nullable=False, server_default="none"))
    op.create_table(
        "order_part",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("repair_order.id"), nullable=False),
        sa.Column("job_id", sa.Integer(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("item_id", sa.Integer(), sa.ForeignKey("inventory_item.id")),
        sa.Column("name_ru", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("article", sa.String(60), nullable=False),
        sa.Column("maker", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("expected_on", sa.Date()),
        sa.Column("supplier", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("stage_id", sa.Integer(), sa.ForeignKey("order_stage.id")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("app_user.id")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )
    op.create_index("ix_order_part_order_id_id", "order_part", ["order_id", "id"])
    for column in ("job_id", "item_id", "stage_id"):
        op.create_index(f"ix_order_part_{column}", "order_part", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("order_part")
    op.drop_column("job", "parts_state")
    op.drop_column("job", "parts_minor")
