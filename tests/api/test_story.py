"""The whole story of an order over REST, as each of its people lives it."""

from typing import Any

import pytest

from autoservice.shared.audit import AuditEntry
from tests.support.factories import car, jpeg
from tests.support.runtime import Callers, Shop, walk

pytestmark = pytest.mark.both_databases

KINDS = [
    "order_created", "mechanic_assigned", "status_changed",
    "stage_started", "status_changed", "stage_completed",
    "stage_completed", "status_changed", "comment_added", "comment_added", "photo_added", "photo_added",
    "stage_completed", "status_changed", "stage_completed", "status_changed",
]  # fmt: skip
INTERNAL = {"comment_added", "photo_added"}


async def place_order(callers: Callers) -> dict[str, Any]:
    services = (await callers.guest.get("/api/catalog/services")).json()
    oil = next(service for service in services if service["code"] == "oil_and_filter")
    answer = await callers.client.post("/api/orders", json={"service_id": oil["id"], **car("а 123-вс 777")})
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


async def step(callers: Callers, order: dict[str, Any], index: int, verb: str) -> dict[str, Any]:
    stage = order["stages"][index]
    answer = await callers.mechanic.post(f"/api/orders/{order['id']}/stages/{stage['id']}/{verb}")
    assert answer.status_code == 200, answer.text
    moved: dict[str, Any] = answer.json()
    return moved


async def tell_and_show(callers: Callers, order: dict[str, Any]) -> None:
    """A comment and a photo for the client, and one of each for the shop only."""
    stage = f"/api/orders/{order['id']}/stages/{order['stages'][1]['id']}"
    for published in (True, False):
        said = {"text": "Масло залито." if published else "Фильтр заказать.", "published": published}
        shown = {"published": str(published).lower()}
        assert (await callers.mechanic.post(f"{stage}/comments", json=said)).status_code == 201
        photo = await callers.mechanic.post(f"{stage}/attachments", files={"file": jpeg()}, data=shown)
        assert (photo.status_code, photo.json()["published"]) == (201, published)


