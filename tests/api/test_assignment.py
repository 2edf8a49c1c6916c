"""Giving out work over REST: to a mechanic, to nobody, never over somebody else; and its queue."""

from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from tests.support.runtime import Callers, MovableClock, Shop

ENGLISH = {"Accept-Language": "en"}


async def assign(callers: Callers, path: str, **sent: Any) -> httpx.Response:
    return await callers.administrator.post(f"/api/orders/{path}/assign", json=sent, headers=ENGLISH)


def mechanics(answer: httpx.Response) -> list[int | None]:
    assert answer.status_code == 200, answer.text
    return [stage["mechanic_id"] for stage in answer.json()["stages"]]


async def start(shop: Shop, callers: Callers, order: OrderView) -> None:
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/start"
    assert (await callers.mechanic.post(path)).status_code == 200


async def test_work_is_taken_away_and_is_nobodys(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    answer = await assign(callers, f"{order.id}", mechanic_id=None)
    assert mechanics(answer) == [None] * 4
    assert (answer.json()["status"], answer.json()["stages"][0]["state"]) == ("requested", "pending")
    kinds = [entry.kind for entry in await shop.timeline(order.id)]
    assert kinds[-2:] == ["mechanic_unassigned", "status_changed"]
    assert (await callers.mechanic.get(f"/api/orders/{order.id}")).status_code == 404
    # Said again, it is no second fact.
    await assign(callers, f"{order.id}", mechanic_id=None)
    assert len(await shop.timeline(order.id)) == len(kinds)


async def test_what_is_begun_stays_with_its_mechanic(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await start(shop, callers, order)
    answer = await assign(callers, f"{order.id}", mechanic_id=None)
    assert mechanics(answer) == [shop.people.mechanic.user_id, None, None, None]
    again = await assign(callers, f"{order.id}", mechanic_id=None)
    assert (again.status_code, again.json()["title"]) == (409, "WorkBegun")
    stage = await assign(callers, f"{order.id}/stages/{order.stages[0].id}", mechanic_id=None)
    assert (stage.status_code, stage.json()["title"]) == (409, "WorkBegun")


async def test_an_assignment_replaces_only_what_its_sender_saw(shop: Shop, callers: Callers):
    order, people = await shop.assigned_order(), shop.people
    other = people.other_mechanic.user_id
    for stale in ([None], [other], [people.mechanic.user_id, None]):
        answer = await assign(callers, f"{order.id}", mechanic_id=other, replaces=stale)
        assert (answer.status_code, answer.json()["title"]) == (409, "AssignmentChanged"), stale
    answer = await assign(callers, f"{order.id}", mechanic_id=other, replaces=[people.mechanic.user_id])
    assert mechanics(answer) == [other] * 4


async def test_who_shall_have_the_work_must_be_said(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    assert (await assign(callers, f"{order.id}")).status_code == 422


async def queue(callers: Callers, **query: Any) -> list[int]:
    answer = await callers.administrator.get("/api/orders", params={"sort": "queue", **query})
    return [order["id"] for order in answer.json()["items"]]


@pytest.mark.both_databases
async def test_what_waits_comes_first_and_there_what_has_waited_longest(
    shop: Shop, callers: Callers, clock: MovableClock
):
    first, running, held, finished = [await shop.place_order() for _ in range(4)]
    for order in (running, held, finished):
        await shop.assign(order)
    await shop.complete(finished, count=4)
    await start(shop, callers, held)
    path = f"/api/orders/{held.id}/stages/{held.stages[0].id}/block"
    await callers.mechanic.post(path, json={"reason": "parts"})
    clock.forward(minutes=5)
    second = await shop.place_order()
    newer = await shop.assigned_order()
    everything = [first.id, second.id, held.id, newer.id, running.id, finished.id]
    assert await queue(callers) == everything
    assert await queue(callers, active=True) == everything[:-1]
    assert await queue(callers, status="on_hold") == [held.id]
    page = (await callers.administrator.get("/api/orders?sort=queue&size=4")).json()
    assert page["items"][2]["waiting_since"]
    assert page["items"][3]["waiting_since"] is None
    assert await queue(callers, cursor=page["next"], size=4) == everything[4:]
    # What becomes nobody's again waits from then on.
    clock.forward(seconds=1)
    await assign(callers, f"{running.id}", mechanic_id=None)
    assert (await queue(callers))[:3] == [first.id, second.id, running.id]
    client = (await callers.client.get("/api/orders?sort=queue")).json()["items"]
    assert [order["id"] for order in client] == sorted(everything, reverse=True)
