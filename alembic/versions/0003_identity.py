"""identity"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

USERS = sa.table(
    "app_user",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("search_name", sa.String()),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "auth_device",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_auth_device_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_auth_device")),
    )
    with op.batch_alter_table("auth_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_device_user_id"), ["user_id"], unique=False)

    op.create_table(
        "auth_one_time_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_auth_one_time_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_one_time_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_auth_one_time_token_token_hash")),
    )
    with op.batch_alter_table("auth_one_time_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_one_time_token_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            "ix_auth_one_time_token_purpose_address", ["purpose", "address", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_auth_one_time_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "auth_recovery_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_auth_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_auth_recovery_code")),
    )
    with op.batch_alter_table("auth_recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_recovery_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "auth_refresh_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("next_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["auth_session.id"], name=op.f("fk_auth_refresh_token_session_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_auth_refresh_token")),
    )
    with op.batch_alter_table("auth_refresh_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_refresh_token_session_id"), ["session_id"], unique=False)

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column("search_name", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("totp_secret", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("totp_enabled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("email", existing_type=sa.VARCHAR(length=254), nullable=True)
        batch_op.create_index("ix_app_user_search_name", ["search_name", "id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_app_user_phone"), ["phone"])
        batch_op.create_check_constraint(
            batch_op.f("ck_app_user_has_an_address"),
            "email IS NOT NULL OR phone IS NOT NULL OR deleted_at IS NOT NULL",
        )
    _fill_search_names()

    # The tokens of the sessions before this are not accepted any more.
    op.execute(sa.text("DELETE FROM auth_session"))
    with op.batch_alter_table("auth_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("address", sa.String(length=45), nullable=False))


def _fill_search_names() -> None:
    # In Python: SQLite's lower() knows no Cyrillic.
    connection = op.get_bind()
    for user_id, name in connection.execute(sa.select(USERS.c.id, USERS.c.name)).all():
        folded = name.casefold()[:120]
        connection.execute(USERS.update().where(USERS.c.id == user_id).values(search_name=folded))


def downgrade() -> None:
    """Take back. Accounts that have no e-mail address get one that nobody has."""
    op.execute(sa.text("UPDATE app_user SET email = 'nobody-' || id || '@invalid' WHERE email IS NULL"))
    with op.batch_alter_table("auth_session", schema=None) as batch_op:
        batch_op.drop_column("address")
        batch_op.drop_column("last_seen_at")

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_app_user_has_an_address"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_app_user_phone"), type_="unique")
        batch_op.drop_index("ix_app_user_search_name")
        batch_op.alter_column("email", existing_type=sa.VARCHAR(length=254), nullable=False)
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp_enabled_at")
        batch_op.drop_column("totp_secret")
        batch_op.drop_column("search_name")
        batch_op.drop_column("phone")

    with op.batch_alter_table("auth_refresh_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_refresh_token_session_id"))

    op.drop_table("auth_refresh_token")
    with op.batch_alter_table("auth_recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_recovery_code_user_id"))

    op.drop_table("auth_recovery_code")
    with op.batch_alter_table("auth_one_time_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_one_time_token_user_id"))
        batch_op.drop_index("ix_auth_one_time_token_purpose_address")
        batch_op.drop_index(batch_op.f("ix_auth_one_time_token_expires_at"))

    op.drop_table("auth_one_time_token")
    with op.batch_alter_table("auth_device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_device_user_id"))

    op.drop_table("auth_device")
