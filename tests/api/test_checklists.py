"""Checklists and needed photos over REST: they hold a completion until all is there."""

from typing import Any

import httpx
import pytest

from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import SYSTEM
from tests.support.factories import jpeg
from tests.support.runtime import Callers, Shop

KEY = {"Idempotency-Key": "0123456789abcdef"}
LINES = [{"ru": "Болты затянуты", "en": "Bolts are tight"}, {"ru": "Уровень масла", "en": "Oil level"}]


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose first stage has two items and needs a photo; it is begun."""
    order = await shop.assigned_order()
    async with shop.runtime.transaction(SYSTEM) as unit:
        stage = await unit.session.get_one(OrderStage, order.stages[0].id)
        stage.checklist, stage.photo_needed = LINES, True
    return order


def path(order: OrderView, rest: str) -> str:
    return f"/api/orders/{order.id}/stages/{order.stages[0].id}/{rest}"


async def answer(
    caller: httpx.AsyncClient, order: OrderView, item: int, value: str = "ok", **sent: Any
) -> httpx.Response:
    headers = sent.pop("headers", {})
    return await caller.put(
        path(order, f"checklist/{item}"),
        json={"value": value, **sent},
        headers={"Accept-Language": "en"} | headers,
    )


async def complete(caller: httpx.AsyncClient, order: OrderView, **sent: Any) -> httpx.Response:
    return await caller.post(path(order, "complete"), json=sent, headers={"Accept-Language": "en"})


async def take_photo(caller: httpx.AsyncClient, order: OrderView) -> int:
    sent = await caller.post(path(order, "attachments"), files={"file": jpeg()})
    number: int = sent.json()["id"]
    return number


async def stage_seen_by(callers: Callers, who: str, order: OrderView) -> dict[str, Any]:
    read: dict[str, Any] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()["stages"][0]
    return read


async def test_a_stage_is_not_completed_before_all_is_there_and_all_is_named_at_once(
    callers: Callers, order: OrderView
):
    refused = (await complete(callers.mechanic, order)).json()
    assert (refused["status"], refused["title"]) == (409, "StageIncomplete")
    assert refused["missing"] == {
        "answers": [{"item": 1, **LINES[0]}, {"item": 2, **LINES[1]}],
        "photo": True,
    }
    assert refused["detail"] == (
        "To complete the stage, this is still missing: a photo, an answer to “Bolts are tight”, "
        "an answer to “Oil level”."
    )
    assert "complete" not in (await stage_seen_by(callers, "mechanic", order))["actions"]


async def test_answers_are_kept_one_by_one_and_the_last_one_counts(
    shop: Shop, callers: Callers, order: OrderView
):
    await answer(callers.mechanic, order, 1, "attention", remark=" Слева ")
    await answer(callers.administrator, order, 1, "bad", remark="Слева сорван.")
    kept = (await stage_seen_by(callers, "mechanic", order))["answers"]
    assert {number: (one["value"], one["remark"], one["author_id"]) for number, one in kept.items()} == {
        "1": ("bad", "Слева сорван.", shop.people.administrator.user_id)
    }
    before = await shop.everything()
    await answer(callers.administrator, order, 1, "bad", remark="Слева сорван.")
    assert await shop.everything() == before


async def test_with_all_answers_and_a_photo_it_is_completed(callers: Callers, order: OrderView):
    await answer(callers.mechanic, order, 1)
    await take_photo(callers.mechanic, order)
    done = await complete(callers.mechanic, order, answers=[{"item": 2, "value": "attention"}])
    stage = done.json()["stages"][0]
    assert (stage["state"], {item: one["value"] for item, one in stage["answers"].items()}) == (
        "done",
        {"1": "ok", "2": "attention"},
    )


async def test_what_came_with_a_refused_completion_is_not_kept(
    shop: Shop, callers: Callers, order: OrderView
):
    before = await shop.everything()
    assert (await complete(callers.mechanic, order, answers=[{"item": 1, "value": "ok"}])).status_code == 409
    assert await shop.everything() == before


async def test_a_photo_that_was_taken_back_is_none(callers: Callers, order: OrderView):
    for item in (1, 2):
        await answer(callers.mechanic, order, item)
    photo = await take_photo(callers.mechanic, order)
    gone = await callers.mechanic.delete(path(order, f"attachments/{photo}"))
    assert gone.status_code == 204
    refused = (await complete(callers.mechanic, order)).json()
    assert refused["missing"] == {"answers": [], "photo": True}


async def test_the_client_reads_what_was_found_once_the_stage_is_done(callers: Callers, order: OrderView):
    await answer(callers.mechanic, order, 1, "bad", remark="Слева сорван.")
    await answer(callers.mechanic, order, 2)
    before = await stage_seen_by(callers, "client", order)
    assert (before["checklist"], before["answers"]) == ([], {})
    assert "Слева" not in (await callers.client.get(f"/api/orders/{order.id}/timeline")).text
    await take_photo(callers.mechanic, order)
    await complete(callers.mechanic, order)
    after = await stage_seen_by(callers, "client", order)
    assert (after["checklist"], after["answers"]["1"]["remark"]) == (LINES, "Слева сорван.")
    assert "photo_count" not in after


async def test_an_answer_sent_twice_is_one(shop: Shop, callers: Callers, order: OrderView):
    first = await answer(callers.mechanic, order, 1, headers=KEY)
    before = await shop.everything()
    again = await answer(callers.mechanic, order, 1, headers=KEY)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.everything() == before


@pytest.mark.parametrize(
    ("who", "item", "value", "status", "title"),
    [
        ("mechanic", 3, "ok", 404, "ChecklistItemNotFound"),
        ("mechanic", 0, "ok", 422, "Invalid"),
        ("mechanic", 1, "fine", 422, "Invalid"),
        ("other_mechanic", 1, "ok", 404, "OrderNotFound"),
        ("client", 1, "ok", 403, "AccessDenied"),
    ],
)
async def test_what_is_refused_changes_nothing(
    shop: Shop, callers: Callers, order: OrderView, who: str, item: int, value: str, status: int, title: str
):
    before = await shop.everything({"audit_entry", "audit_head"})
    refused = await answer(callers.by(who), order, item, value)
    assert (refused.status_code, refused.json()["title"]) == (status, title)
    assert await shop.everything({"audit_entry", "audit_head"}) == before
