"""The life of an order over REST: planned, taken in, paused, handed over, cancelled and reopened."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import StageStep
from autoservice.shared.errors import DomainError
from tests.support.runtime import Callers, MovableClock, Shop

KEY = {"Idempotency-Key": "0123456789abcdef"}
REMARK = "Поставщик обещал во вторник."
WHY = "Клиент передумал."


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose stages are all the mechanic's."""
    return await shop.assigned_order()


async def step(
    caller: httpx.AsyncClient, order: OrderView, verb: str, stage: int = 0, **sent: Any
) -> httpx.Response:
    """Call an operation on the order, or on its stage of that number from 1."""
    headers = {"Accept-Language": "en", **sent.pop("headers", {})}
    place = f"/stages/{order.stages[stage - 1].id}" if stage else ""
    return await caller.post(f"/api/orders/{order.id}{place}/{verb}", json=sent or None, headers=headers)


async def seen(callers: Callers, who: str, order: OrderView) -> dict[str, Any]:
    answer: dict[str, Any] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()
    return answer


def day(clock: MovableClock, days: int) -> str:
    """A day of the shop's zone."""
    return f"{clock.now + timedelta(hours=3, days=days):%Y-%m-%d}"


async def test_an_order_lives_from_its_day_to_the_handover(shop: Shop, callers: Callers, clock: MovableClock):
    order, shop_side = await shop.place_order(), callers.administrator
    planned = (await step(shop_side, order, "schedule", day=day(clock, 3))).json()
    assert (planned["status"], planned["scheduled_on"]) == ("scheduled", day(clock, 3))
    taken = (await step(shop_side, order, "check-in")).json()
    # Who takes in what was nobody's has done it.
    assert (taken["status"], taken["stages"][0]["mechanic_id"]) == (
        "checked_in",
        shop.people.administrator.user_id,
    )
    await shop.assign(order)
    await shop.complete(order, count=2)
    assert (await seen(callers, "client", order))["status"] == "ready"
    delivered = (await step(callers.mechanic, order, "deliver")).json()
    assert (delivered["status"], delivered["progress"], delivered["actions"]) == ("delivered", 100, [])
    kinds = [entry.kind for entry in await shop.timeline(order.id)]
    assert [kind for kind in kinds if kind.startswith("order_")] == [
        "order_created", "order_scheduled", "order_checked_in", "order_delivered",
    ]  # fmt: skip


async def test_an_order_waits_as_a_whole_until_a_day(callers: Callers, order: OrderView, clock: MovableClock):
    until = day(clock, 9)
    await step(callers.administrator, order, "hold", reason="parts", remark=REMARK, until=until)
    shop_sees, client_sees = await seen(callers, "mechanic", order), await seen(callers, "client", order)
    assert (shop_sees["status"], shop_sees["held_remark"]) == ("on_hold", REMARK)
    assert (client_sees["held_reason"], client_sees["held_until"], client_sees["held_remark"]) == (
        "parts",
        until,
        "",
    )
    assert REMARK not in (await callers.client.get(f"/api/orders/{order.id}/timeline")).text
    assert "start" not in shop_sees["stages"][1]["actions"]
    resumed = (await step(callers.administrator, order, "resume")).json()
    assert (resumed["status"], resumed["held_reason"], resumed["held_remark"]) == ("scheduled", None, "")


async def test_what_is_begun_is_completed_on_hold_and_the_hold_ends_with_the_work(
    shop: Shop, callers: Callers, order: OrderView
):
    await shop.complete(order, count=2)
    assert (await step(callers.mechanic, order, "start", 3)).status_code == 200
    await step(callers.administrator, order, "hold", reason="bay")
    ready = (await step(callers.mechanic, order, "complete", 3)).json()
    assert (ready["status"], ready["held_reason"]) == ("ready", None)


async def test_the_client_cancels_while_nothing_is_begun(shop: Shop, callers: Callers, order: OrderView):
    assert (await seen(callers, "client", order))["actions"] == ["cancel", "share", "add_photo"]
    cancelled = (await step(callers.client, order, "cancel", reason="")).json()
    assert (cancelled["status"], cancelled["actions"]) == ("cancelled", [])
    stages = (await seen(callers, "administrator", order))["stages"]
    assert {action for stage in stages for action in stage["actions"]} <= {"comment", "attach"}


async def test_the_shop_cancels_with_a_reason_that_the_client_reads(
    shop: Shop, callers: Callers, order: OrderView
):
    await step(callers.mechanic, order, "start", 1)
    assert (await seen(callers, "client", order))["actions"] == ["share", "add_photo"]
    await step(callers.administrator, order, "cancel", reason=WHY)
    read = await seen(callers, "client", order)
    assert (read["status"], read["cancelled_reason"]) == ("cancelled", WHY)
    assert WHY not in await shop.audit_text()
    active = (await callers.client.get("/api/orders", params={"active": True})).json()
    assert active["items"] == []


