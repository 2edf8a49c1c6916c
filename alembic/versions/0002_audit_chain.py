"""audit entries form a chain that is only ever added to"""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_COLUMNS = {"session_id": None, "address": None, "request_id": None, "previous_hash": 64, "hash": 64}
FILTERS = ("action", "subject", "actor_id")
BEGINNING = "0" * 64
PAGE = 1000

ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Integer()),
    sa.column("actor_role", sa.String()),
    sa.column("action", sa.String()),
    sa.column("subject", sa.String()),
    sa.column("before", sa.JSON()),
    sa.column("after", sa.JSON()),
    *(sa.column(name, sa.String()) for name in NEW_COLUMNS),
)
HEAD = sa.table(
    "audit_head",
    sa.column("id", sa.Integer()),
    sa.column("entry_id", sa.Integer()),
    sa.column("hash", sa.String()),
)

# A table that a later migration recreates on SQLite loses its triggers: create them again there.
GUARDS = {
    "sqlite": (
        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
           BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END""",
        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
           BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END""",
        # INSERT OR REPLACE removes the old row without running the trigger above.
        """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
           WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
           BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $$""",
        """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
        # Numbers come from the chain: the table's own would leave gaps.
        "ALTER TABLE audit_entry ALTER COLUMN id DROP DEFAULT",
        "DROP SEQUENCE audit_entry_id_seq",
    ),
}
UNGUARDS = {
    "sqlite": (
        "DROP TRIGGER audit_entry_no_update",
        "DROP TRIGGER audit_entry_no_delete",
        "DROP TRIGGER audit_entry_no_replace",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entry_no_change ON audit_entry",
        "DROP FUNCTION refuse_audit_change()",
        "CREATE SEQUENCE audit_entry_id_seq AS integer OWNED BY audit_entry.id",
        "SELECT setval('audit_entry_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM audit_entry), false)",
        "ALTER TABLE audit_entry ALTER COLUMN id SET DEFAULT nextval('audit_entry_id_seq')",
    ),
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        for name, length in NEW_COLUMNS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=True))
    chain_existing_entries()
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        for name, length in NEW_COLUMNS.items():
            batch_op.alter_column(name, existing_type=sa.String(length=length), nullable=False)
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))
        for name in FILTERS:
            batch_op.create_index(f"ix_audit_entry_{name}_id", [name, "id"], unique=False)
    execute_all(GUARDS)


def downgrade() -> None:
    """Take back."""
    execute_all(UNGUARDS)
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        for name in FILTERS:
            batch_op.drop_index(f"ix_audit_entry_{name}_id")
        for name in NEW_COLUMNS:
            batch_op.drop_column(name)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
    op.drop_table("audit_head")


def execute_all(statements):
    """Run the statements of the database at hand."""
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)


def chain_existing_entries():
    """Number the entries without gaps, in their order, and chain them; the head says where they end."""
    connection = op.get_bind()
    number, last_hash, last_id = 0, BEGINNING, 0
    query = sa.select(ENTRY).order_by(ENTRY.c.id).limit(PAGE)
    while page := connection.execute(query.where(ENTRY.c.id > last_id)).mappings().all():
        for row in page:
            number += 1
            changes = chained(row, number, last_hash)
            # The new number is never above the old one, so it is free.
            connection.execute(sa.update(ENTRY).where(ENTRY.c.id == row["id"]).values(**changes))
            last_hash, last_id = changes["hash"], row["id"]
    connection.execute(sa.insert(HEAD).values(id=1, entry_id=number, hash=last_hash))


def chained(row, number, previous_hash):
    """The columns that make a row a link of the chain."""
    at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
    changes = {
        "id": number,
        "session_id": "",
        "address": "",
        "request_id": "",
        "previous_hash": previous_hash,
    }
    content = {name: value for name, value in row.items() if name != "hash"} | changes
    content["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**changes, "hash": hashlib.sha256(text.encode()).hexdigest()}
