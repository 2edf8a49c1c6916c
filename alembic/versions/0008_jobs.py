"""jobs: what an order held of its one service becomes its first job

Stages point to their job, but for intake and handover: those belong to the order.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FILL = """
INSERT INTO job (order_id, position, kind, state, service_id, service_version, name_ru, name_en, price_minor,
    currency, created_at)
SELECT id, 1, 'service', 'approved', service_id, service_version, service_name_ru, service_name_en,
    price_minor, currency, created_at
FROM repair_order ORDER BY id
"""
POINT = """
UPDATE order_stage SET job_id = (SELECT job.id FROM job WHERE job.order_id = order_stage.order_id)
WHERE code NOT IN ('intake', 'handover')
"""
# An order of several jobs had one name before: that of the first.
RETURN = """
UPDATE repair_order
SET (service_id, service_version, service_name_ru, service_name_en, currency, price_minor) = (
    SELECT service_id, service_version, name_ru, name_en, currency, coalesce((
        SELECT sum(price_minor) FROM job WHERE order_id = repair_order.id AND state = 'approved'
    ), 0)
    FROM job WHERE order_id = repair_order.id AND kind = 'service' ORDER BY position LIMIT 1
)
"""
FORMER = {
    "service_id": sa.Integer(),
    "service_version": sa.Integer(),
    "service_name_ru": sa.String(),
    "service_name_en": sa.String(),
    "price_minor": sa.Integer(),
    "currency": sa.String(length=3),
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("service_version", sa.Integer(), nullable=True),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["repair_order.id"], name=op.f("fk_job_order_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service_template.id"], name=op.f("fk_job_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_job_order_id_position")),
    )
    op.execute(FILL)
    op.create_index(op.f("ix_job_service_id"), "job", ["service_id"])
    with op.batch_alter_table("order_stage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("job_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_order_stage_job_id"), "job", ["job_id"], ["id"])
    op.execute(POINT)
    with op.batch_alter_table("repair_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_repair_order_service_id"))
        batch_op.drop_constraint(batch_op.f("fk_repair_order_service_id"), type_="foreignkey")
        for name in FORMER:
            batch_op.drop_column(name)


def downgrade() -> None:
    """Take back: each order keeps the first of its services, at the price of all its approved jobs."""
    with op.batch_alter_table("repair_order", schema=None) as batch_op:
        for name, kind in FORMER.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    op.execute(RETURN)
    with op.batch_alter_table("repair_order", schema=None) as batch_op:
        for name, kind in FORMER.items():
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_repair_order_service_id"), "service_template", ["service_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_repair_order_service_id"), ["service_id"], unique=False)
    with op.batch_alter_table("order_stage", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_order_stage_job_id"), type_="foreignkey")
        batch_op.drop_column("job_id")
    op.drop_index(op.f("ix_job_service_id"), "job")
    op.drop_table("job")
