"""Discounts on orders over REST, and what an order comes to with its parts and consumables."""

import asyncio
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.audit import AuditEntry
from autoservice.shared.errors import DomainError
from tests.support.accounts import title
from tests.support.inventory import add_item
from tests.support.runtime import AUDIT, Callers, Shop

KEY = {"Idempotency-Key": "give-a-discount"}
SHOP = {"vat_basis_points": 2000}
REASON = "Соседке Смирновой."


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose stages are all the mechanic's; its work costs 1500.00."""
    order = await shop.assigned_order()
    assert order.price_minor == 150_000
    return order


async def discount(caller: httpx.AsyncClient, order: OrderView, **sent: Any) -> httpx.Response:
    headers = {"Accept-Language": "en", **sent.pop("headers", {})}
    return await caller.put(f"/api/orders/{order.id}/discount", json=sent, headers=headers)


async def given(callers: Callers, order: OrderView, **sent: Any) -> dict[str, Any]:
    answer = await discount(callers.administrator, order, **sent)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def read(callers: Callers, order: OrderView, who: str = "client") -> dict[str, Any]:
    found: dict[str, Any] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()
    return found


async def add_parts(shop: Shop, callers: Callers, order: OrderView) -> None:
    """A part for 400.00, and 2 l of a consumable at 50.00."""
    oil = await add_item(shop, article="5W-30", unit="l", kind="consumable")
    parts = [{"name": "Шланг", "price_minor": 40_000}]
    parts.append({"item_id": oil.id, "quantity": "2", "price_minor": 5_000})
    for part in parts:
        answer = await callers.mechanic.post(f"/api/orders/{order.id}/parts", json=part)
        assert answer.status_code == 201, answer.text


async def test_labour_parts_consumables_discount_and_vat_are_told_apart(
    shop: Shop, callers: Callers, order: OrderView
):
    await add_parts(shop, callers, order)
    found = await given(callers, order, basis_points=1000, reason=REASON)
    assert found["estimate"] == {
        "labour_minor": 150_000,
        "parts_minor": 40_000,
        "consumables_minor": 10_000,
        "discount_minor": 20_000,
        "vat_minor": 30_000,
        "total_minor": 180_000,
    }
    assert (found["price_minor"], found["vat_minor"]) == (180_000, 30_000)
    assert (found["jobs"][0]["parts_minor"], found["jobs"][0]["consumables_minor"]) == (50_000, 10_000)


async def test_a_total_is_the_same_number_wherever_it_is_read(shop: Shop, callers: Callers, order: OrderView):
    await add_parts(shop, callers, order)
    found = await given(callers, order, amount_minor=12_345, reason=REASON)
    [listed] = (await callers.client.get("/api/orders")).json()["items"]
    [exported] = (await callers.client.get("/api/profile/export")).json()["orders"]
    for seen in (listed, exported, await read(callers, order)):
        assert (seen["estimate"], seen["price_minor"]) == (found["estimate"], 200_000 - 12_345)
        assert (seen["discount_minor"], seen["discount_reason"]) == (12_345, REASON)


async def test_a_part_keeps_the_kind_that_its_item_had(shop: Shop, callers: Callers, order: OrderView):
    await add_parts(shop, callers, order)
    parts = (await callers.client.get(f"/api/orders/{order.id}/parts")).json()
    assert [part["kind"] for part in parts] == ["part", "consumable"]
    item = f"/api/admin/catalog/inventory/{parts[1]['item_id']}"
    assert (await callers.administrator.patch(item, json={"kind": "part"})).status_code == 200
    assert (await read(callers, order))["estimate"]["consumables_minor"] == 10_000
    path = f"/api/orders/{order.id}/parts/{parts[1]['id']}"
    changed = await callers.mechanic.patch(path, json={"version": 1, "quantity": "1"})
    assert (changed.status_code, changed.json()["kind"]) == (200, "consumable")
    sums = (await read(callers, order))["estimate"]
    assert (sums["parts_minor"], sums["consumables_minor"]) == (40_000, 5_000)