async def test_a_delivered_order_comes_back(shop: Shop, callers: Callers, order: OrderView):
    await shop.complete(order, count=4)
    work = order.stages[1].id
    sent: dict[str, Any] = {"reason": "Скрип остался.", "comeback": True, "stage_ids": [work]}
    reopened = (await step(callers.administrator, order, "reopen", **sent)).json()
    assert [stage["state"] for stage in reopened["stages"]] == [
        "done", "in_progress", "assigned", "assigned",
    ]  # fmt: skip
    assert (reopened["status"], reopened["comeback"], reopened["reopened_reason"]) == (
        "in_progress", True, "Скрип остался.",
    )  # fmt: skip
    assert (await seen(callers, "client", order))["reopened_reason"] == ""
    await shop.complete(order, count=3)
    assert (await seen(callers, "client", order))["status"] == "delivered"


async def test_by_default_only_the_handover_is_opened_again(shop: Shop, callers: Callers, order: OrderView):
    await shop.complete(order, count=4)
    reopened = (await step(callers.administrator, order, "reopen", reason="Забыли ключи.")).json()
    assert (reopened["status"], reopened["stages"][3]["state"]) == ("ready", "assigned")


async def test_the_work_of_somebody_whose_account_is_gone_is_nobodys_when_it_is_reopened(
    shop: Shop, callers: Callers, order: OrderView
):
    await shop.complete(order, count=4)
    await shop.change(shop.people.mechanic, active=False, deleted_at=shop.runtime.clock())
    sent: dict[str, Any] = {"reason": "Скрип остался.", "stage_ids": [order.stages[2].id]}
    reopened = (await step(callers.administrator, order, "reopen", **sent)).json()
    assert [(one["state"], one["mechanic_id"]) for one in reopened["stages"][2:]] == [("pending", None)] * 2


async def test_a_stage_is_skipped_taken_back_and_skipped_for_good(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock
):
    skipped = (await step(callers.administrator, order, "skip", 1, reason="Машина уже здесь.")).json()
    assert (skipped["stages"][0]["state"], skipped["stages"][0]["override_reason"]) == (
        "skipped", "Машина уже здесь.",
    )  # fmt: skip
    assert (await seen(callers, "client", order))["stages"][0]["override_reason"] == ""
    undone = (await step(callers.administrator, order, "undo", 1)).json()
    assert (undone["stages"][0]["state"], undone["stages"][0]["override_reason"]) == ("assigned", "")
    await step(callers.administrator, order, "skip", 1, reason="Машина уже здесь.")
    clock.forward(seconds=61)
    assert (await step(callers.administrator, order, "undo", 1)).json()["title"] == "UndoTooLate"
    reopened = (await step(callers.administrator, order, "reopen", 1, reason="Всё же нужна.")).json()
    assert reopened["stages"][0]["state"] == "assigned"


async def test_a_stage_waits_until_a_day_which_the_client_reads(
    callers: Callers, order: OrderView, clock: MovableClock
):
    await step(callers.mechanic, order, "start", 1)
    until = day(clock, 9)
    await step(callers.mechanic, order, "block", 1, reason="parts", until=until)
    assert (await seen(callers, "client", order))["stages"][0]["blocked_until"] == until
    entries = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    assert [entry["data"] for entry in entries if entry["kind"] == "stage_blocked"] == [
        {"reason": "parts", "until": until}
    ]
    resumed = (await step(callers.mechanic, order, "resume", 1)).json()
    assert resumed["stages"][0]["blocked_until"] is None


