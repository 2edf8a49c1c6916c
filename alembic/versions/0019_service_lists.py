"""services: names as lists are sorted by them, and an index for each list"""

import sqlalchemy as sa
from alembic import op

# Sorted is what today's program compares: no code of its own here.
from autoservice.shared.normal_forms import fold

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SORT_LENGTH = 120
SORTS = ("position", "sort_ru", "sort_en", "norm_minutes")
PREFIXES = {"active": ("active",), "category_id": ("category_id", "active")}
FORMER = "ix_service_template_category_id_position"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sort_ru", sa.String(length=SORT_LENGTH), nullable=True))
        batch_op.add_column(sa.Column("sort_en", sa.String(length=SORT_LENGTH), nullable=True))
    fill()
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        for name in ("sort_ru", "sort_en"):
            batch_op.alter_column(name, existing_type=sa.String(length=SORT_LENGTH), nullable=False)
        batch_op.drop_index(FORMER)
        for name, prefix in PREFIXES.items():
            for sort in SORTS:
                batch_op.create_index(f"ix_service_template_{name}_{sort}", [*prefix, sort, "id"])


def fill() -> None:
    """Set the normal forms of the names."""
    connection = op.get_bind()
    services = connection.execute(sa.text("SELECT id, name_ru, name_en FROM service_template")).all()
    update = sa.text("UPDATE service_template SET sort_ru = :ru, sort_en = :en WHERE id = :id")
    for id, name_ru, name_en in services:
        values = {"ru": fold(name_ru)[:SORT_LENGTH], "en": fold(name_en)[:SORT_LENGTH], "id": id}
        connection.execute(update, values)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        for name in PREFIXES:
            for sort in SORTS:
                batch_op.drop_index(f"ix_service_template_{name}_{sort}")
        batch_op.create_index(FORMER, ["category_id", "position"])
        batch_op.drop_column("sort_en")
        batch_op.drop_column("sort_ru")