@pytest.mark.parametrize(
    ("sent", "total"),
    [
        ({"amount_minor": 150_000}, 0),
        ({"amount_minor": 2_000_000_000}, 0),
        ({"basis_points": 10_000}, 0),
        ({"basis_points": 1}, 149_985),
        ({"amount_minor": 0}, 150_000),
        ({"amount_minor": None, "basis_points": 0}, 150_000),
    ],
)
async def test_no_discount_makes_a_total_negative(
    callers: Callers, order: OrderView, sent: dict[str, Any], total: int
):
    assert (await given(callers, order, **sent))["price_minor"] == total


@pytest.mark.parametrize("sent", [{}, {"amount_minor": 0}, {"basis_points": 0}])
async def test_a_discount_is_taken_back_with_its_reason(
    callers: Callers, order: OrderView, sent: dict[str, Any]
):
    await given(callers, order, amount_minor=500, reason=REASON)
    found = await given(callers, order, reason="Не нужна.", **sent)
    assert found["price_minor"] == order.price_minor
    assert [found[f"discount_{name}"] for name in ("minor", "basis_points", "reason")] == [0, 0, ""]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"amount_minor": -1}, "amount_minor"),
        ({"amount_minor": 2**31}, "amount_minor"),
        ({"amount_minor": "много"}, "amount_minor"),
        ({"basis_points": 10_001}, "basis_points"),
        ({"basis_points": True}, "basis_points"),
        ({"amount_minor": 100, "basis_points": 100}, "basis_points"),
        ({"amount_minor": 100, "reason": "x" * 201}, "reason"),
    ],
)
async def test_what_is_no_discount_is_said_at_its_field(
    shop: Shop, callers: Callers, order: OrderView, sent: dict[str, Any], field: str
):
    before = await shop.everything()
    answer = await discount(callers.administrator, order, **sent)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await shop.everything() == before


@pytest.mark.parametrize(
    ("who", "expected"),
    [("client", 403), ("mechanic", 403), ("guest", 401), ("other_client", 403), ("administrator", 200)],
)
async def test_only_administrators_give_discounts(
    callers: Callers, order: OrderView, who: str, expected: int
):
    answer = await discount(callers.by(who), order, basis_points=500)
    assert answer.status_code == expected
    offered = "discount" in (await read(callers, order, who)).get("actions", ())
    assert offered is (expected == 200)


async def test_nothing_is_given_on_what_is_delivered_or_cancelled(shop: Shop, callers: Callers):
    done, cancelled = await shop.assigned_order(), await shop.place_order()
    assert (await shop.complete(done, count=3)).status == "ready"
    await given(callers, done, basis_points=500)
    assert (await shop.complete(done)).status == "delivered"
    path = f"/api/orders/{cancelled.id}/cancel"
    assert (await callers.administrator.post(path, json={"reason": "Передумал."})).status_code == 200
    for order in (done, cancelled):
        before = await shop.everything(AUDIT)
        assert title(await discount(callers.administrator, order)) == (409, "OrderFinished")
        assert await shop.everything(AUDIT) == before


async def test_a_stale_version_is_refused_and_the_same_discount_again_is_no_second_one(
    shop: Shop, callers: Callers, order: OrderView
):
    first = await given(callers, order, basis_points=500, version=order.version)
    stale = await discount(callers.administrator, order, basis_points=700, version=order.version)
    assert title(stale) == (409, "StaleVersion")
    assert await given(callers, order, basis_points=500, version=first["version"]) == first
    assert len(await shop.rows(AuditEntry, action="order_discounted")) == 1


async def test_sent_twice_with_one_key_it_is_given_once(shop: Shop, callers: Callers, order: OrderView):
    sent = {"basis_points": 500, "version": order.version}
    first = await given(callers, order, headers=KEY, **sent)
    before = await shop.everything()
    assert await given(callers, order, headers=KEY, **sent) == first
    assert await shop.everything() == before


