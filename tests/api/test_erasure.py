"""Keys of requests that may be sent twice outlive neither their sender nor their time."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from autoservice.modules.orders.schemas import OrderView
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.idempotency import RETENTION, HandledRequest
from tests.api.test_rows import give_a_checklist
from tests.support.factories import PASSWORD, car, jpeg
from tests.support.inventory import add_item
from tests.support.parts import let_take
from tests.support.runtime import Callers, MovableClock, Shop, connect, the_api

pytestmark = pytest.mark.both_databases

OWN = {"current_password": PASSWORD}
NEW_ORDER: dict[str, Any] = {"service_id": 1, **car()}
# What is done on an order's parts: the first comes and goes back, the second is in stock, removed and, as
# one of the usual parts, added again.
PARTS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "", {"name": "Шланг"}),
    ("PATCH", "/1", {"version": 1, "price_minor": 0}),
    ("POST", "/1/order", {}),
    ("POST", "/1/arrive", {}),
    ("POST", "/1/issue", {}),
    ("POST", "/1/return", {"reason": "Не подошёл"}),
    ("POST", "", {"item_id": 1, "quantity": "2"}),
    ("PATCH", "/2", {"version": 1, "quantity": "1"}),
    ("POST", "/2/reserve", {}),
    ("DELETE", "/2", {}),
    ("POST", "/usual", {}),
]


def key(word: str) -> dict[str, str]:
    return {"Idempotency-Key": f"the-key-of-{word}"}


async def leave(caller: httpx.AsyncClient) -> None:
    assert (await caller.post("/api/profile/delete", json=OWN)).status_code == 204


async def rename(caller: httpx.AsyncClient, name: str) -> None:
    assert (await caller.post("/api/profile", json={"name": name})).status_code == 200


async def do_all_that_has_a_key(shop: Shop, callers: Callers) -> set[str]:
    """An order that is placed and finished; returns the kinds of requests that were sent."""
    answer = await callers.client.post("/api/orders", json=NEW_ORDER, headers=key("order"))
    await show_with_the_request(callers, f"/api/orders/{answer.json()['id']}/attachments")
    order = await shop.assign(await shop.order(answer.json()["id"]))
    first, *others = (f"/api/orders/{order.id}/stages/{stage.id}" for stage in order.stages)
    requests: list[tuple[str, dict[str, Any]]] = [
        (f"{first}/start", {}),
        (f"{first}/undo", {}),
        (f"{first}/start", {}),
        (f"{first}/block", {"json": {"reason": "parts"}}),
        (f"{first}/resume", {}),
        (f"{first}/comments", {"json": {"text": "Готово.", "published": True}}),
        (f"{first}/attachments", {"files": {"file": jpeg()}}),
        (f"{first}/block", {"json": {"reason": "parts"}}),
        (f"{first}/resume", {}),
        (f"/api/orders/{order.id}/check-in", {}),
        *((f"{stage}/complete", {}) for stage in others),
    ]
    await plan_and_pause(shop, callers, order)
    work = await decide_on_work(callers, order.id)
    vehicle = f"/api/vehicles/{order.vehicle.id}"
    cars: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/api/vehicles", car("О001ОО77")),
        ("PUT", vehicle, {**car(), "version": 1}),
        ("POST", f"{vehicle}/readings", {"value": 1}),
    ]
    for method, path, body in cars:
        sent = await callers.client.request(method, path, json=body, headers=key(f"car-{path[-8:]}"))
        assert sent.status_code in (200, 201), sent.text
    await order_for_a_walk_in(callers)
    await let_take(shop, NEW_ORDER["service_id"], (await add_item(shop, "1"), "1"))
    parts = f"/api/orders/{order.id}/parts"
    for number, (method, path, body) in enumerate(PARTS):
        sent = await callers.mechanic.request(method, parts + path, json=body, headers=key(f"part-{number}"))
        assert sent.status_code in (200, 201), sent.text
    for number, (path, content) in enumerate(requests):
        sent = await callers.mechanic.post(path, headers=key(f"step-{number}"), **content)
        assert sent.status_code in (200, 201), sent.text
    of_cars = {"clients", "vehicles", "{vehicle_id}", "readings"}
    actions = {"usual", *(path.rpartition("/")[2] for _, path, _ in PARTS if path.count("/") == 2)}
    of_parts = {"parts", "{part_id}", *actions}
    steps = {path.rpartition("/")[2] for path, _ in requests}
    by_shop = await do_all_of_the_shop(shop, callers, order)
    done = {"orders", *of_cars, *of_parts, *steps, *by_shop, *work}
    return done | await take_all_back(callers, first) | await talk(callers, f"/api/orders/{order.id}")


async def talk(callers: Callers, path: str) -> set[str]:
    """Write a message and take it back; returns as above."""
    place = f"{path}/messages"
    written = await callers.client.post(place, json={"text": "Когда забрать?"}, headers=key("talk"))
    assert written.status_code == 201, written.text
    back = f"{place}/{written.json()['id']}"
    assert (await callers.administrator.delete(back, headers=key("talk-back"))).status_code == 204
    return {"messages", "{message_id}"}


async def show_with_the_request(callers: Callers, path: str) -> None:
    """Send two photos with the request; one of them is taken back."""
    sent = [
        await callers.client.post(path, files={"file": jpeg()}, headers=key(f"photo-{number}"))
        for number in range(2)
    ]
    assert [answer.status_code for answer in sent] == [201, 201]
    back = await callers.client.delete(f"{path}/{sent[0].json()['id']}", headers=key("back"))
    assert back.status_code == 204


async def plan_and_pause(shop: Shop, callers: Callers, order: OrderView) -> None:
    """What is done on an order before its work; an item of the first stage is answered, too."""
    await give_a_checklist(shop, order.stages[0].id)
    path, day = f"/api/orders/{order.id}", str(shop.today)
    tomorrow = shop.runtime.clock() + timedelta(days=1)
    sent = [
        await callers.administrator.post(f"{path}/schedule", json={"day": day}, headers=key("schedule")),
        await callers.administrator.put(
            f"{path}/promise", json={"at": f"{tomorrow:%Y-%m-%dT18:00}"}, headers=key("promise")
        ),
        await callers.administrator.put(
            f"{path}/discount", json={"basis_points": 500}, headers=key("discount")
        ),
        await callers.administrator.post(f"{path}/hold", json={"reason": "bay"}, headers=key("hold")),
        await callers.administrator.post(f"{path}/resume", headers=key("resume")),
        await callers.mechanic.put(
            f"{path}/stages/{order.stages[0].id}/checklist/1", json={"value": "ok"}, headers=key("answer")
        ),
    ]
    assert [answer.status_code for answer in sent] == [200] * 6


async def do_all_of_the_shop(shop: Shop, callers: Callers, order: OrderView) -> set[str]:
    """What is done on an order that was delivered, and on another one; returns the kinds of requests."""
    another = await shop.place_order()
    path, stage = f"/api/orders/{order.id}", f"/api/orders/{another.id}/stages/{another.stages[1].id}"
    requests = [
        (f"{path}/reopen", {"reason": "Скрипит."}),
        (f"{path}/deliver", {}),
        (f"{stage}/skip", {"reason": "Не нужна."}),
        (f"{stage}/reopen", {"reason": "Нужна."}),
        (f"/api/orders/{another.id}/jobs", {"service_id": 2, "remark": "По телефону."}),
        (f"/api/orders/{another.id}/cancel", {"reason": "Передумал."}),
    ]
    for number, (place, body) in enumerate(requests):
        sent = await callers.administrator.post(place, json=body, headers=key(f"shop-{number}"))
        assert sent.status_code in (200, 201), sent.text
    return {
        "schedule",
        "promise",
        "discount",
        "hold",
        "resume",
        "{item}",
        *(place.rpartition("/")[2] for place, _ in requests),
    }


async def decide_on_work(callers: Callers, order_id: int) -> set[str]:
    """Propose, change, decide on and withdraw extra work; returns as above."""
    path, described = f"/api/orders/{order_id}", {"name": "Втулки", "price_minor": 100}
    proposed = await callers.mechanic.post(f"{path}/extra-work", json=described, headers=key("propose"))
    job_id, seen = proposed.json()["jobs"][-1]["id"], {"version": 2, "price_minor": 100}
    work, job = f"{path}/extra-work/{job_id}", f"{path}/jobs/{job_id}"
    photos = f"{job}/attachments"
    shown = await callers.mechanic.post(photos, files={"file": jpeg()}, headers=key("work-photo"))
    assert shown.status_code == 201, shown.text
    gone = await callers.mechanic.delete(f"{photos}/{shown.json()['id']}", headers=key("work-photo-back"))
    assert gone.status_code == 204
    steps = [
        (callers.mechanic, "PUT", work, {**described, "version": 1}),
        (callers.client, "POST", f"{job}/decline", seen),
        (callers.client, "POST", f"{job}/approve", seen),
        (callers.mechanic, "POST", f"{work}/withdraw", {"version": 2}),
    ]
    for caller, method, place, body in steps:
        sent = await caller.request(method, place, json=body, headers=key(f"work-{place[-8:]}"))
        assert sent.status_code == 200, sent.text
    return {"extra-work", "{job_id}", "{work_photo_id}", "decline", "approve", "withdraw"}


async def order_for_a_walk_in(callers: Callers) -> None:
    walk_in = {"name": "Пётр Ильин", "phone": "+79161112233"}
    entered = await callers.administrator.post("/api/admin/clients", json=walk_in, headers=key("walk-in"))
    assert entered.status_code == 201, entered.text
    theirs = {"client_id": entered.json()["id"], **NEW_ORDER}
    ordered = await callers.administrator.post("/api/admin/orders", json=theirs, headers=key("for-them"))
    assert ordered.status_code == 201, ordered.text


async def take_all_back(callers: Callers, stage: str) -> set[str]:
    """Take back what was sent about the stage, as an administrator may at any time; returns as above."""
    # The first two photos are those of the request, the third is of the work.
    for kind in ("comments/1", "attachments/4"):
        gone = await callers.administrator.delete(f"{stage}/{kind}", headers=key(f"back-{kind[:8]}"))
        assert gone.status_code == 204, gone.text
    return {"{comment_id}", "{attachment_id}", "{photo_id}"}


def kinds_with_a_key() -> set[str]:
    """The kinds of requests about orders; the catalog and the texts of messages are of nobody."""
    return {
        path.rpartition("/")[2]
        for path, ways in the_api().openapi()["paths"].items()
        for operation in ways.values()
        if not path.startswith(("/api/admin/catalog/", "/api/admin/texts"))
        if "idempotency-key" in [field["name"] for field in operation.get("parameters", ())]
    }


async def test_every_request_that_may_be_sent_twice_is_sent_here(shop: Shop, callers: Callers):
    assert await do_all_that_has_a_key(shop, callers) == kinds_with_a_key()


async def test_of_a_request_its_key_and_the_number_of_what_it_made_are_kept_and_no_word(
    shop: Shop, callers: Callers
):
    await do_all_that_has_a_key(shop, callers)
    for request in await shop.rows(HandledRequest):
        kept = request.model_dump(exclude={"key", "fingerprint", "created_at"})
        assert {type(value) for value in kept.values()} <= {int, type(None)}


async def test_whoever_leaves_takes_their_keys_along_and_nobody_elses(shop: Shop, callers: Callers):
    await do_all_that_has_a_key(shop, callers)
    await leave(callers.client)
    others = {shop.people.mechanic.user_id, shop.people.administrator.user_id}
    assert {request.user_id for request in await shop.rows(HandledRequest)} == others


async def test_no_name_outlives_its_person_in_the_answer_to_a_repetition(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    steps = [f"/api/orders/{order.id}/stages/{stage.id}/complete" for stage in order.stages]
    first = [await callers.mechanic.post(path, headers=key(path[-30:])) for path in steps]
    assert "Смирнова" in first[-1].text
    await leave(callers.client)
    again = [await callers.mechanic.post(path, headers=key(path[-30:])) for path in steps]
    assert [answer.status_code for answer in again] == [200] * len(steps)
    assert "Смирнова" not in "".join(answer.text for answer in again)


async def test_everybodys_old_answers_are_forgotten_without_anybodys_doing(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await callers.client.post("/api/orders", json=NEW_ORDER, headers=key("old"))
    clock.forward(days=RETENTION.days, seconds=1)
    again = connect(await shop.sign_in(shop.people.other_client))
    await again.post("/api/orders", json=NEW_ORDER, headers=key("new"))
    await clean_up(shop.runtime.transaction)
    assert [answer.key for answer in await shop.rows(HandledRequest)] == ["the-key-of-new"]
