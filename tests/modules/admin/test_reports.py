"""A report equals its export, the sum of its parts, and what is found without it in a generated year."""

import csv
import io
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import insert, text

from autoservice.modules.admin.reports.errors import ReportPeriodReversed, ReportPeriodTooLong
from autoservice.modules.admin.reports.schemas import Report, ReportQuery
from autoservice.modules.catalog.inventory.models import InventoryItem, StockMovement
from autoservice.modules.orders.estimate import Discount, estimate_jobs
from autoservice.modules.orders.models import Job, Order, OrderStage
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.shared.access import SYSTEM
from autoservice.shared.errors import AccessDenied
from tests.support.runtime import Callers, Shop

pytestmark = pytest.mark.both_databases

MOSCOW: Final = ZoneInfo("Europe/Moscow")
YEAR: Final = 2025
ORDERS: Final = 400
# A time on the wall has no zone.
WALL: Final = datetime(YEAR, 5, 5)  # noqa: DTZ001
NAMES: Final = (("Тормоза", "Brakes"), ("=1+1", "@SUM(A1)"), ("Масло", "Oil"))
# The shop's day of a moment: in Moscow the clocks have stood still since 2014.
DAY_OF: Final = {
    "sqlite": "date(substr(completed_at, 1, 19), '+3 hours')",
    "postgresql": "CAST(completed_at AT TIME ZONE 'Europe/Moscow' AS date)",
}


@dataclass
class Year:
    """The rows of a generated year, as they are written into the tables."""

    orders: list[dict[str, Any]] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    movements: list[dict[str, Any]] = field(default_factory=list)


def generate(shop: Shop, vehicle_id: int, item_id: int) -> Year:
    """Two years of orders, of which the second one is reported: some of them at the very midnights."""
    chance, year = random.Random(7), Year()
    mechanics = [shop.people.mechanic.user_id, shop.people.other_mechanic.user_id]
    midnights = [datetime(YEAR, month, 1, tzinfo=MOSCOW).astimezone(UTC) for month in (1, 4, 12)]
    ends = [one + by for one in midnights for by in (timedelta(0), -timedelta(microseconds=1))]
    for id in range(1000, 1000 + ORDERS):
        created = datetime(YEAR - 1, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(720 * 24 * 60))
        end = ends.pop() if ends else created + timedelta(seconds=chance.randrange(20 * 24 * 3600))
        status = chance.choice(("delivered", "delivered", "delivered", "cancelled", "in_progress"))
        promised = WALL if chance.random() < 0.5 else None
        year.orders.append(
            {
                "id": id, "number_year": YEAR, "number": id, "client_id": shop.people.client.user_id,
                "vehicle_id": vehicle_id, "status": status,
                "created_at": min(created, end), "updated_at": end,
                "completed_at": end if status == "delivered" else None,
                "cancelled_at": end if status == "cancelled" else None,
                "promised_local": promised, "promised_zone": "Europe/Moscow" if promised else "",
                "slipped_at": end if promised and chance.random() < 0.3 else None,
                "discount_minor": chance.choice((0, 0, 12_345, 10**8)),
                "discount_basis_points": chance.choice((0, 0, 333, 1250)),
                "vat_basis_points": 2000,
            }
        )  # fmt: skip
        for position in range(1, chance.randint(1, 4)):
            add_job(chance, year, position, mechanics, item_id)
    return year


