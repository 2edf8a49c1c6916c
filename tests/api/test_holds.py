"""A stage on hold over REST: put on hold, resumed, refused; what the shop reads of it and what the client."""

from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from tests.support.runtime import Callers, Shop

KEY = {"Idempotency-Key": "0123456789abcdef"}
REMARK = "Поставщик обещал во вторник."
HOLD = {"reason": "parts", "remark": f"  {REMARK} "}


@pytest.fixture
async def order(shop: Shop, callers: Callers) -> OrderView:
    """An order whose first stage is under way."""
    order = await shop.assigned_order()
    assert (await step(callers.mechanic, order, "start")).status_code == 200
    return order


async def step(caller: httpx.AsyncClient, order: OrderView, verb: str, **sent: Any) -> httpx.Response:
    headers = {"Accept-Language": "en", **sent.pop("headers", {})}
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/{verb}"
    return await caller.post(path, json=sent or None, headers=headers)


async def seen(callers: Callers, who: str, order: OrderView) -> dict[str, Any]:
    answer: dict[str, Any] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()
    return answer


async def test_a_stage_is_put_on_hold_and_resumed(callers: Callers, order: OrderView):
    held = (await step(callers.mechanic, order, "block", **HOLD)).json()
    stage = held["stages"][0]
    assert (held["status"], stage["state"], stage["blocked_reason"]) == ("on_hold", "blocked", "parts")
    assert stage["blocked_remark"] == REMARK
    assert set(stage["actions"]) == {"resume", "comment", "attach"}
    resumed = (await step(callers.mechanic, order, "resume")).json()
    stage = resumed["stages"][0]
    assert (resumed["status"], stage["state"]) == ("checked_in", "in_progress")
    assert (stage["blocked_reason"], stage["blocked_remark"], stage["blocked_since"]) == (None, "", None)
    assert set(stage["actions"]) == {"complete", "block", "comment", "attach"}


async def test_the_client_reads_the_reason_and_never_the_remark(callers: Callers, order: OrderView):
    await step(callers.mechanic, order, "block", **HOLD)
    stage = (await seen(callers, "client", order))["stages"][0]
    assert (stage["blocked_reason"], stage["blocked_remark"], stage["actions"]) == ("parts", "", [])
    assert stage["blocked_since"]
    for path in (
        f"/api/orders/{order.id}",
        "/api/orders",
        f"/api/orders/{order.id}/timeline",
        "/api/profile/export",
    ):
        assert REMARK not in (await callers.client.get(path)).text
    assert (await seen(callers, "mechanic", order))["stages"][0]["blocked_remark"] == REMARK


async def test_the_timeline_tells_of_both_with_the_reason(callers: Callers, order: OrderView):
    await step(callers.mechanic, order, "block", **HOLD)
    await step(callers.mechanic, order, "resume")
    entries = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    told = [(entry["kind"], entry["data"]) for entry in entries][-4:]
    assert told == [
        ("stage_blocked", {"reason": "parts"}),
        ("status_changed", {"status": "on_hold"}),
        ("stage_resumed", {}),
        ("status_changed", {"status": "checked_in"}),
    ]


async def test_sent_twice_it_is_done_once(shop: Shop, callers: Callers, order: OrderView):
    first = await step(callers.mechanic, order, "block", headers=KEY, **HOLD)
    before = await shop.everything()
    again = await step(callers.mechanic, order, "block", headers=KEY, **HOLD)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.everything() == before


BLOCKED = "This stage is on hold. Resume it first."
REFUSED: dict[str, tuple[list[str], str, str, dict[str, Any], int, str, str]] = {
    "completing what is on hold": (["block"], "mechanic", "complete", {}, 409, "StageBlocked", BLOCKED),
    "starting what is on hold": (["block"], "mechanic", "start", {}, 409, "StageBlocked", BLOCKED),
    "a second hold": (["block"], "mechanic", "block", HOLD, 409, "StageBlocked", BLOCKED),
    "resuming what is not on hold": (
        [], "mechanic", "resume", {}, 409, "StageNotBlocked", "This stage is not on hold.",
    ),
    "holding what is done": (
        ["complete"], "mechanic", "block", HOLD, 409, "StageTransitionRefused",
        "The stage cannot be changed like this in its present state.",
    ),
    "a stale version": (
        [], "mechanic", "block", {**HOLD, "version": 1}, 409, "StaleVersion",
        "Somebody else has just changed this. Please look again.",
    ),
    "a client": ([], "client", "block", HOLD, 403, "AccessDenied", ""),
    "another mechanic": ([], "other_mechanic", "block", HOLD, 404, "OrderNotFound", ""),
    "no reason": ([], "mechanic", "block", {"remark": "?"}, 422, "Invalid", ""),
    "an unknown reason": ([], "mechanic", "block", {"reason": "lunch"}, 422, "Invalid", ""),
    "a remark without end": ([], "mechanic", "block", {**HOLD, "remark": "x" * 501}, 422, "Invalid", ""),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
async def test_what_is_refused_says_why_and_changes_nothing(
    shop: Shop, callers: Callers, order: OrderView, refused: str
):
    first, who, verb, sent, status, title, sentence = REFUSED[refused]
    for done in first:
        await step(callers.mechanic, order, done, **(HOLD if done == "block" else {}))
    before = await shop.everything({"audit_entry", "audit_head"})
    answer = await step(callers.by(who), order, verb, **sent)
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert sentence in answer.json()["detail"]
    assert await shop.everything({"audit_entry", "audit_head"}) == before


async def test_an_administrator_acts_in_the_mechanics_place(shop: Shop, callers: Callers, order: OrderView):
    assert (await step(callers.administrator, order, "block", **HOLD)).status_code == 200
    entries = (await callers.administrator.get("/api/admin/audit?action=stage_blocked")).json()["items"]
    assert [entry["after"] for entry in entries] == [
        {
            "order_id": order.id,
            "state": "blocked",
            "reason": "parts",
            "instead_of": shop.people.mechanic.user_id,
        }
    ]
    assert REMARK not in await shop.audit_text()
