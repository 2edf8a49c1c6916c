"""When an order will be done, over REST: opening hours, estimates, promises, and what cannot be kept."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import event

from autoservice.modules.orders.schemas import OrdersFilter, OrderView
from autoservice.runtime.promise_watch import record_slips
from autoservice.shared.audit import AuditEntry
from tests.support.runtime import Callers, MovableClock, Shop, sign_everybody_in

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT_AND_DAY = [[{"opens": "00:00", "closes": "24:00"}]] * 7
KEY = {"Idempotency-Key": "0123456789abcdef"}
HOURS = "/api/admin/opening-hours"


@pytest.fixture
async def open_shop(callers: Callers) -> None:
    """A shop that never closes, so that working time is time."""
    await set_hours(callers, NIGHT_AND_DAY)


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose stages are all the mechanic's."""
    return await shop.assigned_order()


async def set_hours(callers: Callers, week: list[Any], version: int = 0, **more: Any) -> httpx.Response:
    sent = {"version": version, "week": week, **more}
    return await callers.administrator.put(HOURS, json=sent, headers={"Accept-Language": "en"})


async def promise(
    caller: httpx.AsyncClient, order: OrderView, at: datetime | str, **more: Any
) -> httpx.Response:
    local = at if isinstance(at, str) else at.astimezone(MOSCOW).strftime("%Y-%m-%dT%H:%M")
    headers = {"Accept-Language": "en", **more.pop("headers", {})}
    return await caller.put(f"/api/orders/{order.id}/promise", json={"at": local, **more}, headers=headers)


async def seen(callers: Callers, order: OrderView, who: str = "client") -> dict[str, Any]:
    answer: dict[str, Any] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()
    return answer


def norm_time(order: OrderView) -> timedelta:
    """The time that all stages but the handover take."""
    return timedelta(minutes=sum(stage.norm_minutes for stage in order.stages[:-1]))


