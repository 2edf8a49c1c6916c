"""search tokens: people and cars are found through an index"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# The index is made anew from the rows, so it is what today's search expects: no code of its own here.
from autoservice.modules.auth.search_tokens import PERSON, person_tokens
from autoservice.modules.orders.vehicles.search_tokens import VEHICLE, vehicle_tokens

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PAGE = 1000
TOKEN_LENGTH = 60
TOKENS = sa.table(
    "search_token",
    sa.column("kind", sa.String()),
    sa.column("token", sa.String()),
    sa.column("owner_id", sa.Integer()),
)


def upgrade() -> None:
    """Apply."""
    # Compared byte by byte, as SQLite does anyway: else a prefix would be no range of the index.
    text = sa.String(length=TOKEN_LENGTH).with_variant(
        postgresql.VARCHAR(length=TOKEN_LENGTH, collation="C"), "postgresql"
    )
    op.create_table(
        "search_token",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token", text, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "token", "owner_id", name=op.f("pk_search_token")),
    )
    fill(PERSON, "app_user", person_tokens, "name", "email", "phone")
    fill(VEHICLE, "vehicle", vehicle_tokens, "plate", "make", "model")
    with op.batch_alter_table("search_token", schema=None) as batch_op:
        batch_op.create_index("ix_search_token_kind_owner_id", ["kind", "owner_id"], unique=False)


def fill(kind, name, tokens_of, *columns):
    """Insert the tokens of all rows of a table, a page at a time."""
    table = sa.table(
        name, sa.column("id", sa.Integer()), *(sa.column(column, sa.String()) for column in columns)
    )
    connection, last_id = op.get_bind(), 0
    query = sa.select(table).order_by(table.c.id).limit(PAGE)
    while page := connection.execute(query.where(table.c.id > last_id)).all():
        rows = [
            {"kind": kind, "token": token, "owner_id": row_id}
            for row_id, *values in page
            for token in {one[:TOKEN_LENGTH] for one in tokens_of(*values)}
        ]
        if rows:
            connection.execute(TOKENS.insert(), rows)
        last_id = page[-1].id


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("search_token", schema=None) as batch_op:
        batch_op.drop_index("ix_search_token_kind_owner_id")
    op.drop_table("search_token")
