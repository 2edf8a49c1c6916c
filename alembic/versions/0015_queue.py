"""orders have a place in the shop's queue"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# As ``modules/orders/queue.py`` had it then.
BAND = 10**12
INDEXES = {
    "ix_repair_order_queue_key_id": ["queue_key", "id"],
    "ix_repair_order_status_queue_key_id": ["status", "queue_key", "id"],
}
WITHOUT_WAITING = """
    UPDATE repair_order SET queue_key = :band - id
        + CASE WHEN status IN ('delivered', 'cancelled') THEN 3 ELSE 2 END * :band"""
ON_HOLD = """
    UPDATE repair_order SET waiting_since = COALESCE((
        SELECT MIN(blocked_since) FROM order_stage WHERE order_id = repair_order.id), updated_at)
    WHERE status = 'on_hold'"""
# Of nobody is what is due now; before the first assignment that is all.
UNASSIGNED = """
    UPDATE repair_order SET waiting_since = CASE WHEN status = 'requested' THEN created_at ELSE updated_at END
    WHERE status NOT IN ('delivered', 'cancelled', 'on_hold')
    AND NOT EXISTS (SELECT 1 FROM order_stage
        WHERE order_id = repair_order.id AND state IN ('in_progress', 'blocked'))
    AND EXISTS (SELECT 1 FROM order_stage
        WHERE order_id = repair_order.id AND mechanic_id IS NULL AND position = (
            SELECT MIN(position) FROM order_stage AS due
            WHERE due.order_id = repair_order.id AND due.required
            AND due.state NOT IN ('done', 'skipped')))"""
WAITING = {
    "sqlite": """
    UPDATE repair_order SET queue_key = CAST(strftime('%s', waiting_since) AS INTEGER)
        + CASE WHEN status = 'on_hold' THEN :band ELSE 0 END
    WHERE waiting_since IS NOT NULL""",
    "postgresql": """
    UPDATE repair_order SET queue_key = CAST(FLOOR(EXTRACT(EPOCH FROM waiting_since)) AS BIGINT)
        + CASE WHEN status = 'on_hold' THEN :band ELSE 0 END
    WHERE waiting_since IS NOT NULL""",
}


def upgrade() -> None:
    """Apply."""
    op.add_column("repair_order", sa.Column("queue_key", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("repair_order", sa.Column("waiting_since", sa.DateTime(timezone=True)))
    for statement in (ON_HOLD, UNASSIGNED):
        op.execute(statement)
    for statement in (WITHOUT_WAITING, WAITING[op.get_context().dialect.name]):
        op.execute(sa.text(statement).bindparams(sa.bindparam("band", BAND, sa.BigInteger())))
    for name, columns in INDEXES.items():
        op.create_index(name, "repair_order", columns)


def downgrade() -> None:
    """Take back."""
    for name in INDEXES:
        op.drop_index(name, "repair_order")
    with op.batch_alter_table("repair_order") as batch_op:
        for column in ("queue_key", "waiting_since"):
            batch_op.drop_column(column)
