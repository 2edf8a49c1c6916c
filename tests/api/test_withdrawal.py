"""Comments and photos are taken back: by whom, what is left of them, and what happens meanwhile."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.models import StageComment
from autoservice.shared.audit import AuditEntry
from autoservice.shared.outbox import OutboxMessage
from tests.support.factories import PASSWORD, jpeg
from tests.support.runtime import Callers, Shop

SECRET = "Клиент жуёт семечки: zyzzyva"
KEY = {"Idempotency-Key": "0123456789abcdef"}
KINDS = pytest.mark.parametrize("kind", ["comments", "attachments"])


def stage_path(order: OrderView, number: int = 1) -> str:
    return f"/api/orders/{order.id}/stages/{order.stages[number - 1].id}"


async def send(caller: httpx.AsyncClient, order: OrderView, kind: str, *, published: bool = True) -> str:
    """Send a comment or a photo; returns the path under which it can be taken back."""
    comment: dict[str, Any] = {"json": {"text": SECRET, "published": published}}
    photo: dict[str, Any] = {"files": {"file": jpeg()}, "data": {"published": str(published).lower()}}
    path = f"{stage_path(order)}/{kind}"
    sent = await caller.post(path, **(comment if kind == "comments" else photo))
    assert sent.status_code == 201, sent.text
    return f"{path}/{sent.json()['id']}"


def files_of(shop: Shop) -> list[Path]:
    return [path for path in (shop.runtime.settings.data_dir / "files").rglob("*") if path.is_file()]


async def kinds(shop: Shop, order: OrderView) -> list[str]:
    return [entry.kind for entry in await shop.timeline(order.id)]


async def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def test_nothing_is_left_of_a_comment_but_that_there_was_one(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, "comments")
    assert (await callers.mechanic.delete(path, headers=KEY)).status_code == 204
    timeline = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    assert [entry["number"] for entry in timeline] == list(range(1, len(timeline) + 1))
    assert [entry["kind"] for entry in timeline][-2:] == ["comment_added", "comment_withdrawn"]
    assert {entry["data"]["comment_id"] for entry in timeline[-2:]} == {1}
    everything = str(await shop.everything())
    assert all(word not in everything for word in (SECRET, "zyzzyva", "семечки"))


async def test_a_photo_is_gone_for_all_and_so_are_its_files(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, "attachments")
    assert len(files_of(shop)) == 2
    assert (await callers.mechanic.delete(path)).status_code == 204
    for who in ("client", "mechanic", "administrator"):
        for url in ("/api/attachments/1", "/api/attachments/1/thumbnail"):
            assert (await callers.by(who).get(url)).status_code == 404
    assert len(files_of(shop)) == 2, "They go after the commit, by the outbox."
    await shop.relay_all()
    assert files_of(shop) == []
    assert "delete_photo_files" not in {message.reaction for message in await shop.rows(OutboxMessage)}


async def test_files_that_the_storage_does_not_delete_now_are_deleted_later(
    shop: Shop, callers: Callers, monkeypatch: pytest.MonkeyPatch, clock: Any
):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, "attachments")
    await shop.relay_all()

    async def away(_key: str) -> None:
        raise OSError("The bucket does not answer.")

    with monkeypatch.context() as broken:
        broken.setattr(shop.runtime.adapters.storage, "delete", away)
        await callers.mechanic.delete(path)
        await shop.relay_all()
    assert "delete_photo_files" in {message.reaction for message in await shop.rows(OutboxMessage)}
    clock.forward(minutes=1)
    await shop.relay_all()
    assert files_of(shop) == []


@KINDS
async def test_what_is_taken_back_again_stays_so(shop: Shop, callers: Callers, kind: str):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, kind)
    answers = [await callers.mechanic.delete(path, headers=headers) for headers in (KEY, KEY, {})]
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert sum(name.endswith("_withdrawn") for name in await kinds(shop, order)) == 1


@KINDS
async def test_a_request_that_is_repeated_does_not_bring_it_back(shop: Shop, callers: Callers, kind: str):
    order = await shop.assigned_order()
    body: dict[str, Any] = {"json": {"text": SECRET}} if kind == "comments" else {"files": {"file": jpeg()}}
    sent = await callers.mechanic.post(f"{stage_path(order)}/{kind}", headers=KEY, **body)
    await callers.mechanic.delete(f"{stage_path(order)}/{kind}/{sent.json()['id']}")
    again = await callers.mechanic.post(f"{stage_path(order)}/{kind}", headers=KEY, **body)
    expected = "CommentNotFound" if kind == "comments" else "PhotoNotFound"
    assert await refusal(again) == (404, expected)


@KINDS
async def test_a_colleague_who_works_on_the_order_takes_back_only_their_own(
    shop: Shop, callers: Callers, kind: str
):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, kind)
    assert await refusal(await callers.other_mechanic.delete(path)) == (404, "OrderNotFound")
    colleague = {"mechanic_id": shop.people.other_mechanic.user_id}
    await callers.administrator.post(f"{stage_path(order, 2)}/assign", json=colleague)
    assert await refusal(await callers.other_mechanic.delete(path)) == (403, "NotYourReport")
    own = await send(callers.other_mechanic, order, kind)
    assert (await callers.other_mechanic.delete(own)).status_code == 204


@KINDS
async def test_of_a_delivered_order_only_an_administrator_takes_something_back(
    shop: Shop, callers: Callers, kind: str
):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, kind)
    await shop.complete(order, len(order.stages))
    assert await refusal(await callers.mechanic.delete(path)) == (409, "OrderFinished")
    assert (await callers.administrator.delete(path)).status_code == 204
    [entry] = [one for one in await shop.rows(AuditEntry) if one.action.endswith("_withdrawn")]
    assert entry.after["instead_of"] == shop.people.mechanic.user_id
    assert entry.actor_id == shop.people.administrator.user_id


async def test_it_is_found_under_its_own_stage_and_order_alone(shop: Shop, callers: Callers):
    order, other = await shop.assigned_order(), await shop.assigned_order()
    path = await send(callers.mechanic, order, "comments")
    id = path.rpartition("/")[2]
    for wrong in (f"{stage_path(order, 2)}/comments/{id}", f"{stage_path(other)}/comments/{id}"):
        assert await refusal(await callers.administrator.delete(wrong)) == (404, "CommentNotFound")
    answer = await callers.administrator.delete(f"{stage_path(order)}/attachments/77")
    assert await refusal(answer) == (404, "PhotoNotFound")


@KINDS
async def test_the_client_does_not_hear_of_what_was_internal(shop: Shop, callers: Callers, kind: str):
    order = await shop.assigned_order()
    before = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    path = await send(callers.mechanic, order, kind, published=False)
    await callers.mechanic.delete(path)
    assert (await callers.client.get(f"/api/orders/{order.id}/timeline")).json() == before


@pytest.mark.both_databases
@KINDS
async def test_of_many_at_once_it_is_taken_back_once(shop: Shop, callers: Callers, kind: str):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, kind)
    people = [callers.mechanic, callers.administrator] * 4
    answers = await asyncio.gather(*(caller.delete(path) for caller in people))
    assert Counter(answer.status_code for answer in answers) == {204: len(people)}
    assert sum(name.endswith("_withdrawn") for name in await kinds(shop, order)) == 1


@pytest.mark.both_databases
async def test_while_others_load_it_they_get_it_whole_or_not_at_all(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, "attachments")
    whole = (await callers.client.get("/api/attachments/1")).content

    async def take_back() -> None:
        await callers.mechanic.delete(path)
        await shop.relay_all()

    loads = asyncio.gather(*(callers.client.get("/api/attachments/1") for _ in range(8)))
    await take_back()
    answers = await loads
    assert all(answer.status_code == 404 or answer.content == whole for answer in answers)
    assert (await callers.client.get("/api/attachments/1")).status_code == 404


@pytest.mark.both_databases
async def test_whoever_leaves_at_the_same_moment_took_it_back_or_did_not(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = await send(callers.mechanic, order, "comments")
    await shop.complete(order)
    await shop.assign(order, shop.people.other_mechanic)
    left, answer = await asyncio.gather(
        callers.mechanic.post("/api/profile/delete", json={"current_password": PASSWORD}),
        callers.mechanic.delete(path, headers=KEY),
    )
    assert left.status_code == 204, left.text
    [row] = await shop.rows(StageComment)
    assert (answer.status_code, row.text) in {(204, ""), (401, SECRET)}