async def read_timeline(callers: Callers, who: str, order: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await callers.by(who).get(f"/api/orders/{order['id']}/timeline")
    assert answer.status_code == 200
    entries: list[dict[str, Any]] = answer.json()
    return entries


async def test_an_order_from_the_wish_to_the_keys(shop: Shop, callers: Callers):
    order = await place_order(callers)
    # The plate is shown as it was typed.
    assert (order["status"], order["progress"], order["vehicle"]["plate"]) == ("requested", 0, "А 123-ВС 777")

    wanted = {"mechanic_id": shop.people.mechanic.user_id}
    assigned = (await callers.administrator.post(f"/api/orders/{order['id']}/assign", json=wanted)).json()
    assert assigned["status"] == "scheduled"
    assert {stage["mechanic_name"] for stage in assigned["stages"]} == {"Илья Козлов"}

    assert (await step(callers, order, 0, "start"))["status"] == "checked_in"
    assert (await step(callers, order, 0, "complete"))["progress"] == 11
    assert (await step(callers, order, 1, "complete"))["status"] == "in_progress"
    await tell_and_show(callers, order)
    assert (await step(callers, order, 2, "complete"))["status"] == "ready"
    assert (await step(callers, order, 3, "complete"))["status"] == "delivered"

    seen = (await callers.client.get(f"/api/orders/{order['id']}")).json()
    assert (seen["status"], seen["progress"]) == ("delivered", 100)
    assert all(stage["done_at"] for stage in seen["stages"])


async def finished_story(shop: Shop, callers: Callers) -> dict[str, Any]:
    order = await place_order(callers)
    wanted = {"mechanic_id": shop.people.mechanic.user_id}
    await callers.administrator.post(f"/api/orders/{order['id']}/assign", json=wanted)
    await step(callers, order, 0, "start")
    await step(callers, order, 0, "complete")
    await step(callers, order, 1, "complete")
    await tell_and_show(callers, order)
    await step(callers, order, 2, "complete")
    await step(callers, order, 3, "complete")
    return order


async def test_the_shop_reads_the_whole_timeline_and_the_client_what_is_published(
    shop: Shop, callers: Callers
):
    order = await finished_story(shop, callers)
    for who in ("mechanic", "administrator"):
        entries = await read_timeline(callers, who, order)
        assert sorted(entry["kind"] for entry in entries) == sorted(KINDS)
        assert [entry["number"] for entry in entries] == list(range(1, len(KINDS) + 1))
    published = await read_timeline(callers, "client", order)
    assert len(published) == len(KINDS) - 2
    assert all(entry["published"] for entry in published)
    assert {entry["kind"] for entry in published} >= INTERNAL


async def test_the_timeline_says_who_did_what_and_when(shop: Shop, callers: Callers):
    order = await finished_story(shop, callers)
    first, second, *_ = await read_timeline(callers, "client", order)
    assert (first["kind"], first["actor_name"]) == ("order_created", "Анна Смирнова")
    assert (second["kind"], second["actor_name"]) == ("mechanic_assigned", "Мария Волкова")
    assert first["at"] == shop.runtime.clock().isoformat().replace("+00:00", "Z")


async def test_everybody_lists_the_orders_that_concern_them(shop: Shop, callers: Callers):
    order = await finished_story(shop, callers)
    found = {}
    for who in ("client", "other_client", "mechanic", "other_mechanic", "administrator"):
        page = (await callers.by(who).get("/api/orders")).json()
        found[who] = [item["id"] for item in page["items"]]
    mine = [order["id"]]
    assert found == {
        "client": mine, "other_client": [], "mechanic": mine, "other_mechanic": [], "administrator": mine
    }  # fmt: skip


async def test_lists_come_in_pages_newest_first_and_by_status(shop: Shop, callers: Callers):
    ids = [(await shop.place_order()).id for _ in range(3)]
    await shop.assign(await shop.order(ids[0]))
    pages = [page async for page in walk(callers.client, "/api/orders", size=2)]
    assert [[item["id"] for item in page["items"]] for page in pages] == [[ids[2], ids[1]], [ids[0]]]
    assert [page["total"] for page in pages] == [3, 3]
    requested = (await callers.client.get("/api/orders", params={"status": "requested"})).json()
    assert [item["id"] for item in requested["items"]] == [ids[2], ids[1]]


async def test_a_reassigned_stage_changes_hands_and_the_former_mechanic_loses_sight(
    shop: Shop, callers: Callers
):
    order = await shop.assigned_order()
    wanted = {"mechanic_id": shop.people.other_mechanic.user_id}
    await callers.administrator.post(f"/api/orders/{order.id}/assign", json=wanted)
    assert (await callers.mechanic.get(f"/api/orders/{order.id}")).status_code == 404
    assert (await callers.other_mechanic.get(f"/api/orders/{order.id}")).status_code == 200


async def test_an_administrators_override_is_written_down(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/complete"
    assert (await callers.administrator.post(path)).status_code == 200
    [entry] = await shop.rows(AuditEntry, action="stage_completed")
    assert (entry.actor_id, entry.subject) == (
        shop.people.administrator.user_id,
        f"stage:{order.stages[0].id}",
    )
    assert entry.after["instead_of"] == shop.people.mechanic.user_id


async def test_the_reactions_of_the_story_wake_everybody_concerned(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await shop.relay_all()
    topics = [
        f"order:{order.id}",
        f"client:{order.client_id}",
        f"mechanic:{shop.people.mechanic.user_id}",
        "orders",
    ]
    hub = shop.runtime.adapters.hub
    for topic in topics:
        with hub.subscribe(topic) as watcher:
            await tell_and_show(callers, order.model_dump(mode="json"))
            assert not watcher.changed.is_set()
            await shop.relay_all()
            assert watcher.changed.is_set(), topic
