"""catalog: drafts of repair templates, and what templates are found by"""

import sqlalchemy as sa
from alembic import op

# The index is what today's search expects: no code of its own here.
from autoservice.shared.search import words

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KIND = "template"
TOKEN_LENGTH = 60


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "template_draft",
        sa.Column("template_id", sa.Integer(), sa.ForeignKey("repair_template.id"), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    connection = op.get_bind()
    templates = connection.execute(sa.text("SELECT id, name_ru, name_en FROM repair_template")).all()
    tokens = sa.table("search_token", sa.column("kind"), sa.column("token"), sa.column("owner_id"))
    rows = [
        {"kind": KIND, "token": token, "owner_id": id}
        for id, name_ru, name_en in templates
        for token in sorted({one[:TOKEN_LENGTH] for one in words(name_ru) | words(name_en)})
    ]
    if rows:
        connection.execute(tokens.insert(), rows)


def downgrade() -> None:
    """Take back."""
    op.execute(sa.text(f"DELETE FROM search_token WHERE kind = '{KIND}'"))  # noqa: S608 - a constant
    op.drop_table("template_draft")
