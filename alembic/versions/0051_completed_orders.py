"""when orders were completed, by which reports count them; and what the dashboard counts has indexes"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

PARTIAL = (
    ("ix_job_proposed", "job", sa.text("state = 'proposed'")),
    ("ix_order_stage_blocked", "order_stage", sa.text("state = 'blocked'")),
)
# After the status has become "delivered", it changes only by reopening. What earlier versions have not
# entered is known by the last stage that was done, or else by the order's last change.
FIND = """
    UPDATE repair_order SET completed_at = coalesce(
        (SELECT max(at) FROM timeline_entry
         WHERE timeline_entry.order_id = repair_order.id AND kind = 'status_changed'),
        (SELECT max(done_at) FROM order_stage WHERE order_stage.order_id = repair_order.id),
        updated_at
    ) WHERE status = 'delivered'
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("repair_order", sa.Column("completed_at", sa.DateTime(timezone=True)))
    op.execute(FIND)
    op.create_index("ix_repair_order_completed_at_id", "repair_order", ["completed_at", "id"])
    op.create_index("ix_repair_order_cancelled_at", "repair_order", ["cancelled_at"])
    for name, table, where in PARTIAL:
        op.create_index(name, table, ["order_id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take back."""
    for name, table, _where in PARTIAL:
        op.drop_index(name, table)
    op.drop_index("ix_repair_order_cancelled_at", "repair_order")
    op.drop_index("ix_repair_order_completed_at_id", "repair_order")
    with op.batch_alter_table("repair_order") as batch_op:
        batch_op.drop_column("completed_at")
