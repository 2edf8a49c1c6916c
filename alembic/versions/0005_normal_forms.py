"""normal forms: one car of one client for each plate in whatever letters, names without accents and case

Of the cars of a client whose plates differ in their writing only, the one that was ordered for last gets all
orders. The others' rows stay as they are, so that the audit log's subjects can be found, and point to it.
Phone numbers have been in one form since they came: nothing is done to them.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PAGE = 1000
VEHICLES = sa.table(
    "vehicle",
    sa.column("id", sa.Integer()),
    sa.column("client_id", sa.Integer()),
    sa.column("plate", sa.String()),
    sa.column("plate_key", sa.String()),
    sa.column("merged_into_id", sa.Integer()),
)
ORDERS = sa.table("repair_order", sa.column("id", sa.Integer()), sa.column("vehicle_id", sa.Integer()))
USERS = sa.table(
    "app_user",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("search_name", sa.String()),
)

# The normal forms as they were when this was written: what the program does later changes no old migration.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
ACCENTS = re.compile("[\u0300-\u036f]")
LOOK_ALIKES = str.maketrans("АВЕЁКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEEKMHOPCTYXIJSABEZHIKMNOPTYX")
SERIES = (
    "(?:[ABCEHKMOPTXY][0-9]{3}[ABCEHKMOPTXY]{2}|[ABCEHKMOPTXY]{2}[0-9]{3,4}|[0-9]{4}[ABCEHKMOPTXY]{2}"
    "|[ABCEHKMOPTXY][0-9]{4}|[ABCEHKMOPTXY]{2}[0-9]{3}[ABCEHKMOPTXY]|[0-9]{3}(?:CD|D|T)[0-9]{1,3})"
)
WITH_COUNTRY = re.compile(f"(?:RUS|PYC)?({SERIES})(?:(?:RUS|PYC)([0-9]{{2,3}})|([0-9]{{2,3}})(?:RUS|PYC)?)")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        batch_op.alter_column("plate", existing_type=sa.VARCHAR(length=15), type_=sa.String(length=40))
        batch_op.add_column(sa.Column("plate_key", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_vehicle_client_id_plate"), type_="unique")
        batch_op.create_foreign_key(
            batch_op.f("fk_vehicle_merged_into_id"), "vehicle", ["merged_into_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_vehicle_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vehicle_plate_key"), ["plate_key"], unique=False)
    rewrite(VEHICLES.c.plate, VEHICLES.c.plate_key, lambda plate: settled(plate_key, plate)[:40] or plate)
    merge_vehicles()
    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_vehicle_client_id_plate_key"), ["client_id", "plate_key"]
        )
    rewrite(USERS.c.name, USERS.c.search_name, lambda name: settled(fold, name)[:120])


def rewrite(source, target, form):
    """Set ``target`` to the form of ``source`` in each row, a page at a time."""
    connection, table, last_id = op.get_bind(), source.table, 0
    query = sa.select(table.c.id, source).order_by(table.c.id).limit(PAGE)
    change = (
        table.update().where(table.c.id == sa.bindparam("row")).values({target.name: sa.bindparam("form")})
    )
    while page := connection.execute(query.where(table.c.id > last_id)).all():
        connection.execute(change, [{"row": row_id, "form": form(text)} for row_id, text in page])
        last_id = page[-1].id


def merge_vehicles():
    """Give all orders of what is one car to the row that was ordered for last."""
    connection, vehicle = op.get_bind(), VEHICLES.c
    same = sa.select(vehicle.client_id, vehicle.plate_key).group_by(vehicle.client_id, vehicle.plate_key)
    for client_id, key in connection.execute(same.having(sa.func.count() > 1)).all():
        newest_order = sa.select(sa.func.max(ORDERS.c.id)).where(ORDERS.c.vehicle_id == vehicle.id)
        rows = (
            sa.select(vehicle.id)
            .where(vehicle.client_id == client_id, vehicle.plate_key == key)
            .order_by(sa.func.coalesce(newest_order.scalar_subquery(), 0).desc(), vehicle.id.desc())
        )
        kept, *others = connection.scalars(rows).all()
        moved = ORDERS.update().where(ORDERS.c.vehicle_id.in_(others)).values(vehicle_id=kept)
        merged = VEHICLES.update().where(vehicle.id.in_(others))
        connection.execute(moved)
        connection.execute(merged.values(plate_key=None, merged_into_id=kept))


def downgrade() -> None:
    """Take back. Plates are in their normal form then; merged cars, which have no orders, are gone."""
    op.execute(sa.text("DELETE FROM vehicle WHERE merged_into_id IS NOT NULL"))
    op.execute(sa.text("UPDATE vehicle SET plate = substr(plate_key, 1, 15) WHERE plate_key IS NOT NULL"))
    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_vehicle_client_id_plate_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_vehicle_plate_key"))
        batch_op.drop_index(batch_op.f("ix_vehicle_merged_into_id"))
        batch_op.drop_constraint(batch_op.f("fk_vehicle_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("plate_key")
        batch_op.alter_column("plate", existing_type=sa.VARCHAR(length=40), type_=sa.String(length=15))
        batch_op.create_unique_constraint(batch_op.f("uq_vehicle_client_id_plate"), ["client_id", "plate"])


def settled(step, text):
    """What the step makes of the text once it changes nothing any more."""
    for _ in range(8):
        text = step(text)
    return text


def fold(text):
    """Text without differences of case, width, accents and invisible characters."""
    bare = ACCENTS.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKD", text)))
    return unicodedata.normalize("NFKC", bare.casefold())


def plate_key(text):
    """A plate's letters and digits: capitals, look-alikes in Latin, without a Russian "RUS"."""
    capitals = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).upper()
    letters = unicodedata.normalize("NFKC", capitals).translate(LOOK_ALIKES)
    bare = "".join(digit(char) for char in letters if char.isalnum())
    russian = WITH_COUNTRY.fullmatch(bare)
    return "".join(part for part in russian.groups() if part) if russian else bare


def digit(char):
    """The character, or the Latin digit of the same value."""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
