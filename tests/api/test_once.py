"""A request that is sent twice is done once, however it is sent twice."""

import asyncio
from collections import Counter
from dataclasses import replace

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.ports import PictureDecoder
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.audit import AuditEntry
from autoservice.shared.errors import Conflict
from autoservice.shared.idempotency import RETENTION, HandledRequest, RequestKey
from tests.support.factories import jpeg
from tests.support.runtime import BASE_URL, Callers, MovableClock, Shop, connect, the_api

PARALLEL = 20
KEY = {"Idempotency-Key": "0123456789abcdef"}


def stage_path(order: OrderView, step: str, index: int = 0) -> str:
    return f"/api/orders/{order.id}/stages/{order.stages[index].id}/{step}"


async def completions(shop: Shop, order: OrderView) -> int:
    return [entry.kind for entry in await shop.timeline(order.id)].count("stage_completed")


async def complete_in_parallel(
    callers: Callers, order: OrderView, headers: dict[str, str]
) -> list[httpx.Response]:
    path = stage_path(order, "complete")
    return await asyncio.gather(*(callers.mechanic.post(path, headers=headers) for _ in range(PARALLEL)))


@pytest.mark.both_databases
async def test_of_parallel_completions_one_wins_and_the_others_are_conflicts(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    answers = await complete_in_parallel(callers, order, {})
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: PARALLEL - 1}
    refusals = [answer for answer in answers if answer.status_code == 409]
    assert {answer.headers["content-type"] for answer in refusals} == {"application/problem+json"}
    assert {answer.json()["title"] for answer in refusals} == {"StageAlreadyCompleted"}
    assert await completions(shop, order) == 1
    assert len(await shop.enqueued("stage_completed")) == 1