async def test_timeline_and_audit_log_tell_the_sums_but_not_the_reason(
    shop: Shop, callers: Callers, order: OrderView
):
    await given(callers, order, basis_points=500, reason=REASON)
    await given(callers, order, amount_minor=700)
    told = [entry for entry in await shop.rows(TimelineEntry) if entry.kind == "order_discounted"]
    first, second = {"amount_minor": 0, "basis_points": 500}, {"amount_minor": 700, "basis_points": 0}
    assert [(entry.data, entry.published) for entry in told] == [(first, True), (second, True)]
    entries = await shop.rows(AuditEntry, action="order_discounted")
    assert [entry.before for entry in entries] == [{"amount_minor": 0, "basis_points": 0}, first]
    assert REASON not in str([entry.model_dump() for entry in entries])


async def test_a_consent_stays_as_it_was_agreed_and_the_next_one_is_with_the_discount(
    shop: Shop, callers: Callers, order: OrderView
):
    async def approve(price: int) -> None:
        work = {"name": "Колодки", "price_minor": price}
        answer = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=work)
        path = f"/api/orders/{order.id}/jobs/{answer.json()['jobs'][-1]['id']}/approve"
        approved = await callers.client.post(path, json={"version": 1, "price_minor": price})
        assert approved.status_code == 200, approved.text

    await approve(10_000)
    [agreed] = await shop.rows(JobDecision)
    await given(callers, order, basis_points=1000)
    await approve(20_000)
    first, second = await shop.rows(JobDecision)
    assert first == agreed
    sums = [(one.shown["total_before_minor"], one.shown["total_after_minor"]) for one in (first, second)]
    assert sums == [(150_000, 160_000), (144_000, 162_000)]
    assert (await read(callers, order))["price_minor"] == 162_000


@pytest.mark.both_databases
@pytest.mark.parametrize("verb", ["approve", "decline"])
async def test_a_decision_on_a_sum_that_a_discount_has_changed_is_refused_with_the_new_one(
    shop: Shop, callers: Callers, order: OrderView, verb: str
):
    work = {"name": "Колодки", "price_minor": 10_000}
    proposed = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=work)
    path = f"/api/orders/{order.id}/jobs/{proposed.json()['jobs'][-1]['id']}/{verb}"
    seen = {"version": 1, "price_minor": 10_000, "total_minor": 160_000}
    await given(callers, order, basis_points=1000)
    before = await shop.everything(AUDIT)
    stale = await callers.client.post(path, json=seen, headers={"Accept-Language": "en"})
    assert title(stale) == (409, "TotalChanged")
    assert (stale.json()["total_minor"], stale.json()["currency"]) == (144_000, "RUB")
    assert "RUB\xa01,440" in stale.json()["detail"]
    assert await shop.everything(AUDIT) == before
    await given(callers, order, basis_points=1000, reason=REASON)
    decided = await callers.client.post(path, json={**seen, "total_minor": 144_000})
    assert decided.status_code == 200, decided.text
    [kept] = await shop.rows(JobDecision)
    assert kept.shown["total_after_minor"] == 144_000


@pytest.mark.both_databases
@pytest.mark.parametrize("sees_version", [True, False])
async def test_of_two_discounts_at_once_one_is_told_or_the_last_one_counts(
    shop: Shop, order: OrderView, sees_version: bool
):
    version = order.version if sees_version else None

    async def attempt(basis_points: int) -> str:
        try:
            async with shop.runtime.transaction(shop.people.administrator) as unit:
                command = OrderDiscount(basis_points=basis_points, version=version)
                await unit.services.discounts.discount_order(order.id, command)
        except DomainError as error:
            return error.code
        return "given"

    outcomes = await asyncio.gather(attempt(1000), attempt(2000))
    assert sorted(outcomes) == (["StaleVersion", "given"] if sees_version else ["given", "given"])
    after = await shop.order(order.id)
    assert after.price_minor in (135_000, 120_000)
    assert len(await shop.rows(AuditEntry, action="order_discounted")) == outcomes.count("given")
