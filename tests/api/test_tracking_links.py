"""Links that open one order without an account: made, opened, read, decided by, revoked."""

from typing import Any

import httpx
import pytest

from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.tracking.models import TrackingLink
from autoservice.shared.access import Role
from tests.support.factories import jpeg
from tests.support.runtime import AUDIT, Callers, MovableClock, Shop, connect

PADS: dict[str, Any] = {"name": "Передние колодки", "price_minor": 350_000, "norm_minutes": 60}


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    return await shop.assigned_order()


async def make_link(callers: Callers, order: OrderView, who: str = "client", **more: Any) -> dict[str, Any]:
    answer = await callers.by(who).post(f"/api/orders/{order.id}/tracking-links", json=more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def token_of(link: dict[str, Any]) -> str:
    return str(link["url"].rpartition("/t/")[2])


async def holder(link: dict[str, Any]) -> httpx.AsyncClient:
    """A browser that has opened the link."""
    caller = connect(address="203.0.113.9")
    answer = await caller.get(f"/t/{token_of(link)}")
    assert answer.status_code == 303, answer.text
    return caller


async def test_a_link_opens_its_order_and_no_other_without_anybodys_name(
    shop: Shop, callers: Callers, order: OrderView
):
    other = await shop.place_order()
    stranger = await holder(await make_link(callers, order))
    answer = await stranger.get(f"/api/orders/{order.id}")
    assert answer.status_code == 200
    for secret in ("Смирнова", "Козлов", "А123ВС777", "Скрип"):
        assert secret not in answer.text
    seen = answer.json()
    assert (seen["client_id"], seen["note"], seen["vehicle"]["plate"]) == (0, "", "А123…")
    assert {stage["mechanic_id"] for stage in seen["stages"]} == {None}
    assert seen["stages"][0]["actions"] == []
    assert (await stranger.get(f"/api/orders/{other.id}")).status_code == 404
    listed = (await stranger.get("/api/orders")).json()["items"]
    assert [one["id"] for one in listed] == [order.id]
    timeline = await stranger.get(f"/api/orders/{order.id}/timeline")
    assert "Козлов" not in timeline.text
    assert {entry["actor_id"] for entry in timeline.json()} == {None}
    assert (await stranger.get("/api/vehicles")).status_code == 401


async def test_a_link_tells_the_sums_of_its_order_but_not_why_there_is_a_discount(
    callers: Callers, order: OrderView
):
    sent = {"amount_minor": 500, "reason": "Соседке Смирновой."}
    given = await callers.administrator.put(f"/api/orders/{order.id}/discount", json=sent)
    assert given.status_code == 200, given.text
    stranger = await holder(await make_link(callers, order))
    seen = await stranger.get(f"/api/orders/{order.id}")
    assert seen.json()["estimate"] == given.json()["estimate"]
    timeline = await stranger.get(f"/api/orders/{order.id}/timeline")
    assert "Соседке" not in seen.text + timeline.text


async def test_a_link_shows_published_photos_of_its_order_alone(
    shop: Shop, callers: Callers, order: OrderView
):
    stranger = await holder(await make_link(callers, order))
    other = await shop.assigned_order()
    expected = {}
    for number, (of, published) in enumerate([(order, "true"), (order, "false"), (other, "true")], 1):
        path = f"/api/orders/{of.id}/stages/{of.stages[0].id}/attachments"
        files, data = {"file": ("photo.jpg", jpeg())}, {"published": published}
        assert (await callers.mechanic.post(path, files=files, data=data)).status_code == 201
        expected[number] = 200 if number == 1 else 404
    found = {id: (await stranger.get(f"/api/attachments/{id}")).status_code for id in expected}
    assert found == expected


async def test_a_scanner_that_opens_the_link_changes_nothing(shop: Shop, callers: Callers, order: OrderView):
    link = await make_link(callers, order, may_approve=True)
    before = await shop.everything()
    for method in ("HEAD", "GET", "GET"):
        answer = await connect(address="203.0.113.9").request(method, f"/t/{token_of(link)}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/track/{order.id}")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        cookie = answer.headers.get("set-cookie", "")
        assert ("HttpOnly" in cookie) == (method == "GET")
    assert await shop.everything() == before


async def test_only_a_link_that_allows_it_decides_and_that_is_kept(
    shop: Shop, callers: Callers, order: OrderView
):
    job = (await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=PADS)).json()["jobs"][-1]
    path, seen = f"/api/orders/{order.id}/jobs/{job['id']}/approve", {"version": 1, "price_minor": 350_000}
    reader = await holder(await make_link(callers, order))
    same_site = {"Sec-Fetch-Site": "same-origin"}
    assert (await reader.post(path, json=seen, headers=same_site)).status_code == 401
    approver = await holder(await make_link(callers, order, may_approve=True))
    # Not by a page of another site, nor by a program with the browser's cookies.
    assert (await approver.post(path, json=seen)).status_code == 403
    foreign = await approver.post(path, json=seen, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    approved = await approver.post(path, json=seen, headers=same_site)
    assert approved.json()["jobs"][-1]["decided_how"] == "link"
    [kept] = await shop.rows(JobDecision)
    assert (kept.decided_by, kept.link_id, kept.ip_address) == (None, 2, "203.0.113.9")


async def test_a_revoked_or_expired_link_is_dead(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock
):
    first, second = await make_link(callers, order), await make_link(callers, order, "administrator")
    opened = await holder(first)
    revoked = await callers.client.delete(f"/api/orders/{order.id}/tracking-links/{first['id']}")
    assert revoked.status_code == 204
    assert (await opened.get(f"/api/orders/{order.id}")).status_code == 401
    assert (await connect().get(f"/t/{token_of(first)}")).headers["location"] == "/track"
    late = await holder(second)
    clock.forward(days=91)
    assert (await late.get(f"/api/orders/{order.id}")).status_code == 401
    assert (await connect().get(f"/t/{token_of(second)}")).headers["location"] == "/track"
    assert (await connect().get("/t/anything")).headers["location"] == "/track"


async def test_a_link_ends_some_time_after_the_handover(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock
):
    opened = await holder(await make_link(callers, order))
    await shop.complete(order, count=4)
    assert (await opened.get(f"/api/orders/{order.id}")).status_code == 200
    clock.forward(days=31)
    assert (await opened.get(f"/api/orders/{order.id}")).status_code == 401


async def test_the_token_is_shown_once_and_written_nowhere(shop: Shop, callers: Callers, order: OrderView):
    link = await make_link(callers, order)
    token = token_of(link)
    assert len(token) >= 43
    assert link["qr"].startswith("<svg")
    await (await holder(link)).get(f"/api/orders/{order.id}")
    listed = await callers.client.get(f"/api/orders/{order.id}/tracking-links")
    assert [one["id"] for one in listed.json()] == [link["id"]]
    assert token not in listed.text
    assert token not in str(await shop.everything())
    [row] = await shop.rows(TrackingLink)
    assert row.token_hash not in await shop.audit_text()


async def test_links_of_others_are_not_found(shop: Shop, callers: Callers, order: OrderView):
    link = await make_link(callers, order)
    path = f"/api/orders/{order.id}/tracking-links"
    before = await shop.everything(AUDIT)
    assert (await callers.other_client.post(path, json={})).status_code == 404
    assert (await callers.other_client.get(path)).status_code == 404
    assert (await callers.other_client.delete(f"{path}/{link['id']}")).status_code == 404
    assert (await callers.client.delete(f"{path}/999")).json()["title"] == "LinkNotFound"
    assert (await callers.mechanic.post(path, json={})).status_code == 403
    assert await shop.everything(AUDIT) == before


async def test_an_account_goes_before_a_link(callers: Callers, order: OrderView):
    link = await make_link(callers, order)
    answer = await callers.other_client.get(f"/t/{token_of(link)}")
    assert answer.status_code == 303
    assert (await callers.other_client.get(f"/api/orders/{order.id}")).status_code == 404


async def test_the_actor_of_a_link_is_nobodys_account(shop: Shop, callers: Callers, order: OrderView):
    link = await make_link(callers, order, may_approve=True)
    actor = await shop.runtime.identity.actor_of_session(f"link-{link['id']}")
    assert (actor.role, actor.user_id, actor.order_id) == (Role.LINK_APPROVER, 0, order.id)
    assert not actor.signed_in
    for unknown in ("link-", "link-x", "link-999", "link-" + "9" * 40):
        assert (await shop.runtime.identity.actor_of_session(unknown)).role is Role.GUEST
