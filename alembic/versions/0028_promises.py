"""opening hours, promises to clients, and what is open of a mechanic's work"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OPEN_STAGE = sa.text("state NOT IN ('done', 'skipped')")
PROMISED = sa.text(
    "promised_local IS NOT NULL AND slipped_at IS NULL AND status NOT IN ('cancelled', 'delivered')"
)
PROMISE = ("promised_local", "promised_zone", "promise_reason", "slip_reason", "slipped_at")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "shop_calendar",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "opening_period",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar_id", sa.Integer(), sa.ForeignKey("shop_calendar.id"), nullable=False),
        sa.Column("weekday", sa.Integer()),
        sa.Column("day", sa.Date()),
        sa.Column("opens", sa.Integer()),
        sa.Column("closes", sa.Integer()),
        sa.Column("note", sa.String(120), nullable=False),
        sa.CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name="weekday_or_day"),
        sa.CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="both_times"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opening_period_calendar_id_id", "opening_period", ["calendar_id", "id"])
    for column in (
        sa.Column("promised_local", sa.DateTime()),
        sa.Column("promised_zone", sa.String(60), nullable=False, server_default=""),
        sa.Column("promise_reason", sa.String(20)),
        sa.Column("slip_reason", sa.String(20)),
        sa.Column("slipped_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("repair_order", column)
    op.create_index(
        "ix_repair_order_promised", "repair_order", ["id"], sqlite_where=PROMISED, postgresql_where=PROMISED
    )
    op.create_index(
        "ix_order_stage_open",
        "order_stage",
        ["mechanic_id", "order_id"],
        sqlite_where=OPEN_STAGE,
        postgresql_where=OPEN_STAGE,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_order_stage_open", "order_stage")
    op.drop_index("ix_repair_order_promised", "repair_order")
    with op.batch_alter_table("repair_order") as batch_op:
        for name in PROMISE:
            batch_op.drop_column(name)
    op.drop_table("opening_period")
    op.drop_table("shop_calendar")