def of(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.mark.both_databases
async def test_opening_hours_are_set_as_a_whole_and_read_by_everybody(callers: Callers):
    assert (await callers.guest.get(HOURS)).json() == {
        "version": 0, "week": [[]] * 7, "special_days": [], "zone": "Europe/Moscow",
    }  # fmt: skip
    week = [[{"opens": "14:00", "closes": "0:00"}, {"opens": "9:00", "closes": "13:00"}], *[[]] * 6]
    special: list[dict[str, Any]] = [{"day": "2027-01-01", "periods": [], "note": " Новый год "}]
    special.append({"day": "2026-12-31", "periods": [{"opens": "10:00", "closes": "14:00"}], "note": ""})
    assert (await set_hours(callers, week, special_days=special)).status_code == 200
    read = (await callers.guest.get(HOURS)).json()
    assert read["week"][0] == [{"opens": "09:00", "closes": "13:00"}, {"opens": "14:00", "closes": "24:00"}]
    assert read["version"] == 1
    assert [(one["day"], one["periods"], one["note"]) for one in read["special_days"]] == [
        ("2026-12-31", [{"opens": "10:00", "closes": "14:00"}], ""),
        ("2027-01-01", [], "Новый год"),
    ]
    # What is read can be sent again.
    again = await set_hours(callers, read["week"], 1, special_days=read["special_days"])
    assert again.json() == read | {"version": 2}


@pytest.mark.both_databases
async def test_opening_hours_that_somebody_else_has_changed_are_not_overwritten(shop: Shop, callers: Callers):
    await set_hours(callers, NIGHT_AND_DAY)
    before = await shop.everything()
    for version in (0, 2):
        refused = await set_hours(callers, [[]] * 7, version)
        assert (refused.status_code, refused.json()["title"]) == (409, "OpeningHoursOutdated")
    assert await shop.everything() == before


@pytest.mark.parametrize(
    ("week", "code"),
    [
        ([[{"opens": "18:00", "closes": "9:00"}], *[[]] * 6], "PeriodReversed"),
        ([[{"opens": "9:00", "closes": "12:00"}, {"opens": "11:00", "closes": "18:00"}], *[[]] * 6],
         "PeriodsOverlap"),
        ([[{"opens": "25:00", "closes": "26:00"}], *[[]] * 6], "Invalid"),
        ([[{"opens": "9", "closes": "18:00"}], *[[]] * 6], "Invalid"),
        ([[]] * 6, "Invalid"),
    ],
)  # fmt: skip
async def test_opening_hours_that_cannot_be_are_refused(
    shop: Shop, callers: Callers, week: list[Any], code: str
):
    before = await shop.everything()
    refused = await set_hours(callers, week)
    assert (refused.status_code, refused.json()["title"]) == (422, code)
    assert await shop.everything() == before


async def test_the_setting_fills_opening_hours_that_nobody_has_set(shop: Shop, callers: Callers):
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        assert not await unit.services.opening_hours.fill_from_text("whenever you like")
        assert await unit.services.opening_hours.fill_from_text("Пн–Сб 9:00–20:00")
        assert not await unit.services.opening_hours.fill_from_text("Mon 9:00-10:00")
    read = (await callers.guest.get(HOURS)).json()
    assert read["week"] == [[{"opens": "09:00", "closes": "20:00"}]] * 6 + [[]]


async def test_nothing_is_estimated_in_a_shop_without_opening_hours(callers: Callers, order: OrderView):
    assert (await seen(callers, order))["eta"] is None


@pytest.mark.both_databases
async def test_an_order_is_done_after_its_work_and_what_comes_before_it(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView, open_shop: None
):
    second = await shop.assigned_order()
    first_eta = of((await seen(callers, order))["eta"])
    second_eta = of((await seen(callers, second))["eta"])
    assert first_eta == clock.now + norm_time(order)
    # The handover of the first is the mechanic's, too.
    assert second_eta == first_eta + timedelta(minutes=order.stages[-1].norm_minutes) + norm_time(second)
    listed = (await callers.client.get("/api/orders")).json()["items"]
    assert {one["id"]: of(one["eta"]) for one in listed} == {order.id: first_eta, second.id: second_eta}


async def test_an_order_on_hold_finished_or_of_nobody_has_no_estimate(
    shop: Shop, callers: Callers, order: OrderView, open_shop: None
):
    new = await shop.place_order()
    assert (await seen(callers, new))["eta"] is None
    stage = f"/api/orders/{order.id}/stages/{order.stages[0].id}"
    await callers.mechanic.post(f"{stage}/start")
    assert (await seen(callers, order))["eta"]
    await callers.mechanic.post(f"{stage}/block", json={"reason": "parts"})
    assert (await seen(callers, order))["eta"] is None
    await callers.mechanic.post(f"{stage}/resume")
    await shop.complete(order, len(order.stages) - 1)
    assert (await seen(callers, order))["status"] == "ready"
    assert (await seen(callers, order))["eta"] is None


async def test_many_orders_are_estimated_by_as_many_queries_as_one(shop: Shop, open_shop: None):
    counts = []
    for _ in range(2):
        await shop.assigned_order()
        counts.append(await count_statements_of_a_list(shop))
    assert counts[0] == counts[1]


async def count_statements_of_a_list(shop: Shop) -> int:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = shop.runtime.adapters.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with shop.runtime.read_only(shop.people.client) as unit:
        page = await unit.services.orders.list_orders(OrdersFilter())
    event.remove(engine, "before_cursor_execute", note)
    assert all(one.eta for one in page.items)
    return len(statements)


@pytest.mark.both_databases
async def test_a_mechanic_promises_and_the_client_reads_it(
    callers: Callers, clock: MovableClock, order: OrderView
):
    at = (clock.now + timedelta(days=3)).replace(second=0, microsecond=0)
    promised = (await promise(callers.mechanic, order, at)).json()
    assert of(promised["promised_at"]) == at
    assert promised["promised_zone"] == "Europe/Moscow"
    read = await seen(callers, order)
    assert of(read["promised_at"]) == at
    assert read["promised_local"] == at.astimezone(MOSCOW).strftime("%Y-%m-%dT%H:%M:00")
    assert "promise" not in read["actions"]
    assert "promise" in (await seen(callers, order, "mechanic"))["actions"]


async def test_what_is_put_off_needs_a_reason_which_the_client_reads(
    callers: Callers, clock: MovableClock, order: OrderView
):
    at = clock.now + timedelta(days=3)
    await promise(callers.mechanic, order, at)
    refused = await promise(callers.administrator, order, at + timedelta(hours=1))
    assert (refused.status_code, refused.json()["title"]) == (422, "ReasonMissing")
    assert [one["field"] for one in refused.json()["errors"]] == ["reason"]
    moved = await promise(callers.administrator, order, at + timedelta(hours=1), reason="parts")
    assert moved.json()["promise_reason"] == "parts"
    earlier = await promise(callers.administrator, order, at - timedelta(hours=1))
    assert (earlier.status_code, earlier.json()["promise_reason"]) == (200, None)
    told = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    kinds = [(one["kind"], one["data"].get("reason")) for one in told if one["kind"].startswith("promise")]
    assert kinds == [("promise_made", None), ("promise_moved", "parts"), ("promise_moved", None)]


async def test_the_same_promise_again_and_a_repetition_are_no_second_one(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    at = clock.now + timedelta(days=3)
    first = await promise(callers.mechanic, order, at, headers=KEY)
    before = await shop.everything()
    again = await promise(callers.mechanic, order, at, headers=KEY)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.everything() == before
    assert (await promise(callers.administrator, order, at)).status_code == 200
    assert len(await shop.rows(AuditEntry, action="promise_made")) == 1
    assert len(await shop.rows(AuditEntry, action="promise_moved")) == 0


async def test_a_promise_for_an_order_that_has_changed_is_refused(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    at, version = clock.now + timedelta(days=3), (await seen(callers, order))["version"]
    assert (await promise(callers.mechanic, order, at, version=version)).status_code == 200
    before = await shop.everything()
    stale = await promise(callers.mechanic, order, at - timedelta(hours=1), version=version)
    assert (stale.status_code, stale.json()["title"]) == (409, "StaleVersion")
    assert await shop.everything() == before


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "PromisePassed"), (500, "PromiseTooFar"), (400_000, "Invalid")]
)
async def test_a_promise_is_for_a_time_to_come(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView, days: int, code: str
):
    before = await shop.everything()
    refused = await promise(callers.mechanic, order, clock.now + timedelta(days=days))
    assert (refused.status_code, refused.json()["title"]) == (422, code)
    assert await shop.everything() == before


