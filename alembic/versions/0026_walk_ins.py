"""clients entered by the shop: addresses nobody signs in with, remarks, accounts merged into others"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CONTACTS = ("contact_email", "contact_phone")
LOGINS = "email IS NOT NULL OR phone IS NOT NULL"
REACHED = f"{LOGINS} OR contact_email IS NOT NULL OR contact_phone IS NOT NULL OR deleted_at IS NOT NULL"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_email", sa.String(length=254)))
        batch_op.add_column(sa.Column("contact_phone", sa.String(length=16)))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer()))
        batch_op.add_column(sa.Column("remark", sa.String(length=2000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(batch_op.f("ck_app_user_has_an_address"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_app_user_has_an_address"), sa.text(REACHED))
        batch_op.create_foreign_key(
            batch_op.f("fk_app_user_merged_into_id"), "app_user", ["merged_into_id"], ["id"]
        )
        for name in (*CONTACTS, "merged_into_id"):
            batch_op.create_index(batch_op.f(f"ix_app_user_{name}"), [name], unique=False)


def downgrade() -> None:
    """Take back. Accounts that nobody can sign in to are left without an address, as erased ones are."""
    op.execute(
        sa.text(
            "UPDATE app_user SET deleted_at = created_at "
            "WHERE email IS NULL AND phone IS NULL AND deleted_at IS NULL"
        )
    )
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        for name in (*CONTACTS, "merged_into_id"):
            batch_op.drop_index(batch_op.f(f"ix_app_user_{name}"))
        batch_op.drop_constraint(batch_op.f("fk_app_user_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_app_user_has_an_address"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_app_user_has_an_address"), sa.text(f"{LOGINS} OR deleted_at IS NOT NULL")
        )
        for name in (*CONTACTS, "merged_into_id", "remark", "version"):
            batch_op.drop_column(name)