@pytest.mark.both_databases
async def test_parallel_repetitions_of_one_request_all_get_its_answer(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    answers = await complete_in_parallel(callers, order, KEY)
    assert Counter(answer.status_code for answer in answers) == {200: PARALLEL}
    assert len({answer.content for answer in answers}) == 1
    assert await completions(shop, order) == 1
    assert len(await shop.enqueued("stage_completed")) == 1


@pytest.mark.both_databases
async def test_parallel_keys_on_one_stage_still_complete_it_once(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = stage_path(order, "complete")
    requests = [
        callers.mechanic.post(path, headers={"Idempotency-Key": f"key-{n:08}"}) for n in range(PARALLEL)
    ]
    answers = await asyncio.gather(*requests)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: PARALLEL - 1}
    assert await completions(shop, order) == 1


async def test_the_same_key_and_body_repeat_the_answer(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    first = await callers.mechanic.post(stage_path(order, "complete"), headers=KEY)
    before = await shop.everything()
    again = await callers.mechanic.post(stage_path(order, "complete"), headers=KEY)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert await shop.everything() == before


async def test_a_comment_sent_twice_is_there_once(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    comment = {"text": "Колодки на исходе.", "published": True}
    answers = [
        await callers.mechanic.post(stage_path(order, "comments"), json=comment, headers=KEY) for _ in "12"
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert [entry.kind for entry in await shop.timeline(order.id)].count("comment_added") == 1


async def test_a_photo_sent_twice_is_there_once(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    photo = jpeg()
    answers = [
        await callers.mechanic.post(stage_path(order, "attachments"), files={"file": photo}, headers=KEY)
        for _ in "12"
    ]
    assert answers[0].json() == answers[1].json()
    assert len(list((shop.runtime.settings.data_dir / "files").rglob("*.webp"))) == 2


@pytest.mark.parametrize("other", [{"text": "Другое."}, {"text": "Первое.", "published": True}])
async def test_the_same_key_for_another_body_is_refused(
    shop: Shop, callers: Callers, other: dict[str, object]
):
    path = stage_path(await shop.assigned_order(), "comments")
    await callers.mechanic.post(path, json={"text": "Первое."}, headers=KEY)
    before = await shop.everything()
    answer = await callers.mechanic.post(path, json=other, headers=KEY)
    assert (answer.status_code, answer.json()["title"]) == (422, "IdempotencyKeyReused")
    assert await shop.everything() == before


async def test_the_same_key_for_another_stage_is_refused(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await callers.mechanic.post(stage_path(order, "complete", 0), headers=KEY)
    answer = await callers.mechanic.post(stage_path(order, "complete", 1), headers=KEY)
    assert (answer.status_code, answer.json()["title"]) == (422, "IdempotencyKeyReused")


async def test_keys_of_different_people_do_not_meet(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = stage_path(order, "comments")
    one = await callers.mechanic.post(path, json={"text": "Механик."}, headers=KEY)
    other = await callers.administrator.post(path, json={"text": "Мастер."}, headers=KEY)
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["id"] != other.json()["id"]


async def test_a_refusal_is_not_kept_so_that_a_retry_can_succeed(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = stage_path(order, "complete", 1)
    assert (await callers.mechanic.post(path, headers=KEY)).status_code == 409
    await callers.mechanic.post(stage_path(order, "complete", 0))
    assert (await callers.mechanic.post(path, headers=KEY)).status_code == 200


class LostAnswer(httpx.AsyncBaseTransport):
    """A line that breaks after the request has arrived and been done."""

    def __init__(self) -> None:
        self._line = httpx.ASGITransport(app=the_api())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await (await self._line.handle_async_request(request)).aread()
        raise httpx.ReadError("the line broke", request=request)


async def test_a_retry_after_a_lost_answer_gets_it(shop: Shop):
    order = await shop.assigned_order()
    bearer = {"Authorization": f"Bearer {await shop.sign_in(shop.people.mechanic)}"}
    phone = httpx.AsyncClient(transport=LostAnswer(), base_url=BASE_URL, headers={**bearer, **KEY})
    with pytest.raises(httpx.ReadError):
        await phone.post(stage_path(order, "complete"))
    answer = await connect(**{**bearer, **KEY}).post(stage_path(order, "complete"))
    assert (answer.status_code, answer.json()["stages"][0]["state"]) == (200, "done")
    assert await completions(shop, order) == 1


async def test_a_repetition_is_answered_with_what_its_sender_may_see_by_then(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    path = stage_path(order, "complete")
    await callers.mechanic.post(path, headers=KEY)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        other = shop.people.other_mechanic.user_id
        for stage in order.stages[1:]:
            await unit.services.assignment.assign_stage(order.id, stage.id, other)
    answer = await callers.mechanic.post(path, headers=KEY)
    assert {stage["mechanic_id"] for stage in answer.json()["stages"][1:]} == {other}


class CountingDecoder:
    """The program's own decoder, and how often it was asked."""

    def __init__(self, decoder: PictureDecoder) -> None:
        self._decoder = decoder
        self.asked = 0

    async def process(self, data: bytes, owner: int, edge: int | None = None) -> tuple[Picture, Picture]:
        self.asked += 1
        return await self._decoder.process(data, owner)


async def test_a_photo_sent_again_is_not_decoded_again(shop: Shop, callers: Callers):
    path = stage_path(await shop.assigned_order(), "attachments")
    decoder = CountingDecoder(shop.runtime.adapters.decoder)
    shop.runtime.adapters = replace(shop.runtime.adapters, decoder=decoder)
    photo = jpeg()
    for _ in "12":
        answer = await callers.mechanic.post(path, files={"file": photo}, headers=KEY)
        assert answer.status_code == 201
    assert decoder.asked == 1


class Refused(Conflict):
    """A refusal that is counted."""

    code = "Refused"
    keeps_writes = True


@pytest.mark.both_databases
async def test_a_refusal_that_keeps_its_writes_keeps_no_key(shop: Shop):
    async def attempt() -> None:
        async with shop.runtime.transaction(shop.people.client, RequestKey("the-key", "")) as unit:
            unit.audit("counted", "order:1")
            raise Refused()

    for _ in "12":
        with pytest.raises(Refused):
            await attempt()
    assert len(await shop.rows(AuditEntry, action="counted")) == 2
    assert await shop.rows(HandledRequest) == []


@pytest.mark.both_databases
async def test_an_order_sent_twice_is_placed_once(shop: Shop, callers: Callers):
    wanted = {"service_id": 1, "plate": "А123ВС777", "make": "Lada", "model": "Vesta"}
    answers = [await callers.client.post("/api/orders", json=wanted, headers=KEY) for _ in "12"]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (await callers.client.get("/api/orders")).json()["total"] == 1


async def test_work_given_twice_to_one_mechanic_is_one_fact(shop: Shop, callers: Callers):
    order = await shop.place_order()
    path, chosen = f"/api/orders/{order.id}/assign", {"mechanic_id": shop.people.mechanic.user_id}
    answers = [await callers.administrator.post(path, json=chosen) for _ in "12"]
    assert answers[0].json() == answers[1].json()
    assert [entry.kind for entry in await shop.timeline(order.id)].count("mechanic_assigned") == 1
    reactions = [message.reaction for message in await shop.enqueued("mechanic_assigned")]
    assert sorted(reactions) == ["plan_deliveries", "push_order_changed"]


@pytest.mark.both_databases
async def test_old_answers_are_forgotten(shop: Shop, callers: Callers, clock: MovableClock):
    path = stage_path(await shop.assigned_order(), "comments")
    await callers.mechanic.post(path, json={"text": "Старое."}, headers={"Idempotency-Key": "the-old-one"})
    clock.forward(days=RETENTION.days, seconds=1)
    again = connect(await shop.sign_in(shop.people.mechanic))
    await again.post(path, json={"text": "Новое."}, headers={"Idempotency-Key": "the-new-one"})
    await clean_up(shop.runtime.transaction)
    assert [row.key for row in await shop.rows(HandledRequest)] == ["the-new-one"]


@pytest.mark.parametrize("key", ["short", "x" * 101])
async def test_a_key_has_between_8_and_100_characters(shop: Shop, callers: Callers, key: str):
    order = await shop.assigned_order()
    answer = await callers.mechanic.post(stage_path(order, "complete"), headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert await completions(shop, order) == 0
