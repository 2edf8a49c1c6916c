"""Searching orders and people over REST, the same on both databases."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.orders.schemas import OrdersFilter
from tests.support.factories import car
from tests.support.runtime import Callers, Shop

pytestmark = pytest.mark.both_databases
ORLOV, SMIRNOVA = "Пётр Орлов-Салтыков", "Анна O'Neil"
# What finds the order of which client: typed by an administrator.
ORDERS = {
    "орлов": [ORLOV],
    "ОРЛОВ": [ORLOV],
    "Петр": [ORLOV],
    "салтыков": [ORLOV],
    "орлов-салт": [ORLOV],
    "oneil": [SMIRNOVA],
    "neil анна": [SMIRNOVA],
    "а777": [ORLOV],
    "A777AA": [ORLOV],
    "а 777 аа 99": [ORLOV],
    "а—777—аа/99 RUS": [ORLOV],
    "777": [ORLOV],
    "7799": [ORLOV],
    "М-AB": [SMIRNOVA],
    "1234 ab-7": [],
    "vesta": [SMIRNOVA, ORLOV],
    "8 (916) 123-45-67": [ORLOV],
    "+8 (916) 123-45-67": [ORLOV],
    "+79161234567": [ORLOV],
    "916 123": [ORLOV],
    "4567": [ORLOV],
    "45-67": [ORLOV],
    "орлов а777": [ORLOV],
    "орлов м-ab": [],
    "%": [],
    "_": [],
    "ов": [],
    "🚗": [],
    "ы" * 120: [],
}


@pytest_asyncio.fixture
async def numbers(shop: Shop, callers: Callers) -> list[int]:
    """The numbers of two orders, of two clients."""
    people = shop.people
    # Changed as anybody's is: what a row is found by follows it.
    await shop.change(people.client, name=ORLOV, phone="+79161234567")
    await shop.change(people.other_client, name=SMIRNOVA)
    placed = []
    for who, plate in (("client", "А777АА99"), ("other_client", "M-AB 4321")):
        wanted = {"service_id": 1, **car(plate)}
        answer = await callers.by(who).post("/api/orders", json=wanted)
        placed.append(answer.json()["id"])
    return placed


async def found(callers: Callers, who: str, query: str) -> list[str]:
    answer = await callers.by(who).get("/api/orders", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [one["client_name"] for one in answer.json()["items"]]


async def test_orders_are_found_by_what_people_type(numbers: list[int], callers: Callers):
    assert {query: await found(callers, "administrator", query) for query in ORDERS} == ORDERS
    assert await found(callers, "administrator", f"№ {numbers[0]}") == [ORLOV]
    assert await found(callers, "administrator", str(numbers[1])) == [SMIRNOVA]
    assert await found(callers, "administrator", "№ 999999999999999999999") == []


async def test_nobody_finds_what_they_may_not_see(shop: Shop, numbers: list[int], callers: Callers):
    assert await found(callers, "client", "vesta") == [ORLOV]
    assert await found(callers, "client", "M-AB") == []
    assert await found(callers, "mechanic", "орлов") == []
    await shop.assign(await shop.order(numbers[0]))
    assert await found(callers, "mechanic", "орлов а777") == [ORLOV]
    # A mechanic is not shown the client's phone number, and cannot guess it.
    assert await found(callers, "mechanic", "4567") == []


async def test_people_are_found_by_name_phone_and_address(numbers: list[int], callers: Callers):
    async def people(query: str) -> list[str]:
        answer = await callers.administrator.get("/api/admin/users", params={"text": query})
        return [one["name"] for one in answer.json()["items"]]

    for query in ("петр орлов-салт", "8 916 123 45 67", "4567", "client@ex", "CLIENT@EXAMPLE.COM"):
        assert await people(query) == [ORLOV], query
    assert await people("№ 42") == []


async def test_who_leaves_is_found_no_more(shop: Shop, numbers: list[int], callers: Callers):
    await shop.change(shop.people.client, name="", phone=None)
    assert await found(callers, "administrator", "орлов") == []
    assert await found(callers, "administrator", "а777") == [""]


async def test_a_query_that_is_too_long_gets_a_sentence(callers: Callers):
    assert (await callers.administrator.get("/api/orders", params={"q": "ы" * 121})).status_code == 422


@contextlib.contextmanager
def heard(connection: AsyncConnection) -> Iterator[list[tuple[str, Any]]]:
    """The searching statements of a connection, with their values, as they are executed."""
    statements: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "search_token" in statement:
            statements.append((statement, values))

    event.listen(connection.sync_connection, "before_cursor_execute", hear)
    yield statements
    event.remove(connection.sync_connection, "before_cursor_execute", hear)


async def test_a_search_reads_no_table_from_end_to_end(shop: Shop, numbers: list[int]):
    plans: list[str] = []
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        connection = await unit.session.connection()
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        if explain == "EXPLAIN ":
            # Tables this small are read at once otherwise, whatever indexes there are.
            await connection.exec_driver_sql("SET enable_seqscan = off")
        with heard(connection) as statements:
            await unit.services.orders.list_orders(OrdersFilter(q="орлов 4567"))
            await unit.services.directory.list_users(UserFilter(text="орлов 4567"))
        for statement, values in statements:
            plans += [str(row[-1]) for row in await connection.exec_driver_sql(explain + statement, values)]
    assert plans
    tables = ("repair_order", "app_user", "vehicle", "search_token")
    whole = [f"{scan} {table}" for scan in ("Seq Scan on", "SCAN") for table in tables]
    assert [line for line in plans if any(part in line for part in whole)] == []
