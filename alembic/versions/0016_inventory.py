"""parts and consumables, the ledger of their stock, counts, and what services take of them"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SORTS = ("sort_ru", "sort_en", "article_key", "maker_key", "sort_place", "price_minor")
LOW = {"sqlite_where": sa.text("low = 1"), "postgresql_where": sa.text("low")}
INDEXES = {
    "stock_count_line": {"ix_stock_count_line_item_id": ["item_id"]},
    "stock_movement": {
        "ix_stock_movement_item_id_id": ["item_id", "id"],
        "ix_stock_movement_item_id_effective_at": ["item_id", "effective_at"],
        "ix_stock_movement_order_id_item_id": ["order_id", "item_id"],
        "ix_stock_movement_issue_id": ["issue_id"],
        "ix_stock_movement_count_id": ["count_id"],
    },
    "service_part": {"ix_service_part_item_id": ["item_id"]},
}
# A table that a later migration recreates on SQLite loses its triggers: create them again there.
GUARDS = {
    "sqlite": (
        """CREATE TRIGGER stock_movement_no_update BEFORE UPDATE ON stock_movement
           BEGIN SELECT RAISE(ABORT, 'movements of stock are only ever added'); END""",
        """CREATE TRIGGER stock_movement_no_delete BEFORE DELETE ON stock_movement
           BEGIN SELECT RAISE(ABORT, 'movements of stock are only ever added'); END""",
        # INSERT OR REPLACE removes the old row without running the trigger above.
        """CREATE TRIGGER stock_movement_no_replace BEFORE INSERT ON stock_movement
           WHEN EXISTS (SELECT 1 FROM stock_movement WHERE id = NEW.id)
           BEGIN SELECT RAISE(ABORT, 'movements of stock are only ever added'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_stock_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'movements of stock are only ever added'; END $$""",
        """CREATE TRIGGER stock_movement_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_stock_change()""",
    ),
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "inventory_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("article_key", sa.String(length=60), nullable=False),
        sa.Column("maker", sa.String(length=60), nullable=False),
        sa.Column("maker_key", sa.String(length=60), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("sort_ru", sa.String(length=120), nullable=False),
        sa.Column("sort_en", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("sort_place", sa.String(length=120), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("low", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_item")),
        sa.UniqueConstraint("article_key", "maker_key", name=op.f("uq_inventory_item_article_key_maker_key")),
    )
    op.create_table(
        "stock_balance",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_balance_on_hand")),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_balance_reserved")),
        sa.CheckConstraint(
            "value_minor >= 0 AND (on_hand > 0 OR value_minor = 0)", name=op.f("ck_stock_balance_value")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["inventory_item.id"], name=op.f("fk_stock_balance_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_stock_balance")),
    )
    op.create_table(
        "stock_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["applied_by"], ["app_user.id"], name=op.f("fk_stock_count_applied_by")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_stock_count_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
    )
    op.create_table(
        "stock_count_line",
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_line_count_id")),
        sa.ForeignKeyConstraint(["item_id"], ["inventory_item.id"], name=op.f("fk_stock_count_line_item_id")),
        sa.PrimaryKeyConstraint("count_id", "item_id", name=op.f("pk_stock_count_line")),
    )
    op.create_table(
        "stock_movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_hand_change", sa.BigInteger(), nullable=False),
        sa.Column("reserved_change", sa.BigInteger(), nullable=False),
        sa.Column("value_change", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost_minor", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("count_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["app_user.id"], name=op.f("fk_stock_movement_actor_id")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_stock_movement_count_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["stock_movement.id"], name=op.f("fk_stock_movement_issue_id")),
        sa.ForeignKeyConstraint(["item_id"], ["inventory_item.id"], name=op.f("fk_stock_movement_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["repair_order.id"], name=op.f("fk_stock_movement_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    op.create_table(
        "service_part",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["inventory_item.id"], name=op.f("fk_service_part_item_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service_template.id"], name=op.f("fk_service_part_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "item_id", name=op.f("pk_service_part")),
    )
    for sort in SORTS:
        op.create_index(f"ix_inventory_item_active_{sort}", "inventory_item", ["active", sort, "id"])
        op.create_index(f"ix_inventory_item_kind_{sort}", "inventory_item", ["active", "kind", sort, "id"])
        op.create_index(f"ix_inventory_item_low_{sort}", "inventory_item", [sort, "id"], **LOW)
    for table, indexes in INDEXES.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)
    for statement in GUARDS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    for table in ("service_part", "stock_movement", "stock_count_line", "stock_count", "stock_balance"):
        op.drop_table(table)
    op.drop_table("inventory_item")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_stock_change()")
