"""Answers that are kept for a repetition do not outlive the person who is named in them, nor their time."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.models import Order
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.idempotency import KEPT, NAMED, StoredAnswer
from tests.support.factories import PASSWORD, car, jpeg
from tests.support.runtime import Callers, MovableClock, Shop, connect, the_api

pytestmark = pytest.mark.both_databases

OWN = {"current_password": PASSWORD}
NEW_ORDER = {"service_id": 1, **car()}


def key(word: str) -> dict[str, str]:
    return {"Idempotency-Key": f"the-key-of-{word}"}


async def leave(caller: httpx.AsyncClient) -> None:
    assert (await caller.post("/api/profile/delete", json=OWN)).status_code == 204


async def rename(caller: httpx.AsyncClient, name: str) -> None:
    assert (await caller.post("/api/profile", json={"name": name})).status_code == 200


async def do_all_that_has_a_key(shop: Shop, callers: Callers) -> set[str]:
    """An order that is placed and finished; returns the kinds of requests that were sent."""
    answer = await callers.client.post("/api/orders", json=NEW_ORDER, headers=key("order"))
    order = await shop.assign(await shop.order(answer.json()["id"]))
    first, *others = (f"/api/orders/{order.id}/stages/{stage.id}" for stage in order.stages)
    requests: list[tuple[str, dict[str, Any]]] = [
        (f"{first}/start", {}),
        (f"{first}/block", {"json": {"reason": "parts"}}),
        (f"{first}/resume", {}),
        (f"{first}/comments", {"json": {"text": "Готово.", "published": True}}),
        (f"{first}/attachments", {"files": {"file": jpeg()}}),
        *((f"{stage}/complete", {}) for stage in (first, *others)),
    ]
    for number, (path, content) in enumerate(requests):
        sent = await callers.mechanic.post(path, headers=key(f"step-{number}"), **content)
        assert sent.status_code in (200, 201), sent.text
    return {"orders", *(path.rpartition("/")[2] for path, _ in requests)}


def kinds_with_a_key() -> set[str]:
    return {
        path.rpartition("/")[2]
        for path, ways in the_api().openapi()["paths"].items()
        for operation in ways.values()
        if "idempotency-key" in [field["name"] for field in operation.get("parameters", ())]
    }


def objects(body: Any) -> Iterator[list[tuple[str, Any]]]:
    """The fields of all objects in ``body``, in their order."""
    if isinstance(body, dict):
        yield list(body.items())
    for part in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from objects(part)


async def test_whoever_is_named_in_an_answer_is_named_right_after_their_number(shop: Shop, callers: Callers):
    assert await do_all_that_has_a_key(shop, callers) == kinds_with_a_key()
    named = set()
    for answer in await shop.rows(StoredAnswer):
        for fields in objects(answer.body):
            for (before, _), (name, _) in zip([("", 0), *fields], fields, strict=False):
                if name.endswith("_name"):
                    assert before == name.removesuffix("_name") + "_id"
                    named.add(name.removesuffix("_name"))
    assert named == set(NAMED)


async def test_no_name_outlives_its_person_in_an_answer_not_even_a_former_one(shop: Shop, callers: Callers):
    await do_all_that_has_a_key(shop, callers)
    for caller in (callers.client, callers.mechanic):
        await rename(caller, "Другое Имя")
    await leave(callers.client)
    assert "Смирнова" not in await stored_answers(shop)
    await leave(callers.mechanic)
    assert "Козлов" not in await stored_answers(shop)


async def stored_answers(shop: Shop) -> str:
    return json.dumps([answer.body for answer in await shop.rows(StoredAnswer)], ensure_ascii=False)


async def test_whoever_is_called_like_a_field_takes_nobody_elses_answers_along(shop: Shop, callers: Callers):
    first = await callers.client.post("/api/orders", json=NEW_ORDER, headers=key("order"))
    await rename(callers.other_client, "id")
    await leave(callers.other_client)
    again = await callers.client.post("/api/orders", json=NEW_ORDER, headers=key("order"))
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await shop.rows(Order)) == 1


async def test_a_text_cannot_name_anybody(shop: Shop, callers: Callers):
    stranger = shop.people.other_client.user_id
    note = f'{{"client_id": {stranger}, "client_name": "Олег"}}'
    await callers.client.post("/api/orders", json={**NEW_ORDER, "note": note}, headers=key("order"))
    await leave(callers.other_client)
    assert len(await shop.rows(StoredAnswer)) == 1


async def test_everybodys_old_answers_are_forgotten_without_anybodys_doing(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await callers.client.post("/api/orders", json=NEW_ORDER, headers=key("old"))
    clock.forward(days=KEPT.days, seconds=1)
    again = connect(await shop.sign_in(shop.people.other_client))
    await again.post("/api/orders", json=NEW_ORDER, headers=key("new"))
    await clean_up(shop.runtime.transaction)
    assert [answer.key for answer in await shop.rows(StoredAnswer)] == ["the-key-of-new"]
