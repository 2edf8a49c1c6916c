"""A shop that has grown, made by SQL: the same statements on PostgreSQL and on SQLite.

Most orders are delivered, some cancelled; the newest are in the shop, and a few old ones are stuck. Each
order has two of the mechanics. The demo's client stands for a company with many cars, the demo's mechanic
is one of many.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, Table, text

from autoservice.modules.orders.queue import BAND_SIZE
from autoservice.tables import metadata

FIRST_ORDER: Final = 1_001
FIRST_CLIENT: Final = 1_001
FIRST_MECHANIC: Final = 500
LOADED: Final = (
    "app_user",
    "vehicle",
    "repair_order",
    "job",
    "order_stage",
    "timeline_entry",
    "audit_entry",
    "search_token",
)
SURNAMES: Final = ("Иванов", "Петров", "Соколов", "Лебедев", "Кузнецов", "Новиков", "Морозов", "Волков")
FOLDED: Final = tuple(map(str.lower, SURNAMES))
# How long the shop has taken orders.
DAYS: Final = 700
MOMENT: Final = "'2026-11-01 10:00:00.000000'"


@dataclass(frozen=True)
class Size:
    """How large a shop is: one of ``company`` orders is the company's, one of as many audited acts rare."""

    orders: int
    clients: int
    mechanics: int
    active: int
    company: int


SMALL: Final = Size(orders=1_000, clients=200, mechanics=10, active=40, company=20)
LARGE: Final = Size(orders=1_000_000, clients=200_000, mechanics=400, active=1_600, company=200)


def load(engine: Engine, size: Size) -> None:
    """Fill the migrated database of a demo; indexes are made afterwards, which is quicker."""
    tables = [metadata.tables[name] for name in LOADED]
    with engine.begin() as connection:
        _drop_indexes(connection, tables)
        _number(connection, size.orders)
        for statement in _statements(size, _placed(size, is_postgresql=_is_postgresql(connection))):
            connection.execute(text(statement))
        connection.execute(text("DROP TABLE number"))
        for index in (index for table in tables for index in table.indexes):
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What autovacuum does in a shop.
        connection.execute(text("VACUUM ANALYZE" if _is_postgresql(connection) else "ANALYZE"))


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _drop_indexes(connection: Connection, tables: list[Table]) -> None:
    if _is_postgresql(connection):
        # No look at foreign keys and triggers for each row.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    for index in (index for table in tables for index in table.indexes):
        index.drop(connection)


def _number(connection: Connection, count: int) -> None:
    connection.execute(text("CREATE TABLE number (i INTEGER PRIMARY KEY)"))
    series = "SELECT generate_series(1, :count)"
    if not _is_postgresql(connection):
        series = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) SELECT i FROM n"
        )
    connection.execute(text(f"INSERT INTO number {series}"), {"count": count})


def _statements(size: Size, placed: str) -> list[str]:
    return [
        *_people(size.clients, FIRST_CLIENT - 1, "client"),
        *_people(size.mechanics - 1, FIRST_MECHANIC, "mechanic"),
        *_vehicles(size),
        _orders(size, placed),
        QUEUE,
        _jobs(),
        _stages(size),
        _timeline(),
        _audit(size),
    ]


def _people(count: int, before: int, role: str) -> list[str]:
    """Accounts, and the tokens by which they are found: surname, number and address."""
    email = f"'{role}' || i || '@shop.example'"
    accounts = f"""INSERT INTO app_user (id, email, name, search_name, role, locale, password_hash, active,
        created_at, totp_secret, totp_step)
        SELECT i + {before}, {email}, {_one_of(SURNAMES)} || ' ' || i, {_one_of(FOLDED)} || ' ' || i,
        '{role}', 'ru', '-', true, {MOMENT}, '', 0 FROM number WHERE i <= {count}"""
    tokens = (
        f"""INSERT INTO search_token (kind, token, owner_id, place)
        SELECT 'person', {token}, i + {before}, {_one_of(FOLDED)} || ' ' || i
        FROM number WHERE i <= {count}"""
        for token in (_one_of(FOLDED), "'' || i", f"'@' || {email}")
    )
    return [accounts, *tokens]


def _one_of(words: Sequence[str]) -> str:
    choices = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"(CASE i % {len(words)} {choices} END)"


def _vehicles(size: Size) -> list[str]:
    """Cars of one make, and the tokens by which they are found: the plate and its ends, make and model."""
    cars = f"""INSERT INTO vehicle (id, client_id, plate, plate_key, make, model)
        SELECT i + {FIRST_CLIENT - 1}, i + {FIRST_CLIENT - 1}, 'А' || i || 'ВС', 'A' || i || 'BC', 'Lada',
        'Vesta' FROM number WHERE i <= {size.clients}"""
    tokens = (
        f"""INSERT INTO search_token (kind, token, owner_id)
        SELECT 'vehicle', {token}, i + {FIRST_CLIENT - 1} FROM number WHERE i <= {size.clients}"""
        for token in ("'#A' || i || 'BC'", "'#' || i || 'BC'", "'#' || i", "'#BC'", "'lada'", "'vesta'")
    )
    return [cars, *tokens]


