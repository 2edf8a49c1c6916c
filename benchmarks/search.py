"""Searching orders and people: how long it takes in a large shop, on SQLite and PostgreSQL.

``python -m benchmarks.search --rows 200000``; ``--rows`` are people, cars and orders each.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, insert, text

from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.models import User
from autoservice.modules.catalog.repair_templates.models import RepairTemplate
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.orders.models import Job, Order
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import Actor, Role
from autoservice.shared.clock import system_clock
from autoservice.shared.db import upgrade
from autoservice.shared.normal_forms import plate_key
from autoservice.shared.search import MAX_TOKEN, SearchToken
from autoservice.wiring.adapters import build_adapters
from tests.support.postgres import running_postgres
from tests.support.processes import scratch_folder

BATCH: Final = 5000
FAMILIES: Final = [
    "Орлов",
    "Смирнов",
    "Козлов",
    "Волков",
    "Белов",
    "Соловьёв",
    "Салтыков-Щедрин",
    "Ёлкин",
    "Ким",
    "O'Neil",
]
GIVEN: Final = ["Пётр", "Анна", "Илья", "Мария", "Олег", "Александр", "Алексей", "Фёдор"]
LETTERS: Final = "АВЕКМНОРСТУХ"
QUERIES: Final = (
    "а123вс77",
    "123",
    "орлов777",
    "петр орлов",
    "7 (916) 000-12-34",
    "1234",
    "№ 42",
    "ал",
    "а",
    "нет такого",
)
ADMINISTRATOR: Final = Actor(Role.ADMINISTRATOR, 1)


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    with scratch_folder("search") as folder:
        measure("SQLite", f"sqlite+aiosqlite:///{folder / 'shop.db'}", folder, rows)
        with running_postgres() as server:
            measure("PostgreSQL", server.create("search"), folder, rows)


def measure(name: str, url: str, folder: Path, rows: int) -> None:
    """Fill a database and print the best of three times of each query, in milliseconds."""
    upgrade(url)
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        fill(connection, rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if "postgresql" in url else "ANALYZE"))
    engine.dispose()
    asyncio.run(ask(name, Settings(database_url=url, data_dir=folder)))


async def ask(name: str, settings: Settings) -> None:
    """Print how long each query takes, for orders and for people."""
    outside = build_adapters(settings)
    runtime = Runtime(outside)
    for query in QUERIES:
        orders = [await _timed(runtime, query, people=False) for _ in range(3)]
        people = [await _timed(runtime, query, people=True) for _ in range(3)]
        print(f"| {name} | {query} | {min(orders):.1f} | {min(people):.1f} |", flush=True)
    await outside.engine.dispose()


async def _timed(runtime: Runtime, query: str, *, people: bool) -> float:
    async with runtime.read_only(ADMINISTRATOR) as unit:
        started = time.perf_counter()
        if people:
            await unit.services.directory.list_users(UserFilter(text=query))
        else:
            await unit.services.orders.list_orders(OrdersFilter(q=query))
        return (time.perf_counter() - started) * 1000


def fill(connection: Connection, rows: int) -> None:
    """Insert ``rows`` people, each with a car and an order, and what they are found by."""
    chance = random.Random(1)
    now = system_clock()
    category = ServiceCategory(id=1, code="oil", position=1, name_ru="", name_en="", icon="")
    template = RepairTemplate(id=1, code="oil", name_ru="", name_en="")
    named: dict[str, Any] = {
        "id": 1,
        "code": "oil",
        "name_ru": "",
        "name_en": "",
        "category_id": 1,
        "template_id": 1,
    }
    service = ServiceTemplate(**named, position=1, norm_minutes=1, price_minor=1)
    connection.execute(insert(ServiceCategory), [category.model_dump()])
    connection.execute(insert(RepairTemplate), [template.model_dump()])
    connection.execute(insert(ServiceTemplate), [service.model_dump()])
    for first in range(1, rows + 1, BATCH):
        ids = range(first, min(first + BATCH, rows + 1))
        people = [_person(number, chance, now) for number in ids]
        cars = [_car(number, chance) for number in ids]
        orders = [_order(number, now) for number in ids]
        jobs = [_job(number, now) for number in ids]
        for batch in (people, cars, orders, jobs):
            connection.execute(insert(type(batch[0])), [row.model_dump() for row in batch])
        connection.execute(
            insert(SearchToken), list(_tokens("person", people)) + list(_tokens("vehicle", cars))
        )


def _tokens(kind: str, rows: list[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for token in {one[:MAX_TOKEN] for one in row.search_tokens()}:
            yield {"kind": kind, "token": token, "owner_id": row.id, "place": getattr(row, "search_name", "")}


def _person(number: int, chance: random.Random, now: Any) -> User:
    name = f"{chance.choice(GIVEN)} {chance.choice(FAMILIES)}{number % 1000}"
    user = User(
        id=number, name=name, role="client", password_hash="", created_at=now, phone=f"+7916{number:07d}"
    )
    user.rename(name)
    return user


def _car(number: int, chance: random.Random) -> Vehicle:
    a, b, c = (chance.choice(LETTERS) for _ in range(3))
    plate = f"{a}{chance.randrange(1, 1000):03d}{b}{c}{chance.randrange(1, 200):02d}"
    return Vehicle(
        id=number, client_id=number, plate=plate, plate_key=plate_key(plate), make="Lada", model="Vesta"
    )


def _order(number: int, now: Any) -> Order:
    return Order(
        id=number,
        number_year=now.year,
        number=number,
        client_id=number,
        vehicle_id=number,
        status="requested",
        created_at=now,
        updated_at=now,
    )


def _job(number: int, now: Any) -> Job:
    return Job(
        id=number,
        order_id=number,
        position=1,
        kind="service",
        state="approved",
        service_id=1,
        service_version=1,
        name_ru="",
        name_en="",
        price_minor=1,
        currency="RUB",
        created_at=now,
    )


if __name__ == "__main__":
    main()