# Who, how many stages are done before, the operation, on which stage, what is sent, and the answer.
REFUSED: dict[str, tuple[str, int, str, int, dict[str, Any], int, str]] = {
    "a day that has passed": ("administrator", 0, "schedule", 0, {"day": -1}, 422, "DayOutOfRange"),
    "a day in two years": ("administrator", 0, "schedule", 0, {"day": 800}, 422, "DayOutOfRange"),
    "no day": ("administrator", 0, "schedule", 0, {"day": "soon"}, 422, "Invalid"),
    "planning a car that is here": ("administrator", 1, "schedule", 0, {"day": 1}, 409, "OrderBegun"),
    "taking in twice": ("administrator", 1, "check-in", 0, {}, 409, "AlreadyCheckedIn"),
    "holding until yesterday": (
        "administrator", 0, "hold", 0, {"reason": "parts", "until": -1}, 422, "DayOutOfRange",
    ),
    "holding what is ready": ("administrator", 3, "hold", 0, {"reason": "parts"}, 409, "OrderReady"),
    "resuming what is not on hold": ("administrator", 0, "resume", 0, {}, 409, "OrderNotOnHold"),
    "handing over unfinished work": ("administrator", 2, "deliver", 0, {}, 409, "OrderNotReady"),
    "cancelling without a reason": ("administrator", 0, "cancel", 0, {"reason": " "}, 422, "ReasonMissing"),
    "cancelling what is ready": ("administrator", 3, "cancel", 0, {"reason": WHY}, 409, "OrderReady"),
    "the client cancels begun work": ("client", 1, "cancel", 0, {"reason": WHY}, 409, "OrderBegun"),
    "another client cancels": ("other_client", 0, "cancel", 0, {"reason": WHY}, 404, "OrderNotFound"),
    "a mechanic cancels": ("mechanic", 0, "cancel", 0, {"reason": WHY}, 403, "AccessDenied"),
    "reopening what runs": ("administrator", 1, "reopen", 0, {"reason": WHY}, 409, "OrderNotDone"),
    "reopening without a reason": ("administrator", 4, "reopen", 0, {"reason": ""}, 422, "ReasonMissing"),
    "reopening no stage": ("administrator", 3, "reopen", 0, {"reason": WHY}, 422, "StageToReopenMissing"),
    "reopening a stage of no order": (
        "administrator", 4, "reopen", 0, {"reason": WHY, "stage_ids": [10**6]}, 404, "StageNotFound",
    ),
    "changing what was delivered": ("administrator", 4, "hold", 0, {"reason": "bay"}, 409, "OrderFinished"),
    "skipping the handover": ("administrator", 0, "skip", 4, {"reason": WHY}, 409, "HandoverNotSkipped"),
    "skipping without a reason": ("administrator", 0, "skip", 1, {"reason": ""}, 422, "ReasonMissing"),
    "skipping what is done": ("administrator", 1, "skip", 1, {"reason": WHY}, 409, "StageAlreadyCompleted"),
    "a mechanic skips": ("mechanic", 0, "skip", 1, {"reason": WHY}, 403, "AccessDenied"),
    "reopening an open stage": ("administrator", 0, "reopen", 1, {"reason": WHY}, 409, "StageNotClosed"),
    "reopening what was built upon": ("administrator", 2, "reopen", 1, {"reason": WHY}, 409, "StepBuiltUpon"),
    "a stale version of the order": (
        "administrator", 0, "hold", 0, {"reason": "bay", "version": 1}, 409, "StaleVersion",
    ),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
async def test_what_is_refused_says_why_and_changes_nothing(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock, refused: str
):
    who, done, verb, stage, sent, status, title = REFUSED[refused]
    await shop.complete(order, count=done)
    days = {
        name: day(clock, value)
        for name, value in sent.items()
        if name in ("day", "until") and value != "soon"
    }
    before = await shop.everything({"audit_entry", "audit_head"})
    answer = await step(callers.by(who), order, verb, stage, **(sent | days))
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert await shop.everything({"audit_entry", "audit_head"}) == before


@pytest.mark.parametrize(
    ("verb", "sent"), [("hold", {"reason": "parts"}), ("cancel", {"reason": WHY}), ("check-in", {})]
)
async def test_sent_twice_it_is_done_once(
    shop: Shop, callers: Callers, order: OrderView, verb: str, sent: dict[str, Any]
):
    first = await step(callers.administrator, order, verb, headers=KEY, **sent)
    before = await shop.everything()
    again = await step(callers.administrator, order, verb, headers=KEY, **sent)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.everything() == before


async def test_planned_for_the_same_day_again_it_is_no_second_fact(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock
):
    for _ in range(2):
        assert (await step(callers.administrator, order, "schedule", day=day(clock, 3))).status_code == 200
    kinds = [entry.kind for entry in await shop.timeline(order.id)]
    assert kinds.count("order_scheduled") == 1


@pytest.mark.both_databases
async def test_of_many_who_complete_one_stage_at_once_one_does_and_the_others_are_told(
    shop: Shop, order: OrderView
):
    async def complete() -> str:
        try:
            async with shop.runtime.transaction(shop.people.mechanic) as unit:
                await unit.services.progress.complete_stage(order.id, order.stages[0].id, StageStep())
        except DomainError as refused:
            return refused.code
        return "done"

    answers = await asyncio.gather(*(complete() for _ in range(50)))
    assert sorted(answers) == ["StageAlreadyCompleted"] * 49 + ["done"]
    kinds = [entry.kind for entry in await shop.timeline(order.id)]
    assert kinds.count("stage_completed") == 1