# As ``modules/orders/queue.py`` places them: what is requested waits the longest, then what is on hold.
QUEUE: Final = f"""UPDATE repair_order SET queue_key = CASE status
    WHEN 'requested' THEN id WHEN 'on_hold' THEN {BAND_SIZE} + id
    WHEN 'delivered' THEN {4 * BAND_SIZE} - id WHEN 'cancelled' THEN {4 * BAND_SIZE} - id
    ELSE {3 * BAND_SIZE} - id END WHERE id >= {FIRST_ORDER}"""


def _placed(size: Size, *, is_postgresql: bool) -> str:
    """Return when an order was placed: a shop of any size has existed for as long."""
    minutes = f"({size.orders} - i) * {DAYS * 24 * 60 // size.orders}"
    if is_postgresql:
        return f"CAST({MOMENT} AS timestamp) - {minutes} * INTERVAL '1 minute'"
    return f"datetime({MOMENT}, '-' || ({minutes}) || ' minutes') || '.000000'"


def _orders(size: Size, placed: str) -> str:
    company = f"i % {size.company} = 0"
    somebody = f"{FIRST_CLIENT} + (i % 20000 * 7919 + i / 20000) % {size.clients}"
    stuck = f"i % {size.orders * 10 // size.active + 1} = 0"
    status = f"""CASE WHEN i > {size.orders - size.active} THEN
        CASE i % 5 WHEN 0 THEN 'requested' WHEN 1 THEN 'scheduled' WHEN 2 THEN 'checked_in'
        WHEN 3 THEN 'in_progress' ELSE 'ready' END
        WHEN {stuck} THEN 'on_hold' WHEN i % 33 = 0 THEN 'cancelled' ELSE 'delivered' END"""
    return f"""INSERT INTO repair_order (id, number_year, number, client_id, vehicle_id, note, status,
        version, timeline_length, created_at, updated_at)
        SELECT i + {FIRST_ORDER - 1}, 2025, i, CASE WHEN {company} THEN 1 ELSE {somebody} END,
        CASE WHEN {company} THEN 1 ELSE {somebody} END, 'Стук спереди справа.', {status}, 9, 5, {placed},
        {MOMENT} FROM number"""


def _jobs() -> str:
    return f"""INSERT INTO job (id, order_id, position, kind, state, service_id, service_version, name_ru,
        name_en, price_minor, currency, created_at)
        SELECT o.id, o.id, 1, 'service', 'approved', 1, 1, 'Замена масла и фильтра', 'Oil and filter', 450000,
        'RUB', {MOMENT} FROM repair_order o WHERE o.id >= {FIRST_ORDER} ORDER BY o.id"""


def _mechanic(place: str, size: Size) -> str:
    number = f"({place}) % {size.mechanics}"
    return f"CASE {number} WHEN 0 THEN 2 ELSE {FIRST_MECHANIC} + {number} END"


def _stages(size: Size) -> str:
    over = "o.status IN ('delivered', 'cancelled')"
    mechanic = (
        f"CASE WHEN p.i <= 2 THEN {_mechanic('o.id', size)} ELSE {_mechanic('o.id * 31 + 7', size)} END"
    )
    return f"""INSERT INTO order_stage (id, order_id, job_id, position, code, name_ru, name_en,
        norm_minutes, required, state, mechanic_id, version)
        SELECT o.id * 4 + p.i, o.id, CASE WHEN p.i < 4 THEN o.id END, p.i,
        CASE p.i WHEN 4 THEN 'handover' ELSE 'work' END, 'Работа', 'Work',
        30, true, CASE WHEN {over} OR p.i = 1 THEN 'done' ELSE 'assigned' END,
        CASE WHEN o.status = 'requested' THEN NULL ELSE {mechanic} END, 3
        FROM repair_order o CROSS JOIN number p WHERE p.i <= 4 AND o.id >= {FIRST_ORDER} ORDER BY o.id, p.i"""


def _timeline() -> str:
    return f"""INSERT INTO timeline_entry (id, order_id, number, kind, at, actor_id, stage_id, published,
        data)
        SELECT o.id * 5 + p.i, o.id, p.i, CASE p.i WHEN 1 THEN 'order_created' ELSE 'stage_completed' END,
        {MOMENT}, 2, CASE p.i WHEN 1 THEN NULL ELSE o.id * 4 + p.i - 1 END, true, '{{}}'
        FROM repair_order o CROSS JOIN number p WHERE p.i <= 5 AND o.id >= {FIRST_ORDER} ORDER BY o.id, p.i"""


def _audit(size: Size) -> str:
    return f"""INSERT INTO audit_entry (id, at, actor_id, actor_role, session_id, address, request_id, action,
        subject, previous_hash, hash)
        SELECT i + 10000, {MOMENT}, {_mechanic("i", size)}, 'mechanic', '', '', '',
        CASE WHEN i % {size.company} = 0 THEN 'user_role_changed' WHEN i % 3 = 0 THEN 'sign_in'
        ELSE 'stage_completed' END,
        'stage:' || i, '', '' FROM number"""
