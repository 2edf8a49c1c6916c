"""Photos that clients send with their requests: who adds, sees and takes them back, how many, and when."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.models import StageAttachment
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from tests.support.factories import PASSWORD, encoded, jpeg
from tests.support.runtime import Callers, Shop, connect

KEY = {"Idempotency-Key": "0123456789abcdef"}
EVERYBODY = ("guest", "client", "other_client", "mechanic", "other_mechanic", "administrator")


def place(order: OrderView) -> str:
    return f"/api/orders/{order.id}/attachments"


async def add(caller: httpx.AsyncClient, order: OrderView, **more: Any) -> httpx.Response:
    return await caller.post(place(order), files={"file": ("dent.jpg", jpeg())}, **more)


async def added(caller: httpx.AsyncClient, order: OrderView) -> dict[str, Any]:
    answer = await add(caller, order)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def kinds(shop: Shop, order: OrderView) -> list[str]:
    return [entry.kind for entry in await shop.timeline(order.id)]


def files_of(shop: Shop) -> list[Path]:
    return [path for path in (shop.runtime.settings.data_dir / "files").rglob("*") if path.is_file()]


async def statuses(callers: Callers, paths: list[str]) -> dict[str, int]:
    """What everybody is answered; the same under all paths."""
    found = {}
    for who in EVERYBODY:
        answers = {(await callers.by(who).get(path)).status_code for path in paths}
        assert len(answers) == 1, (who, answers)
        found[who] = answers.pop()
    return found


async def test_the_client_shows_what_is_to_be_looked_at(shop: Shop, callers: Callers):
    order = await shop.place_order()
    view = await added(callers.client, order)
    assert (view["order_id"], view["stage_id"], view["published"]) == (order.id, None, True)
    assert view["author_id"] == shop.people.client.user_id
    listed = (await callers.administrator.get(place(order))).json()
    assert [one["id"] for one in listed] == [view["id"]]
    entry = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()[-1]
    assert (entry["kind"], entry["stage_id"]) == ("request_photo_added", None)
    assert entry["data"] == {"attachment_id": view["id"]}
    [audited] = [one for one in await shop.rows(AuditEntry) if one.action == "request_photo_added"]
    assert (audited.subject, audited.actor_id) == (f"order:{order.id}", shop.people.client.user_id)


async def test_only_the_clients_own_shop_sees_it(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    id = (await added(callers.client, order))["id"]
    paths = [f"/api/attachments/{id}", f"/api/attachments/{id}/thumbnail", place(order)]
    strangers = {"guest": 401, "other_client": 404, "other_mechanic": 404}
    assert await statuses(callers, paths) == {
        **strangers,
        "client": 200,
        "mechanic": 200,
        "administrator": 200,
    }


async def test_whoever_follows_a_link_sees_it_without_a_name(shop: Shop, callers: Callers):
    order = await shop.place_order()
    view = await added(callers.client, order)
    holder = connect(address="203.0.113.9")
    link = await callers.client.post(f"/api/orders/{order.id}/tracking-links", json={})
    await holder.get("/t/" + link.json()["url"].rpartition("/t/")[2])
    [seen] = (await holder.get(place(order))).json()
    assert (seen["id"], seen["author_id"], seen["author_name"]) == (view["id"], 0, "")
    assert (await holder.get(f"/api/attachments/{view['id']}")).status_code == 200


async def test_the_shop_adds_one_in_the_clients_name_but_a_mechanic_does_not(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    assert (await add(callers.administrator, order)).status_code == 201
    assert (await add(callers.mechanic, order)).status_code == 403
    assert (await add(callers.guest, order)).status_code == 401
    assert refusal(await add(callers.other_client, order)) == (404, "OrderNotFound")


async def test_the_sixth_is_refused_until_one_is_taken_back(shop: Shop, callers: Callers):
    order = await shop.place_order()
    first, *_ = [await added(callers.client, order) for _ in range(5)]
    sixth = await add(callers.client, order)
    assert refusal(sixth) == (409, "TooManyPhotos")
    assert "5" in sixth.json()["detail"]
    assert (await callers.client.delete(f"{place(order)}/{first['id']}")).status_code == 204
    assert (await add(callers.client, order)).status_code == 201


@pytest.mark.both_databases
async def test_of_many_at_once_five_are_taken(shop: Shop, callers: Callers):
    order = await shop.place_order()
    # Three are there, and two of the people send the rest at the same moment.
    for _ in range(3):
        await added(callers.client, order)
    people = [callers.client, callers.administrator] * 2
    answers = await asyncio.gather(*(add(caller, order) for caller in people))
    assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 2}
    assert len(await shop.rows(StageAttachment)) == 5
    assert (await kinds(shop, order)).count("request_photo_added") == 5


async def test_once_the_work_has_begun_nothing_is_added(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await shop.complete(order, 1)
    assert (await shop.order(order.id)).status == "checked_in"
    assert (await add(callers.client, order)).status_code == 201
    await shop.complete(await shop.order(order.id), 2)
    for caller in (callers.client, callers.administrator):
        assert refusal(await add(caller, order)) == (409, "RequestClosed")
    assert "add_photo" not in (await callers.client.get(f"/api/orders/{order.id}")).json()["actions"]


async def test_a_cancelled_order_takes_none(shop: Shop, callers: Callers):
    order = await shop.place_order()
    assert "add_photo" in (await callers.client.get(f"/api/orders/{order.id}")).json()["actions"]
    await callers.client.post(f"/api/orders/{order.id}/cancel", json={})
    assert refusal(await add(callers.client, order)) == (409, "RequestClosed")


@pytest.mark.parametrize(
    ("data", "title"), [(encoded("GIF"), "PhotoUnreadable"), (jpeg()[:-90], "PhotoIncomplete")]
)
async def test_what_is_no_photo_is_refused(shop: Shop, callers: Callers, data: bytes, title: str):
    order = await shop.place_order()
    answer = await callers.client.post(place(order), files={"file": ("dent.jpg", data)})
    assert refusal(answer) == (422, title)
    assert (await kinds(shop, order), files_of(shop)) == (["order_created"], [])


async def test_one_that_is_sent_again_is_there_once_however_the_order_stands_by_then(
    shop: Shop, callers: Callers
):
    order, photo = await shop.assigned_order(), {"file": ("dent.jpg", jpeg())}
    first = await callers.client.post(place(order), files=photo, headers=KEY)
    for _ in range(4):
        await added(callers.client, order)
    # Full, and then begun.
    again = await callers.client.post(place(order), files=photo, headers=KEY)
    await shop.complete(order, 2)
    late = await callers.client.post(place(order), files=photo, headers=KEY)
    assert [answer.status_code for answer in (first, again, late)] == [201, 201, 201]
    assert first.json() == again.json() == late.json()
    assert len(await shop.rows(StageAttachment)) == 5


async def test_who_sent_it_takes_it_back_while_the_shop_has_not_accepted(shop: Shop, callers: Callers):
    order = await shop.place_order()
    own, of_shop = await added(callers.client, order), await added(callers.administrator, order)
    path = f"{place(order)}/{own['id']}"
    assert refusal(await callers.other_client.delete(path)) == (404, "OrderNotFound")
    assert refusal(await callers.client.delete(f"{place(order)}/{of_shop['id']}")) == (403, "NotYourReport")
    answers = [await callers.client.delete(path, headers=headers) for headers in (KEY, KEY, {})]
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert (await kinds(shop, order)).count("request_photo_withdrawn") == 1
    assert (await callers.client.get(f"/api/attachments/{own['id']}")).status_code == 404
    await shop.relay_all()
    assert len(files_of(shop)) == 2, "Those of the other photo."
    later = await added(callers.client, order)
    await shop.assign(order)
    assert refusal(await callers.client.delete(f"{place(order)}/{later['id']}")) == (409, "RequestAccepted")


async def test_an_administrator_takes_back_any_and_it_is_said_in_whose_place(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    view = await added(callers.client, order)
    assert (await callers.administrator.delete(f"{place(order)}/{view['id']}")).status_code == 204
    [entry] = [one for one in await shop.rows(AuditEntry) if one.action == "request_photo_withdrawn"]
    assert entry.after["instead_of"] == shop.people.client.user_id


async def test_a_photo_of_a_stage_is_none_of_the_request_and_the_other_way_round(
    shop: Shop, callers: Callers
):
    order = await shop.assigned_order()
    stage = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    of_stage = (await callers.mechanic.post(stage, files={"file": jpeg()})).json()
    of_request = await added(callers.client, order)
    crossed = (f"{place(order)}/{of_stage['id']}", f"{stage}/{of_request['id']}")
    for path in crossed:
        assert refusal(await callers.administrator.delete(path)) == (404, "PhotoNotFound")
    # What is internal under a stage the client does not see in the list either.
    assert [one["id"] for one in (await callers.client.get(place(order))).json()] == [of_request["id"]]
    assert len((await callers.mechanic.get(place(order))).json()) == 2


@pytest.mark.both_databases
async def test_who_leaves_has_them_exported_first_and_takes_them_along(shop: Shop, callers: Callers):
    order, other = await shop.place_order(), await shop.place_order(client=shop.people.other_client)
    photos = [await added(callers.client, order), await added(callers.administrator, order)]
    theirs = await added(callers.other_client, other)
    exported = (await callers.client.get("/api/profile/export")).json()["photos"]
    assert [one["url"] for one in exported] == [f"/api/attachments/{one['id']}" for one in photos]
    await callers.client.post(f"/api/orders/{order.id}/cancel", json={})
    left = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert left.status_code == 204, left.text
    await shop.relay_all()
    assert {row.id for row in await shop.rows(StageAttachment) if not row.withdrawn_at} == {theirs["id"]}
    assert len(files_of(shop)) == 2
    again = connect(await shop.sign_in(shop.people.other_client))
    assert (await again.get(f"/api/attachments/{theirs['id']}")).status_code == 200


async def test_its_files_are_somebodys_until_it_is_taken_back(shop: Shop, callers: Callers):
    order = await shop.place_order()
    view = await added(callers.client, order)
    folder = shop.runtime.settings.data_dir / "files"
    keys = {path.relative_to(folder).as_posix() for path in files_of(shop)}

    async def unnamed() -> set[str]:
        async with shop.runtime.read_only(SYSTEM) as unit:
            return await unit.services.stored_files.find_unnamed(sorted(keys))

    assert (len(keys), await unnamed()) == (2, set())
    await callers.client.delete(f"{place(order)}/{view['id']}")
    assert await unnamed() == keys


async def test_whoever_looks_at_a_new_order_is_told_that_it_was_placed_also_with_its_photos(
    shop: Shop, callers: Callers
):
    order, begun = await shop.place_order(), await shop.assigned_order()
    for one in (order, begun):
        await added(callers.client, one)
    async with shop.runtime.transaction(shop.people.client) as unit:
        assert await unit.services.visits.record_visit(order.id) is True
        assert await unit.services.visits.record_visit(begun.id) is False
