"""Behind each list is an index in its order: nothing is sorted, and no table is read from end to end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import event

from autoservice.modules.orders.schemas import Focus
from tests.support.board import plan as plan_day
from tests.support.board import read_board
from tests.support.runtime import Callers, Shop

LISTS: dict[str, list[dict[str, Any]]] = {
    "/api/orders": [
        {},
        {"active": True},
        {"status": "delivered"},
        {"active": True, "status": "ready"},
        {"sort": "ready_first"},
        {"sort": "ready_first", "status": "delivered"},
        {"sort": "queue"},
        {"sort": "queue", "active": True},
        {"sort": "queue", "status": "on_hold"},
        {"from": "2026-01-01"},
        {"from": "2026-01-01", "to": "2027-12-31", "status": "requested"},
    ],
    "/api/admin/catalog/services": [
        {"sort": sort, **filters}
        for sort in ("position", "-position", "name_ru", "-name_en", "hours")
        for filters in ({}, {"category_id": 1}, {"archived": True}, {"category_id": 1, "archived": True})
    ],
    "/api/admin/clients": [{}],
    "/api/admin/claims": [{}],
    "/api/vehicles": [{}, {"client": 1}],
    "/api/admin/users": [{}, {"role": "client"}],
    "/api/admin/audit": [{}, {"action": "sign_in"}, {"actor_id": 1}, {"subject": "order:1"}],
    "/api/admin/dead-letters": [{}],
    "/api/admin/deliveries": [
        {},
        {"state": "dead"},
        {"channel": "email"},
        {"state": "sent", "channel": "push"},
    ],
    "/api/catalog/inventory": [
        {"sort": sort, **filters}
        for sort in ("name_ru", "-name_en", "article", "maker", "place", "-price")
        for filters in (
            {},
            {"kind": "part"},
            {"low": True},
            {"low": True, "kind": "part"},
            {"archived": True},
        )
    ],
    "/api/admin/catalog/stock-counts": [{}],
}
# An order of which some are read: the sign-in, the load, the counts, the money, the late orders, the stock.
MOST_QUERIES: Final = 14
WHOLE_TABLE: Final = r"SCAN (repair_order|order_stage|job|order_part|stock_movement)"
CASES = [(path, query, "administrator") for path, filters in LISTS.items() for query in filters]
# For those who may read all orders.
OF_PEOPLE: Final[tuple[dict[str, Any], ...]] = ({"client": 1}, {"client": 1, "active": True}, {"mechanic": 1})
OF_THE_SHOP: Final[tuple[dict[str, Any], ...]] = (
    *({"focus": focus, "sort": "queue"} for focus in Focus),
    {"focus": "today", "sort": "queue", "status": "ready"},
    {"focus": "late"},
    {"completed_from": "2026-01-01", "completed_to": "2026-12-31"},
    {"completed_from": "2026-01-01", "status": "delivered"},
)
CASES += [("/api/orders", query, "administrator") for query in (*OF_PEOPLE, *OF_THE_SHOP)]
CASES += [("/api/orders", query, who) for query in LISTS["/api/orders"] for who in ("client", "mechanic")]


@contextmanager
def statements(shop: Shop) -> Iterator[list[tuple[str, Any]]]:
    """What the program asks the database for within the block."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    engine = shop.runtime.adapters.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


# Plans with the steps that the lists have no need of made so dear that only who cannot do without takes them.
PLANNER = ("SET enable_seqscan = off", "SET enable_sort = off", "SET enable_bitmapscan = off")


async def plan(shop: Shop, statement: str, values: Any) -> list[str]:
    async with shop.runtime.adapters.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            return [row[-1] for row in found]
        for setting in PLANNER:
            await connection.exec_driver_sql(setting)
        found = await connection.exec_driver_sql(f"EXPLAIN {statement}", values)
        return [row[-1] for row in found]


@pytest.mark.both_databases
async def test_lists_are_read_along_their_indexes(shop: Shop, callers: Callers):
    await shop.assigned_order()
    for path, query, who in CASES:
        with statements(shop) as asked:
            assert (await callers.by(who).get(path, params=query)).status_code == 200
        pages = [one for one in asked if "LIMIT" in one[0]]
        assert pages
        # Along its primary key a whole list is read in its order; the page ends that.
        whole = who == "administrator" and not query.keys() - {"sort"}
        steps = [step for page in pages for step in await plan(shop, *page)]
        assert [step for step in steps if is_costly(step, whole)] == [], (path, query, who)


@pytest.mark.both_databases
async def test_the_board_of_a_day_is_read_by_its_index_with_as_many_queries_as_ever(shop: Shop):
    tomorrow = shop.today + timedelta(days=1)
    counts = []
    for _ in range(2):
        await plan_day(shop, await shop.assigned_order(), tomorrow)
        with statements(shop) as asked:
            await read_board(shop, tomorrow)
        counts.append(len(asked))
        read = [one for one in asked if "scheduled_on" in one[0] or "row_number" in one[0]]
        steps = [step for one in read for step in await plan(shop, *one)]
        assert any("ix_repair_order_day" in step for step in steps), steps
        assert [step for step in steps if "Seq Scan" in step or step == "SCAN repair_order"] == []
    assert counts[0] == counts[1]


@pytest.mark.both_databases
async def test_the_dashboard_takes_as_many_queries_as_ever_and_reads_no_table_from_end_to_end(
    shop: Shop, callers: Callers
):
    counts = []
    for _ in range(2):
        order = await plan_day(shop, await shop.assigned_order(), shop.today)
        await shop.complete(order, len(order.stages))
        await shop.assigned_order()
        with statements(shop) as asked:
            assert (await callers.administrator.get("/api/admin/dashboard")).status_code == 200
        counts.append(len(asked))
        read = [one for one in asked if "FROM repair_order" in one[0]]
        steps = [step for one in read for step in await plan(shop, *one)]
        assert any("ix_repair_order_completed_at_id" in step for step in steps), steps
        assert [step for step in steps if "Seq Scan" in step or re.fullmatch(WHOLE_TABLE, step)] == []
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.both_databases
async def test_a_report_reads_no_table_from_end_to_end(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages))
    with statements(shop) as asked:
        answer = await callers.administrator.get("/api/admin/reports", params={"from": "2026-01-01"})
    assert answer.status_code == 200
    read = [one for one in asked if "repair_order" in one[0]]
    assert 15 <= len(read) <= 24
    steps = [step for one in read for step in await plan(shop, *one)]
    assert [step for step in steps if "Seq Scan" in step or re.fullmatch(WHOLE_TABLE, step)] == []


def is_costly(step: str, whole: bool) -> bool:
    """Whether the database sorts, or reads a table from end to end without an index."""
    scans = step.startswith("SCAN") and "INDEX" not in step and "(" not in step
    return "TEMP B-TREE" in step or "Sort " in step or "Seq Scan" in step or (scans and not whole)
