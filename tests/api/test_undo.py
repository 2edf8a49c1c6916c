"""A start or completion taken back over REST: what that restores, who may, for how long, and when no more."""

import asyncio
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from tests.support.factories import PASSWORD
from tests.support.runtime import Callers, MovableClock, Shop

KEY = {"Idempotency-Key": "0123456789abcdef"}


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose stages are all the mechanic's."""
    return await shop.assigned_order()


async def step(
    caller: httpx.AsyncClient, order: OrderView, verb: str, number: int = 1, **sent: Any
) -> httpx.Response:
    headers = {"Accept-Language": "en", **sent.pop("headers", {})}
    path = f"/api/orders/{order.id}/stages/{order.stages[number - 1].id}/{verb}"
    return await caller.post(path, json=sent or None, headers=headers)


async def all_of(caller: httpx.AsyncClient, order: OrderView, *verbs: str) -> None:
    for verb in verbs:
        word, _, number = verb.partition(" ")
        answer = await step(caller, order, word, int(number or 1))
        assert answer.status_code == 200, answer.text


def without_versions(order: OrderView) -> dict[str, Any]:
    """All that pages show of an order."""
    shown = order.model_dump(exclude={"version": True, "updated_at": True, "now": True})
    for stage in shown["stages"]:
        del stage["version"], stage["undo_until"]
    return shown


@pytest.mark.parametrize(
    "steps",
    [
        ["start"],
        ["start", "complete"],
        ["complete"],
        ["complete", "complete 2", "complete 3"],
        ["complete", "start 2", "complete 2", "start 3"],
    ],
    ids=" ".join,
)
async def test_it_is_as_it_was_before_the_last_step(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock, steps: list[str]
):
    await all_of(callers.mechanic, order, *steps[:-1])
    before = await shop.order(order.id)
    clock.forward(seconds=90)
    await all_of(callers.mechanic, order, steps[-1])
    assert without_versions(await shop.order(order.id)) != without_versions(before)
    _, _, number = steps[-1].partition(" ")
    clock.forward(seconds=60)
    assert (await step(callers.mechanic, order, "undo", int(number or 1))).status_code == 200
    assert without_versions(await shop.order(order.id)) == without_versions(before)


async def test_ready_is_taken_back_too_and_the_timeline_tells(shop: Shop, callers: Callers, order: OrderView):
    await all_of(callers.mechanic, order, "complete", "complete 2", "complete 3")
    assert (await shop.order(order.id)).status == "ready"
    undone = (await step(callers.mechanic, order, "undo", 3)).json()
    assert (undone["status"], undone["stages"][2]["state"]) == ("in_progress", "assigned")
    entries = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    assert [(entry["kind"], entry["data"]) for entry in entries[-2:]] == [
        ("stage_completion_undone", {}),
        ("status_changed", {"status": "in_progress"}),
    ]


async def test_it_is_offered_to_whoever_made_the_step_for_a_minute(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock
):
    await all_of(callers.mechanic, order, "start")
    path = f"/api/orders/{order.id}"
    stages = {
        who: (await callers.by(who).get(path)).json()["stages"][0]
        for who in ("mechanic", "administrator", "client")
    }
    assert {who for who, stage in stages.items() if "undo" in stage["actions"]} == {"mechanic"}
    assert {who for who, stage in stages.items() if stage["undo_until"]} == {"mechanic"}
    clock.forward(seconds=61)
    assert "undo" not in (await callers.mechanic.get(path)).json()["stages"][0]["actions"]


async def test_sent_twice_it_is_done_once(shop: Shop, callers: Callers, order: OrderView):
    await all_of(callers.mechanic, order, "start", "complete")
    first = await step(callers.mechanic, order, "undo", headers=KEY)
    before = await shop.everything()
    again = await step(callers.mechanic, order, "undo", headers=KEY)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.everything() == before