async def test_a_time_with_an_offset_is_no_time_on_the_wall(callers: Callers, order: OrderView):
    assert (await promise(callers.mechanic, order, "2027-12-04T18:00+05:00")).status_code == 422


async def test_other_mechanics_and_clients_promise_nothing(
    callers: Callers, clock: MovableClock, order: OrderView
):
    at = clock.now + timedelta(days=3)
    assert (await promise(callers.client, order, at)).status_code == 403
    assert (await promise(callers.by("other_mechanic"), order, at)).status_code == 404


async def test_a_ready_order_is_promised_no_more(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    await shop.complete(order, len(order.stages) - 1)
    refused = await promise(callers.mechanic, order, clock.now + timedelta(days=3))
    assert (refused.status_code, refused.json()["title"]) == (409, "OrderDone")


@pytest.mark.both_databases
async def test_a_promise_that_work_on_hold_overtakes_slips_once_with_its_reason(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView, open_shop: None
):
    stage = f"/api/orders/{order.id}/stages/{order.stages[0].id}"
    await callers.mechanic.post(f"{stage}/start")
    await promise(callers.mechanic, order, clock.now + norm_time(order))
    assert await watch(shop) == 0
    await callers.mechanic.post(f"{stage}/block", json={"reason": "parts", "remark": "Secret."})
    clock.forward(hours=1)
    assert (await watch(shop), await watch(shop)) == (1, 0)
    callers = await sign_everybody_in(shop)
    read = await seen(callers, order)
    assert (read["slip_reason"], of(read["slipped_at"])) == ("parts", clock.now)
    [told] = [
        one
        for one in (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
        if one["kind"] == "promise_slipped"
    ]
    assert told["data"] == {"reason": "parts"}
    # Another promise may slip again.
    await promise(callers.mechanic, order, clock.now + timedelta(days=2), reason="parts")
    assert (await seen(callers, order))["slipped_at"] is None
    clock.forward(days=3)
    assert await watch(shop) == 1


async def test_half_an_hour_is_in_time(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView, open_shop: None
):
    at = (clock.now + norm_time(order)).replace(second=0, microsecond=0)
    await promise(callers.mechanic, order, at)
    clock.now = at - norm_time(order) + timedelta(minutes=30)
    assert await watch(shop) == 0
    clock.forward(minutes=1)
    assert await watch(shop) == 1
    callers = await sign_everybody_in(shop)
    assert (await seen(callers, order))["slip_reason"] == "longer"


async def test_a_service_that_is_added_makes_the_order_later_and_overtakes_its_promise(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView, open_shop: None
):
    before = of((await seen(callers, order))["eta"])
    await promise(callers.mechanic, order, clock.now + norm_time(order) + timedelta(minutes=1))
    assert await watch(shop) == 0
    longest = await callers.administrator.post(f"/api/orders/{order.id}/jobs", json={"service_ids": [25]})
    assert longest.status_code == 201, longest.text
    later = await shop.order(order.id)
    assert of((await seen(callers, order))["eta"]) - before == norm_time(later) - norm_time(order)
    assert await watch(shop) == 1
    assert (await seen(callers, order))["slip_reason"] == "longer"


async def test_a_promise_of_a_shop_without_opening_hours_slips_once_it_has_passed(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    await promise(callers.mechanic, order, clock.now + timedelta(minutes=2))
    assert await watch(shop) == 0
    clock.forward(minutes=33)
    assert await watch(shop) == 1


async def test_what_is_ready_slips_no_more(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView, open_shop: None
):
    await promise(callers.mechanic, order, clock.now + timedelta(days=1))
    await shop.complete(order, len(order.stages) - 1)
    clock.forward(days=2)
    assert await watch(shop) == 0


async def watch(shop: Shop) -> int:
    return await record_slips(shop.runtime.read_only, shop.runtime.transaction)