def add_job(chance: random.Random, year: Year, position: int, mechanics: Sequence[int], item_id: int) -> None:
    order, job_id = year.orders[-1], 5000 + len(year.jobs)
    kind, (ru, en) = chance.choice(("service", "service", "extra_work")), chance.choice(NAMES)
    state = (
        chance.choice(("approved", "approved", "declined", "withdrawn")) if kind != "service" else "approved"
    )
    lines = [
        (chance.randrange(1, 9000), chance.randrange(1, 99_999), chance.random() < 0.7) for _ in range(2)
    ]
    prices = [(2 * quantity * price + 1000) // 2000 for quantity, price, _ in lines]
    year.jobs.append(
        {
            "id": job_id, "order_id": order["id"], "position": position, "kind": kind, "state": state,
            "name_ru": ru, "name_en": en, "price_minor": chance.randrange(1, 9_999_999),
            "parts_minor": sum(prices), "currency": "RUB", "created_at": order["created_at"],
        }
    )  # fmt: skip
    for number, (quantity, price, is_stocked) in enumerate(lines):
        year.parts.append(
            {
                "order_id": order["id"], "job_id": job_id, "item_id": item_id if is_stocked else None,
                "name_ru": "", "name_en": "", "unit": "litre", "quantity": quantity, "price_minor": price,
                "currency": "RUB", "state": "issued", "created_at": order["created_at"],
                "updated_at": order["created_at"],
            }
        )  # fmt: skip
        if is_stocked and state == "approved":
            cost = chance.randrange(1, 50_000)
            moved = {"item_id": item_id, "order_id": order["id"], "at": order["created_at"]}
            moved["effective_at"] = moved["at"]
            year.movements.append({**moved, "kind": "issue", "on_hand_change": -1, "value_change": -cost})
            if number:
                year.movements.append(
                    {**moved, "kind": "return", "on_hand_change": 1, "value_change": cost // 2}
                )
    started = order["created_at"] if chance.random() < 0.8 else None
    took = timedelta(seconds=chance.choice((0, 61, 7200)))
    year.stages.append(
        {
            "order_id": order["id"], "job_id": job_id, "position": position, "code": "work", "name_ru": "",
            "name_en": "", "norm_minutes": chance.randrange(6, 300),
            "state": chance.choice(("done", "done", "skipped")), "mechanic_id": chance.choice(mechanics),
            "started_at": started, "done_at": order["created_at"] + took,
        }
    )  # fmt: skip


@pytest_asyncio.fixture
async def year(shop: Shop) -> Year:
    """The shop after a generated year."""
    vehicle_id = (await shop.place_order()).vehicle.id
    item: dict[str, Any] = {"article": "X", "article_key": "x", "name_ru": "X", "name_en": "X",
            "sort_ru": "x", "sort_en": "x",
            "kind": "consumable", "unit": "litre", "price_minor": 1}  # fmt: skip
    async with shop.runtime.transaction(SYSTEM) as unit:
        row = InventoryItem(**item, created_at=unit.now)
        unit.session.add(row)
        await unit.session.flush()
        made = generate(shop, vehicle_id, row.id)
        tables = (Order, made.orders), (Job, made.jobs), (OrderStage, made.stages)
        for table, rows in (*tables, (OrderPart, made.parts), (StockMovement, made.movements)):
            await unit.session.execute(insert(table), rows)
    return made


async def report(shop: Shop, first: date, last: date) -> Report:
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        return await unit.services.reports.read_report(ReportQuery(from_day=first, to_day=last))


def day_of(moment: datetime) -> date:
    return moment.astimezone(MOSCOW).date()


def completed(year: Year, first: date, last: date) -> list[dict[str, Any]]:
    return [
        one for one in year.orders if one["completed_at"] and first <= day_of(one["completed_at"]) <= last
    ]


def of(rows: Iterable[dict[str, Any]], orders: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {order["id"] for order in orders}
    return [row for row in rows if row["order_id"] in ids]


def charged(year: Year, order: dict[str, Any]) -> int:
    """What an order comes to by the one function of the program."""
    jobs = [Job(**job) for job in of(year.jobs, [order])]
    discount = Discount(order["discount_minor"], order["discount_basis_points"])
    return estimate_jobs(jobs, discount, order["vat_basis_points"]).total_minor


def half_up(value: Decimal) -> int:
    return int((value + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(YEAR, 1, 1), date(YEAR, 12, 31)),
        (date(YEAR, 3, 1), date(YEAR, 3, 31)),
        (date(YEAR, 4, 1), date(YEAR, 4, 1)),
        (date(YEAR - 3, 1, 1), date(YEAR - 3, 12, 31)),
    ],
)
async def test_totals_are_what_is_found_row_by_row(shop: Shop, year: Year, first: date, last: date):
    found = (await report(shop, first, last)).totals
    orders = completed(year, first, last)
    within = [lambda at: at is not None and first <= day_of(at) <= last][0]
    jobs, agreed = of(year.jobs, orders), [job for job in of(year.jobs, orders) if job["state"] == "approved"]
    extra = [job for job in jobs if job["kind"] == "extra_work"]
    approved, declined = (
        [job for job in extra if job["state"] == state] for state in ("approved", "declined")
    )
    revenue = sum(charged(year, order) for order in orders)
    gross = sum(job["price_minor"] + job["parts_minor"] for job in agreed)
    cycles = sorted(
        order["completed_at"].replace(microsecond=0) - order["created_at"].replace(microsecond=0)
        for order in orders
    )
    minutes = [half_up(Decimal(cycle.total_seconds()) / 60) for cycle in cycles]
    agreed_ids = {job["id"] for job in agreed}
    parts = [part for part in of(year.parts, orders) if part["job_id"] in agreed_ids]
    prices = [
        ((2 * part["quantity"] * part["price_minor"] + 1000) // 2000, part["item_id"]) for part in parts
    ]
    stocked = sum(price for price, item in prices if item)
    cost = -sum(one["value_change"] for one in of(year.movements, orders))
    assert found.model_dump() == {
        "created": sum(within(order["created_at"]) for order in year.orders),
        "completed": len(orders),
        "cancelled": sum(within(order["cancelled_at"]) for order in year.orders),
        "gross_minor": gross,
        "discount_minor": gross - revenue,
        "revenue_minor": revenue,
        "average_minor": half_up(Decimal(revenue) / len(orders)) if orders else None,
        "cycle_median_minutes": minutes[math.ceil(len(minutes) * 0.5) - 1] if minutes else None,
        "cycle_p90_minutes": minutes[math.ceil(len(minutes) * 9 / 10) - 1] if minutes else None,
        "promised": sum(order["promised_local"] is not None for order in orders),
        "late": sum(order["slipped_at"] is not None for order in orders),
        "extra_approved": len(approved),
        "extra_declined": len(declined),
        "extra_approved_minor": sum(job["price_minor"] + job["parts_minor"] for job in approved),
        "extra_declined_minor": sum(job["price_minor"] + job["parts_minor"] for job in declined),
        "extra_approval": half_up(Decimal(10_000 * len(approved)) / len(approved + declined))
        if approved + declined
        else None,
        "parts_minor": sum(price for price, _ in prices),
        "stocked_minor": stocked,
        "parts_cost_minor": cost,
        "parts_margin_minor": stocked - cost,
    }


async def test_the_parts_of_a_year_are_its_months_and_its_sum(shop: Shop, year: Year):
    whole = await report(shop, date(YEAR, 1, 1), date(YEAR, 12, 31))
    assert [part.first.month for part in whole.parts] == list(range(1, 13))
    for part in whole.parts:
        alone = (await report(shop, part.first, part.last)).totals
        assert (part.completed, part.revenue_minor) == (alone.completed, alone.revenue_minor)
    assert sum(part.completed for part in whole.parts) == whole.totals.completed > 100
    assert sum(part.revenue_minor for part in whole.parts) == whole.totals.revenue_minor
    assert sum(one.agreed_minor for one in whole.services) == whole.totals.gross_minor
    month = await report(shop, date(YEAR, 4, 1), date(YEAR, 4, 30))
    assert len(month.parts) == 30
    assert sum(part.completed for part in month.parts) == month.totals.completed == whole.parts[3].completed
    assert month.before == (await report(shop, date(YEAR, 3, 1), date(YEAR, 3, 31))).totals


async def test_days_are_those_of_plain_sql_in_the_shops_zone(shop: Shop, year: Year):
    month = await report(shop, date(YEAR, 4, 1), date(YEAR, 4, 30))
    async with shop.runtime.read_only(SYSTEM) as unit:
        day = DAY_OF[unit.session.get_bind().dialect.name]
        rows = await unit.session.execute(
            text(f"SELECT {day} AS day, count(*) FROM repair_order WHERE completed_at IS NOT NULL GROUP BY 1")
        )
        counts = {str(day): count for day, count in rows}
    assert {str(part.first): part.completed for part in month.parts if part.completed} == {
        day: count for day, count in counts.items() if day.startswith(f"{YEAR}-04")
    }
    assert month.parts[0].completed > 0, "An order was completed at the first midnight of the month."


async def test_work_is_that_of_the_done_stages_of_completed_orders(shop: Shop, year: Year):
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)
    found = await report(shop, first, last)
    done = [stage for stage in of(year.stages, completed(year, first, last)) if stage["state"] == "done"]
    timed = [stage for stage in done if stage["started_at"] and stage["done_at"] > stage["started_at"]]
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for stage in done:
        sums[stage["mechanic_id"]][0] += 1
        sums[stage["mechanic_id"]][1] += stage["norm_minutes"]
    for stage in timed:
        sums[stage["mechanic_id"]][2] += stage["norm_minutes"]
        sums[stage["mechanic_id"]][3] += int((stage["done_at"] - stage["started_at"]).total_seconds())
    assert {
        one.mechanic_id: [one.stages, one.norm_minutes, one.timed_norm_minutes, one.actual_minutes]
        for one in found.mechanics
    } == {id: [*rest, half_up(Decimal(seconds) / 60)] for id, (*rest, seconds) in sums.items()}
    assert {one.name for one in found.mechanics} == {
        shop.people.mechanic.name,
        shop.people.other_mechanic.name,
    }
    approved = {job["id"] for job in year.jobs if job["state"] == "approved"}
    assert sum(one.norm_minutes for one in found.services) == sum(
        stage["norm_minutes"] for stage in done if stage["job_id"] in approved
    )


async def test_the_file_has_the_numbers_of_the_report_and_no_formulas(
    shop: Shop, callers: Callers, year: Year
):
    days = {"from": f"{YEAR}-01-01", "to": f"{YEAR}-12-31"}
    told = Report.model_validate((await callers.administrator.get("/api/admin/reports", params=days)).json())
    assert told == await report(shop, date(YEAR, 1, 1), date(YEAR, 12, 31))
    english = {"Accept-Language": "en"}
    answer = await callers.administrator.get("/api/admin/reports.csv", params=days, headers=english)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cells = {row[0]: row[1:] for row in rows if row}
    money = {name: Decimal(cells[name][0]) * 100 for name in ("Before discounts", "Discounts")}
    assert money == {"Before discounts": told.totals.gross_minor, "Discounts": told.totals.discount_minor}
    assert cells["Cycle time, median"][0] == f"{Decimal(told.totals.cycle_median_minutes or 0) / 60:.2f}"
    months = [row for row in rows if row and row[0].startswith(f"{YEAR}-") and len(row) == 3]
    assert [(int(count), int(Decimal(minor) * 100)) for _, count, minor in months] == [
        (part.completed, part.revenue_minor) for part in told.parts
    ]
    assert "'@SUM(A1)" in cells
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]


async def test_what_is_reported_of_the_past_does_not_change_with_prices_rates_and_names(
    shop: Shop, year: Year
):
    before = await report(shop, date(YEAR, 1, 1), date(YEAR, 12, 31))
    changes = (
        "UPDATE service_template SET price_minor = 1, name_ru = 'X', name_en = 'X'",
        "UPDATE inventory_item SET price_minor = 999999, name_ru = 'Y', kind = 'part'",
        "UPDATE stock_balance SET value_minor = value_minor + 1 WHERE on_hand > 0",
    )
    async with shop.runtime.transaction(SYSTEM) as unit:
        for change in changes:
            await unit.session.execute(text(change))
    assert await report(shop, date(YEAR, 1, 1), date(YEAR, 12, 31)) == before


async def test_a_period_that_cannot_be_is_refused_and_reports_are_for_administrators(shop: Shop):
    for first, last, error in (
        (date(2025, 2, 1), date(2025, 1, 31), ReportPeriodReversed),
        (date(2010, 1, 1), date(2025, 1, 31), ReportPeriodTooLong),
    ):
        with pytest.raises(error):
            await report(shop, first, last)
    for who in (shop.people.client, shop.people.mechanic):
        async with shop.runtime.read_only(who) as unit:
            with pytest.raises(AccessDenied):
                await unit.services.reports.read_report(ReportQuery())
            with pytest.raises(AccessDenied):
                await unit.services.reports.export_report(ReportQuery(), "ru")