NOTHING = "There is nothing to undo: the stage has changed since."
HOLD = {"reason": "parts"}
# What was done before, who takes it back how long after, and the answer.
REFUSED: dict[str, tuple[list[str], str, int, str, int, str, str]] = {
    "nothing was done": ([], "mechanic", 0, "", 409, "NothingToUndo", NOTHING),
    "it was taken back already": (["start", "undo"], "mechanic", 0, "", 409, "NothingToUndo", NOTHING),
    "it went on after a hold": (
        ["start", "block", "resume"], "mechanic", 0, "", 409, "NothingToUndo", NOTHING,
    ),
    "it is on hold": (["start", "block"], "mechanic", 0, "", 409, "NothingToUndo", NOTHING),
    "somebody else did it": (
        ["complete"], "administrator", 0, "", 403, "NotYourStep",
        "Only the person who did this can undo it.",
    ),
    "a later stage was begun": (
        ["complete", "start 2"], "mechanic", 0, "", 409, "StepBuiltUpon",
        "This can no longer be undone: a later stage has been started.",
    ),
    "more than a minute has passed": (
        ["complete"], "mechanic", 61, "", 409, "UndoTooLate",
        "This can no longer be undone: more than a minute has passed.",
    ),
    "the car was handed over": (
        ["complete", "complete 2", "complete 3", "complete 4"], "mechanic", 0, "4", 409, "OrderFinished",
        "This order is finished and can no longer be changed.",
    ),
    "a client": (["complete"], "client", 0, "", 403, "AccessDenied", ""),
    "another mechanic": (["complete"], "other_mechanic", 0, "", 404, "OrderNotFound", ""),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
async def test_what_is_refused_says_why_and_changes_nothing(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock, refused: str
):
    done, who, seconds, number, status, title, sentence = REFUSED[refused]
    for verb in done:
        word, _, place = verb.partition(" ")
        sent = HOLD if word == "block" else {}
        assert (await step(callers.mechanic, order, word, int(place or 1), **sent)).status_code == 200
    clock.forward(seconds=seconds)
    before = await shop.everything({"audit_entry", "audit_head"})
    answer = await step(callers.by(who), order, "undo", int(number or 1))
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert sentence in answer.json()["detail"]
    assert await shop.everything({"audit_entry", "audit_head"}) == before


async def test_it_is_nobodys_after_the_stage_was_given_to_somebody_else(
    shop: Shop, callers: Callers, order: OrderView
):
    await all_of(callers.mechanic, order, "start")
    await shop.assign(order, shop.people.other_mechanic)
    assert (await step(callers.mechanic, order, "undo")).json()["title"] == "OrderNotFound"
    assert (await step(callers.other_mechanic, order, "undo")).json()["title"] == "NothingToUndo"


async def test_an_administrator_takes_the_own_step_back(shop: Shop, callers: Callers, order: OrderView):
    await all_of(callers.administrator, order, "complete")
    assert (await step(callers.mechanic, order, "undo")).json()["title"] == "NotYourStep"
    assert (await step(callers.administrator, order, "undo")).status_code == 200
    entries = (await callers.administrator.get("/api/admin/audit?action=stage_completion_undone")).json()
    [entry] = entries["items"]
    assert entry["before"] == {"state": "done"}
    assert entry["after"] == {
        "order_id": order.id,
        "state": "assigned",
        "instead_of": shop.people.mechanic.user_id,
    }


async def leave(shop: Shop, callers: Callers, order: OrderView) -> None:
    """Let the mechanic, who has no other open work, delete the account."""
    await shop.assign(order, shop.people.other_mechanic)
    left = await callers.mechanic.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert left.status_code == 204, left.text


async def test_no_work_is_given_back_to_an_account_that_was_deleted(
    shop: Shop, callers: Callers, order: OrderView
):
    await all_of(callers.administrator, order, "complete")
    await leave(shop, callers, order)
    before = await shop.everything()
    answer = await step(callers.administrator, order, "undo")
    assert (answer.status_code, answer.json()["title"]) == (409, "MechanicGone")
    assert await shop.everything() == before


async def test_who_is_switched_off_has_their_work_back(shop: Shop, callers: Callers, order: OrderView):
    await all_of(callers.administrator, order, "complete")
    await shop.change(shop.people.mechanic, active=False)
    assert (await step(callers.administrator, order, "undo")).status_code == 200


@pytest.mark.both_databases
async def test_beside_the_mechanics_leaving_one_of_both_is_done(
    shop: Shop, callers: Callers, order: OrderView
):
    await all_of(callers.mechanic, order, "complete")
    await shop.assign(order, shop.people.other_mechanic)
    left, undone = await asyncio.gather(
        callers.mechanic.post("/api/profile/delete", json={"current_password": PASSWORD}),
        step(callers.mechanic, order, "undo"),
    )
    assert (left.status_code, undone.status_code) in {(204, 401), (204, 409), (409, 200)}
    is_back = (await shop.order(order.id)).stages[0].state == "assigned"
    assert is_back is (undone.status_code == 200)


@pytest.mark.both_databases
async def test_of_two_at_the_same_moment_one_is_done(shop: Shop, callers: Callers, order: OrderView):
    await all_of(callers.mechanic, order, "start", "complete")
    answers = await asyncio.gather(*(step(callers.mechanic, order, "undo") for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await shop.order(order.id)).stages[0].state == "in_progress"


@pytest.mark.both_databases
async def test_beside_a_colleagues_next_start_one_of_both_is_done(
    shop: Shop, callers: Callers, order: OrderView
):
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        second, other = order.stages[1].id, shop.people.other_mechanic
        await unit.services.assignment.assign_stage(order.id, second, other.user_id)
    await all_of(callers.mechanic, order, "complete")
    undone, started = await asyncio.gather(
        step(callers.mechanic, order, "undo"), step(callers.other_mechanic, order, "start", 2)
    )
    assert {undone.status_code, started.status_code} == {200, 409}
    titles = {answer.json()["title"] for answer in (undone, started) if answer.status_code == 409}
    assert titles <= {"StepBuiltUpon", "StageOutOfOrder"}
    states = [stage.state.value for stage in (await shop.order(order.id)).stages[:2]]
    assert states == (["assigned", "assigned"] if undone.status_code == 200 else ["done", "in_progress"])
