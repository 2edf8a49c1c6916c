"""orders: planned day, holds, cancelling and reopening; stages: holds until a day, answers, photos counted"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

WORDS = 500
COUNT_PHOTOS = """
    UPDATE order_stage SET photo_count = (
        SELECT count(*) FROM stage_attachment
        WHERE stage_attachment.stage_id = order_stage.id AND stage_attachment.withdrawn_at IS NULL
    )
"""


def _columns() -> dict[str, tuple[sa.Column, ...]]:
    """Return the new columns of each table."""
    words = {"type_": sa.String(WORDS), "nullable": False, "server_default": ""}
    return {
        "repair_order": (
            sa.Column("scheduled_on", sa.Date()),
            sa.Column("held_reason", sa.String(20)),
            sa.Column("held_remark", **words),
            sa.Column("held_since", sa.DateTime(timezone=True)),
            sa.Column("held_until", sa.Date()),
            sa.Column("cancelled_at", sa.DateTime(timezone=True)),
            sa.Column("cancelled_reason", **words),
            sa.Column("reopened_reason", **words),
            sa.Column("comeback", sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
        "order_stage": (
            sa.Column("blocked_until", sa.Date()),
            sa.Column("override_reason", **words),
            sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"),
            sa.Column("photo_count", sa.Integer(), nullable=False, server_default="0"),
        ),
    }


def upgrade() -> None:
    """Apply."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.execute(COUNT_PHOTOS)


def downgrade() -> None:
    """Take back."""
    for table, columns in _columns().items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column.name)
