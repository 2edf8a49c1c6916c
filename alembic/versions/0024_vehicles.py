"""cars: VIN, year, odometer with its readings; orders are read by car"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NEW = ("vin", "vin_key", "year", "odometer", "odometer_unit", "version", "archived_at")


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("vin", sa.String(40), nullable=False, server_default=""),
        sa.Column("vin_key", sa.String(40)),
        sa.Column("year", sa.Integer()),
        sa.Column("odometer", sa.Integer()),
        sa.Column("odometer_unit", sa.String(2), nullable=False, server_default="km"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("vehicle", column)
    _recreate(once=True)
    op.create_index("ix_vehicle_vin_key", "vehicle", ["vin_key"])
    op.drop_index("ix_vehicle_client_id", "vehicle")
    op.create_index("ix_vehicle_client_id_id", "vehicle", ["client_id", "id"])
    op.drop_index("ix_repair_order_vehicle_id", "repair_order")
    op.create_index("ix_repair_order_vehicle_id_id", "repair_order", ["vehicle_id", "id"])
    op.create_table(
        "odometer_reading",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("vehicle_id", sa.Integer(), sa.ForeignKey("vehicle.id"), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("app_user.id"), nullable=False),
    )
    op.create_index("ix_odometer_reading_vehicle_id_id", "odometer_reading", ["vehicle_id", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("odometer_reading")
    op.drop_index("ix_repair_order_vehicle_id_id", "repair_order")
    op.create_index("ix_repair_order_vehicle_id", "repair_order", ["vehicle_id"])
    op.drop_index("ix_vehicle_client_id_id", "vehicle")
    op.create_index("ix_vehicle_client_id", "vehicle", ["client_id"])
    op.drop_index("ix_vehicle_vin_key", "vehicle")
    with op.batch_alter_table("vehicle") as batch_op:
        for name in NEW:
            batch_op.drop_column(name)
    _recreate(once=False)


def _recreate(*, once: bool) -> None:
    """Let SQLite give the id of a deleted car to no other, as PostgreSQL does."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("vehicle", recreate="always", table_kwargs={"sqlite_autoincrement": once}):
            pass
