"""Photos of proposed work: who adds, sees and takes them back, how many, and until when."""

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
PADS = {"name": "Передние колодки", "description": "Осталось 2 мм.", "price_minor": 350_000}
EVERYBODY = ("guest", "client", "other_client", "mechanic", "other_mechanic", "administrator")


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order of the mechanic's."""
    return await shop.assigned_order()


@pytest.fixture
async def job(callers: Callers, order: OrderView) -> dict[str, Any]:
    """Work that the mechanic has proposed in it."""
    return await proposed(callers, order)


async def proposed(callers: Callers, order: OrderView) -> dict[str, Any]:
    answer = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=PADS)
    work: dict[str, Any] = answer.json()["jobs"][-1]
    return work


def place(order: OrderView, job: dict[str, Any]) -> str:
    return f"/api/orders/{order.id}/jobs/{job['id']}/attachments"


async def add(caller: httpx.AsyncClient, path: str, **more: Any) -> httpx.Response:
    return await caller.post(path, files={"file": ("pads.jpg", jpeg())}, **more)


async def added(caller: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await add(caller, path)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def decide(caller: httpx.AsyncClient, order: OrderView, job: dict[str, Any], verb: str) -> None:
    seen = {"version": job["version"], "price_minor": job["price_minor"]}
    answer = await caller.post(f"/api/orders/{order.id}/jobs/{job['id']}/{verb}", json=seen)
    assert answer.status_code == 200, answer.text


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def listed(caller: httpx.AsyncClient, order: OrderView) -> list[int]:
    return [one["id"] for one in (await caller.get(f"/api/orders/{order.id}/attachments")).json()]


async def kinds(shop: Shop, order: OrderView) -> list[str]:
    return [entry.kind for entry in await shop.timeline(order.id)]


def files_of(shop: Shop) -> list[Path]:
    return [path for path in (shop.runtime.settings.data_dir / "files").rglob("*") if path.is_file()]


async def test_a_photo_belongs_to_the_work_and_its_client_reads_of_it(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    view = await added(callers.mechanic, place(order, job))
    assert (view["order_id"], view["stage_id"], view["job_id"]) == (order.id, None, job["id"])
    assert (view["published"], view["author_id"]) == (True, shop.people.mechanic.user_id)
    assert await listed(callers.client, order) == [view["id"]]
    entry = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()[-1]
    assert (entry["kind"], entry["stage_id"]) == ("work_photo_added", None)
    assert entry["data"] == {"attachment_id": view["id"], "job_id": job["id"]}
    [audited] = [one for one in await shop.rows(AuditEntry) if one.action == "work_photo_added"]
    assert (audited.subject, audited.actor_id) == (f"order:{order.id}", shop.people.mechanic.user_id)


async def test_those_who_may_propose_add_some_and_nobody_else(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    answers = {who: (await add(callers.by(who), place(order, job))).status_code for who in EVERYBODY}
    assert answers == {
        "guest": 401,
        "client": 403,
        "other_client": 403,
        "mechanic": 201,
        "other_mechanic": 404,
        "administrator": 201,
    }


async def test_those_who_may_read_the_order_see_it_and_nobody_else(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    path = f"/api/attachments/{(await added(callers.mechanic, place(order, job)))['id']}"
    for one in (path, f"{path}/thumbnail"):
        assert {who: (await callers.by(who).get(one)).status_code for who in EVERYBODY} == {
            "guest": 401,
            "client": 200,
            "other_client": 404,
            "mechanic": 200,
            "other_mechanic": 404,
            "administrator": 200,
        }


@pytest.mark.parametrize("verb", ["withdraw", "decline"])
async def test_photos_of_work_that_is_no_longer_proposed_are_not_found_by_its_client_at_an_address_they_kept(
    callers: Callers, order: OrderView, job: dict[str, Any], verb: str
):
    path = f"/api/attachments/{(await added(callers.mechanic, place(order, job)))['id']}"
    link = await callers.client.post(f"/api/orders/{order.id}/tracking-links", json={"allows_approval": True})
    holder = connect(address="203.0.113.9")
    await holder.get("/t/" + link.json()["url"].rpartition("/t/")[2])
    if verb == "withdraw":
        withdraw = f"/api/orders/{order.id}/extra-work/{job['id']}/withdraw"
        assert (await callers.mechanic.post(withdraw, json={"version": job["version"]})).status_code == 200
    else:
        await decide(callers.client, order, job, verb)
    # What was declined stays in the client's order, and can still be approved.
    code = 404 if verb == "withdraw" else 200
    for one in (path, f"{path}/thumbnail"):
        assert [(await caller.get(one)).status_code for caller in (callers.client, holder)] == [code, code]
        assert [(await callers.by(who).get(one)).status_code for who in ("mechanic", "administrator")] == [
            200,
            200,
        ]


async def test_whoever_decides_by_a_link_sees_it_without_a_name_and_changes_nothing(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    view = await added(callers.mechanic, place(order, job))
    holder = connect(address="203.0.113.9")
    link = await callers.client.post(f"/api/orders/{order.id}/tracking-links", json={"allows_approval": True})
    await holder.get("/t/" + link.json()["url"].rpartition("/t/")[2])
    [seen] = (await holder.get(f"/api/orders/{order.id}/attachments")).json()
    assert (seen["id"], seen["job_id"], seen["author_id"], seen["author_name"]) == (
        view["id"],
        job["id"],
        0,
        "",
    )
    assert (await holder.get(f"/api/attachments/{view['id']}/thumbnail")).status_code == 200
    assert (await add(holder, place(order, job))).status_code == 403
    assert (await holder.delete(f"{place(order, job)}/{view['id']}")).status_code == 403


async def test_a_service_another_orders_work_and_nonsense_are_not_found(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    other = await shop.assigned_order()
    view = await added(callers.mechanic, place(order, job))
    service = {"id": order.jobs[0].id}
    for path in (place(other, job), place(order, service), place(order, {"id": 999_999})):
        assert refusal(await add(callers.mechanic, path)) == (404, "JobNotFound")
        assert refusal(await callers.administrator.delete(f"{path}/{view['id']}")) == (404, "JobNotFound")
    assert refusal(await add(callers.mechanic, f"/api/orders/999999/jobs/{job['id']}/attachments")) == (
        404,
        "OrderNotFound",
    )
    assert await listed(callers.mechanic, order) == [view["id"]]


async def test_photos_of_stages_requests_and_works_are_not_each_others(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    own, request = place(order, job), f"/api/orders/{order.id}/attachments"
    stage = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    belt = place(order, await proposed(callers, order))
    of_work = await added(callers.mechanic, own)
    of_request, of_stage = await added(callers.client, request), await added(callers.mechanic, stage)
    for path in (belt, request, stage):
        crossed = await callers.administrator.delete(f"{path}/{of_work['id']}")
        assert refusal(crossed) == (404, "PhotoNotFound")
    for other in (of_request, of_stage):
        crossed = await callers.administrator.delete(f"{own}/{other['id']}")
        assert refusal(crossed) == (404, "PhotoNotFound")
    assert len(await listed(callers.mechanic, order)) == 3


async def test_the_sixth_is_refused_until_one_is_taken_back_and_each_work_and_the_request_count_alone(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    path = place(order, job)
    first, *_ = [await added(callers.mechanic, path) for _ in range(5)]
    sixth = await add(callers.mechanic, path)
    assert refusal(sixth) == (409, "TooManyWorkPhotos")
    assert "5" in sixth.json()["detail"]
    await added(callers.mechanic, place(order, await proposed(callers, order)))
    await added(callers.client, f"/api/orders/{order.id}/attachments")
    assert (await callers.mechanic.delete(f"{path}/{first['id']}")).status_code == 204
    assert (await add(callers.mechanic, path)).status_code == 201


@pytest.mark.both_databases
async def test_of_many_at_once_five_are_taken(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    for _ in range(3):
        await added(callers.mechanic, place(order, job))
    people = [callers.mechanic, callers.administrator] * 2
    answers = await asyncio.gather(*(add(caller, place(order, job)) for caller in people))
    assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 2}
    assert len(await shop.rows(StageAttachment, job_id=job["id"])) == 5


@pytest.mark.parametrize("verb", ["approve", "decline"])
async def test_what_was_decided_keeps_its_photos_and_gets_no_more(
    callers: Callers, order: OrderView, job: dict[str, Any], verb: str
):
    path = place(order, job)
    shown = await added(callers.mechanic, path)
    await decide(callers.client, order, job, verb)
    assert refusal(await add(callers.mechanic, path)) == (409, "WorkDecided")
    assert refusal(await callers.mechanic.delete(f"{path}/{shown['id']}")) == (409, "WorkDecided")
    assert await listed(callers.client, order) == [shown["id"]]
    assert (await callers.administrator.delete(f"{path}/{shown['id']}")).status_code == 204


async def test_a_photo_is_no_new_version_of_the_work_so_that_a_decision_stays_good(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    view = await added(callers.mechanic, place(order, job))
    await callers.mechanic.delete(f"{place(order, job)}/{view['id']}")
    # With the version from before the photo.
    await decide(callers.client, order, job, "approve")


async def test_what_is_proposed_anew_takes_photos_again(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    shown = await added(callers.mechanic, place(order, job))
    await decide(callers.client, order, job, "decline")
    edit = {**PADS, "price_minor": 300_000, "version": 1}
    await callers.mechanic.put(f"/api/orders/{order.id}/extra-work/{job['id']}", json=edit)
    further = await added(callers.mechanic, place(order, job))
    assert await listed(callers.client, order) == [shown["id"], further["id"]]


async def test_what_is_no_longer_proposed_shows_its_client_none_and_takes_none(
    callers: Callers, order: OrderView, job: dict[str, Any]
):
    shown = await added(callers.mechanic, place(order, job))
    await callers.mechanic.post(
        f"/api/orders/{order.id}/extra-work/{job['id']}/withdraw", json={"version": 1}
    )
    assert refusal(await add(callers.mechanic, place(order, job))) == (409, "WorkWithdrawn")
    assert (await listed(callers.client, order), await listed(callers.mechanic, order)) == ([], [shown["id"]])


async def test_a_cancelled_order_takes_none(callers: Callers, order: OrderView, job: dict[str, Any]):
    await callers.client.post(f"/api/orders/{order.id}/cancel", json={})
    assert refusal(await add(callers.mechanic, place(order, job))) == (409, "OrderFinished")


@pytest.mark.parametrize(
    ("data", "title"), [(encoded("GIF"), "PhotoUnreadable"), (jpeg()[:-90], "PhotoIncomplete")]
)
async def test_what_is_no_photo_is_refused(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any], data: bytes, title: str
):
    answer = await callers.mechanic.post(place(order, job), files={"file": ("pads.jpg", data)})
    assert refusal(answer) == (422, title)
    assert ((await kinds(shop, order))[-1], files_of(shop)) == ("work_proposed", [])


async def test_one_that_is_sent_again_is_there_once_however_the_work_stands_by_then(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    path, photo = place(order, job), {"file": ("pads.jpg", jpeg())}
    first = await callers.mechanic.post(path, files=photo, headers=KEY)
    again = await callers.mechanic.post(path, files=photo, headers=KEY)
    await decide(callers.client, order, job, "approve")
    late = await callers.mechanic.post(path, files=photo, headers=KEY)
    assert [answer.status_code for answer in (first, again, late)] == [201, 201, 201]
    assert first.json() == again.json() == late.json()
    assert len(await shop.rows(StageAttachment)) == 1


async def test_who_sent_it_takes_it_back_once_and_its_files_go(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    own, of_shop = [
        await added(caller, place(order, job)) for caller in (callers.mechanic, callers.administrator)
    ]
    refused = await callers.mechanic.delete(f"{place(order, job)}/{of_shop['id']}")
    assert refusal(refused) == (403, "NotYourReport")
    path = f"{place(order, job)}/{own['id']}"
    answers = [await callers.mechanic.delete(path, headers=headers) for headers in (KEY, KEY, {})]
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert (await kinds(shop, order)).count("work_photo_withdrawn") == 1
    assert (await callers.client.get(f"/api/attachments/{own['id']}")).status_code == 404
    await shop.relay_all()
    assert len(files_of(shop)) == 2, "Those of the other photo."


async def test_an_administrator_takes_back_any_and_it_is_said_in_whose_place(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    view = await added(callers.mechanic, place(order, job))
    assert (await callers.administrator.delete(f"{place(order, job)}/{view['id']}")).status_code == 204
    [entry] = [one for one in await shop.rows(AuditEntry) if one.action == "work_photo_withdrawn"]
    assert entry.after["instead_of"] == shop.people.mechanic.user_id


async def test_it_is_not_the_clients_own_who_leaves_without_it(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    view = await added(callers.mechanic, place(order, job))
    assert (await callers.client.get("/api/profile/export")).json()["photos"] == []
    await callers.client.post(f"/api/orders/{order.id}/cancel", json={})
    left = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert left.status_code == 204, left.text
    await shop.relay_all()
    [row] = await shop.rows(StageAttachment)
    assert (row.id, row.withdrawn_at, len(files_of(shop))) == (view["id"], None, 2)


async def test_its_files_are_somebodys_until_it_is_taken_back(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    view = await added(callers.mechanic, place(order, job))
    folder = shop.runtime.settings.data_dir / "files"
    keys = {path.relative_to(folder).as_posix() for path in files_of(shop)}

    async def unnamed() -> set[str]:
        async with shop.runtime.read_only(SYSTEM) as unit:
            return await unit.services.stored_files.find_unnamed(sorted(keys))

    assert (len(keys), await unnamed()) == (2, set())
    await callers.mechanic.delete(f"{place(order, job)}/{view['id']}")
    assert await unnamed() == keys


async def test_it_is_new_to_a_client_who_has_looked_before(
    shop: Shop, callers: Callers, order: OrderView, job: dict[str, Any]
):
    client = shop.people.client
    async with shop.runtime.transaction(client) as unit:
        await unit.services.visits.record_visit(order.id)
    view = await added(callers.mechanic, place(order, job))
    await added(callers.administrator, f"/api/orders/{order.id}/attachments")
    async with shop.runtime.read_only(client) as unit:
        assert (await unit.services.visits.find_news(order.id, client.user_id)).photos == {view["id"]}
