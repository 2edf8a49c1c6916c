"""of a request that was handled, the id of what it made is kept instead of its answer"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What made something was answered with it, and 201.
requests = sa.table(
    "idempotency_key",
    sa.column("status", sa.Integer),
    sa.column("body", sa.JSON(none_as_null=True)),
    sa.column("result_id", sa.Integer),
)


def upgrade() -> None:
    """Apply."""
    op.add_column("idempotency_key", sa.Column("result_id", sa.Integer(), nullable=True))
    made = requests.c.body["id"].as_integer()
    op.execute(sa.update(requests).where(requests.c.status == 201).values(result_id=made))
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_column("body")
        batch_op.drop_column("status")


def downgrade() -> None:
    """Take back: a repetition is answered with the status, and with the id alone."""
    op.add_column("idempotency_key", sa.Column("body", sa.JSON(), nullable=True))
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.Integer(), nullable=False, server_default="200"))
    for id, key, made in _made():
        values = {"status": 201, "body": {"id": made}}
        mine = (sa.column("user_id") == id) & (sa.column("key") == key)
        op.execute(sa.update(requests).where(mine).values(values))
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.alter_column("status", server_default=None, existing_type=sa.Integer())
        batch_op.drop_column("result_id")


def _made() -> list[tuple[int, str, int]]:
    query = sa.text("SELECT user_id, key, result_id FROM idempotency_key WHERE result_id IS NOT NULL")
    return [tuple(row) for row in op.get_bind().execute(query)]
