"""Every REST operation on somebody's row x everybody: who gets at it, and that others change nothing."""

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from tests.api.test_access import Operation, documented
from tests.support.factories import car, jpeg
from tests.support.inventory import add_item
from tests.support.parts import let_take
from tests.support.runtime import AUDIT, Callers, MovableClock, Shop, connect

# Nobody is signed out while the clock goes on, a minute for each operation.
SHOP = {"require_second_factor": ("administrator",), "access_minutes": 600}
# The client's order, all its stages the mechanic's.
WHO = (
    "guest",
    "revoked",
    "client",
    "other_client",
    "mechanic",
    "other_mechanic",
    "administrator",
    "enrolling",
)
ORDER = "/api/orders/{order_id}"
STAGE = f"{ORDER}/stages/{{stage_id}}"
PARTS = f"{ORDER}/parts"
WORK_PHOTOS = f"{ORDER}/jobs/{{job_id}}/attachments"
WORK = {"name": "Втулки", "price_minor": 100}
PART = f"{PARTS}/{{part_id}}"

# Who gets at the row. An operation with a row in its path that is not here fails the test.
EXPECTED = {
    ("GET", "/api/orders/{order_id}"): "client mechanic administrator",
    ("GET", "/api/orders/{order_id}/timeline"): "client mechanic administrator",
    ("GET", f"{ORDER}/attachments"): "client mechanic administrator",
    ("POST", f"{ORDER}/attachments"): "client administrator",
    ("DELETE", f"{ORDER}/attachments/{{photo_id}}"): "client administrator",
    ("POST", WORK_PHOTOS): "mechanic administrator",
    ("DELETE", f"{WORK_PHOTOS}/{{work_photo_id}}"): "mechanic administrator",
    ("POST", "/api/unsubscribe/{token}"): " ".join(WHO),
    # Twilio's signature decides, whoever sends it.
    ("POST", "/api/sms/status/{reference}"): " ".join(WHO),
    ("GET", "/api/vehicles/{vehicle_id}"): "client mechanic administrator",
    ("PUT", "/api/vehicles/{vehicle_id}"): "client administrator",
    ("DELETE", "/api/vehicles/{vehicle_id}"): "client administrator",
    ("POST", "/api/vehicles/{vehicle_id}/readings"): "client mechanic administrator",
    ("GET", "/api/catalog/inventory/{item_id}"): "mechanic other_mechanic administrator",
    ("GET", "/api/catalog/inventory/{item_id}/movements"): "mechanic other_mechanic administrator",
    ("PATCH", "/api/admin/catalog/inventory/{item_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/inventory/{item_id}"): "administrator",
    ("POST", "/api/admin/catalog/inventory/{item_id}/movements"): "administrator",
    ("GET", "/api/admin/catalog/stock-counts/{count_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/stock-counts/{count_id}"): "administrator",
    ("GET", "/api/admin/catalog/stock-counts/{count_id}/lines"): "administrator",
    ("PUT", "/api/admin/catalog/stock-counts/{count_id}/lines"): "administrator",
    ("PATCH", "/api/admin/catalog/stock-counts/{count_id}/lines/cells"): "administrator",
    ("POST", "/api/admin/catalog/stock-counts/{count_id}/apply"): "administrator",
    ("PUT", "/api/orders/{order_id}/promise"): "mechanic administrator",
    ("PUT", "/api/orders/{order_id}/discount"): "administrator",
    ("POST", "/api/orders/{order_id}/assign"): "administrator",
    ("POST", f"{ORDER}/schedule"): "administrator",
    ("POST", f"{ORDER}/check-in"): "mechanic administrator",
    ("POST", f"{ORDER}/hold"): "administrator",
    ("POST", f"{ORDER}/resume"): "administrator",
    ("POST", f"{ORDER}/deliver"): "mechanic administrator",
    ("POST", f"{ORDER}/cancel"): "client administrator",
    ("POST", f"{ORDER}/reopen"): "administrator",
    ("POST", f"{STAGE}/skip"): "administrator",
    ("POST", f"{STAGE}/reopen"): "administrator",
    ("PUT", f"{STAGE}/checklist/{{item}}"): "mechanic administrator",
    ("POST", f"{STAGE}/assign"): "administrator",
    ("GET", f"{STAGE}/suggestions"): "administrator",
    ("POST", f"{STAGE}/start"): "mechanic administrator",
    ("POST", f"{STAGE}/complete"): "mechanic administrator",
    ("POST", f"{STAGE}/undo"): "mechanic",
    ("POST", f"{STAGE}/block"): "mechanic administrator",
    ("POST", f"{STAGE}/resume"): "mechanic administrator",
    ("POST", f"{STAGE}/comments"): "mechanic administrator",
    ("POST", f"{STAGE}/attachments"): "mechanic administrator",
    ("DELETE", f"{STAGE}/comments/{{comment_id}}"): "mechanic administrator",
    ("DELETE", f"{STAGE}/attachments/{{attachment_id}}"): "mechanic administrator",
    ("GET", f"{ORDER}/messages"): "client mechanic administrator",
    ("POST", f"{ORDER}/messages"): "client mechanic administrator",
    ("POST", f"{ORDER}/messages/read"): "client mechanic administrator",
    ("DELETE", f"{ORDER}/messages/{{message_id}}"): "client administrator",
    ("GET", PARTS): "client mechanic administrator",
    ("POST", PARTS): "mechanic administrator",
    ("POST", f"{PARTS}/usual"): "mechanic administrator",
    ("PATCH", PART): "mechanic administrator",
    ("DELETE", PART): "mechanic administrator",
    ("POST", f"{PART}/reserve"): "mechanic administrator",
    ("POST", f"{PART}/order"): "mechanic administrator",
    ("POST", f"{PART}/arrive"): "mechanic administrator",
    ("POST", f"{PART}/issue"): "mechanic administrator",
    ("POST", f"{PART}/return"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/tracking-links"): "client administrator",
    ("GET", "/api/orders/{order_id}/tracking-links"): "client administrator",
    ("DELETE", "/api/orders/{order_id}/tracking-links/{link_id}"): "client administrator",
    ("POST", "/api/orders/{order_id}/jobs"): "administrator",
    ("POST", "/api/orders/{order_id}/extra-work"): "mechanic administrator",
    ("PUT", "/api/orders/{order_id}/extra-work/{job_id}"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/extra-work/{job_id}/withdraw"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/jobs/{job_id}/approve"): "client administrator",
    ("POST", "/api/orders/{order_id}/jobs/{job_id}/decline"): "client administrator",
    ("GET", "/api/attachments/{attachment_id}"): "client mechanic administrator",
    ("GET", "/api/attachments/{attachment_id}/thumbnail"): "client mechanic administrator",
    ("DELETE", "/api/auth/sessions/{session_id}"): "client",
    ("GET", "/api/admin/clients/{client_id}"): "administrator",
    ("PATCH", "/api/admin/clients/{client_id}"): "administrator",
    ("GET", "/api/admin/clients/{client_id}/merge/{other_id}"): "administrator",
    ("POST", "/api/admin/clients/{client_id}/merge"): "administrator",
    ("POST", "/api/admin/clients/{client_id}/contacts"): "administrator",
    ("DELETE", "/api/admin/clients/{client_id}/contacts/{contact_id}"): "administrator",
    ("POST", "/api/admin/claims/{claim_id}/answer"): "administrator",
    ("PATCH", "/api/admin/users/{user_id}"): "administrator",
    ("GET", "/api/admin/mechanics/{mechanic_id}/skills"): "administrator",
    ("PUT", "/api/admin/mechanics/{mechanic_id}/skills"): "administrator",
    ("DELETE", "/api/admin/invitations/{invitation_id}"): "administrator",
    ("POST", "/api/admin/dead-letters/{letter_id}/replay"): "administrator",
    ("POST", "/api/admin/deliveries/{delivery_id}/resend"): "administrator",
}
# Rows that are nobody's but the shop's: the permission alone decides, which ``test_access`` holds for each.
THE_SHOPS = tuple(
    f"/api/{place}"
    for place in (
        "catalog/pictures/",
        "catalog/services/",
        "catalog/stages/",
        "admin/catalog/categories/",
        "admin/catalog/services/",
        "admin/catalog/stages/",
        "admin/catalog/{table}/",
        "admin/texts/",
    )
)
# In a shop where all goes well there is no dead letter and no message that has failed, nor an e-mail's link,
# nor somebody's claim; their own tests have one.
ABSENT = {"token": "1.ready.x", "reference": "0" * 32, "letter_id": 1, "delivery_id": 77, "claim_id": 1}
# Of a stage, and of the request.
PHOTOS = ("attachment_id", "photo_id", "work_photo_id")
# The steps of the mechanic that an operation comes after, and what the shop does on the order.
BEFORE: dict[str, tuple[str, ...]] = {
    f"{STAGE}/complete": (f"{STAGE}/start",),
    f"{STAGE}/undo": (f"{STAGE}/start",),
    f"{STAGE}/block": (f"{STAGE}/start",),
    f"{STAGE}/resume": (f"{STAGE}/start", f"{STAGE}/block"),
    f"{STAGE}/reopen": (f"{STAGE}/complete",),
    f"{PART}/issue": (f"{PART}/reserve",),
    f"{PART}/return": (f"{PART}/reserve", f"{PART}/issue"),
}
HELD = f"{ORDER}/resume"
# The client takes it back while the order is nobody's work yet.
REQUESTED = f"{ORDER}/attachments/{{photo_id}}"
# How many stages are done before.
DONE = {f"{ORDER}/deliver": 3, f"{ORDER}/reopen": 4}


class Place(NamedTuple):
    """The rows that the operations are about, and who calls."""

    shop: Shop
    callers: dict[str, httpx.AsyncClient]
    rows: dict[str, Any]

    async def call(self, who: str, operation: Operation) -> httpx.Response:
        """Let somebody call the operation with a body that it accepts."""
        method, path = operation
        options = bodies(self.shop).get(path.rpartition("/")[2], {})
        place = path.format_map(defaultdict(lambda: 1, self.rows))
        return await self.callers[who].request(method, place, **options)


def bodies(shop: Shop) -> dict[str, dict[str, Any]]:
    """What the operations want to be sent, by the last word of their path."""
    mechanic = {"json": {"mechanic_id": shop.people.mechanic.user_id}}
    photo = {"files": {"file": ("photo.jpg", jpeg())}, "data": {"published": "true"}}
    return {
        "assign": mechanic,
        "skills": {"json": {"skills": ["тормоза"]}},
        "promise": {"json": {"at": (shop.runtime.clock() + timedelta(days=5)).strftime("%Y-%m-%dT12:00")}},
        "discount": {"json": {"basis_points": 500, "reason": "Постоянный клиент."}},
        "block": {"json": {"reason": "parts"}},
        "hold": {"json": {"reason": "parts"}},
        "schedule": {"json": {"day": str(shop.today)}},
        "cancel": {"json": {"reason": "Клиент передумал."}},
        "skip": {"json": {"reason": "Не нужна."}},
        "reopen": {"json": {"reason": "Снова скрипит."}},
        "{item}": {"json": {"value": "ok"}},
        "tracking-links": {"json": {}},
        "jobs": {"json": {"service_ids": [2, 3]}},
        "extra-work": {"json": WORK},
        "{job_id}": {"json": {**WORK, "version": 1}},
        "withdraw": {"json": {"version": 1}},
        "approve": {"json": {"version": 1, "price_minor": 100, "remark": "По телефону."}},
        "decline": {"json": {"version": 1, "price_minor": 100, "remark": "По телефону."}},
        "messages": {"json": {"text": "Когда забрать?"}},
        "read": {"json": {"up_to": 1}},
        "comments": {"json": {"text": "Колодки в норме.", "published": True}},
        "attachments": photo,
        "parts": {"json": {"name": "Шланг"}},
        "{part_id}": {"json": {"version": 1, "price_minor": 0}},
        "return": {"json": {"reason": "Не подошло"}},
        "{client_id}": {"json": {"version": 1, "remark": "Постоянный клиент."}},
        "contacts": {"json": {"name": "Бухгалтерия", "phone": "+79161112233"}},
        "merge": {"json": {"client_id": shop.people.client.user_id}},
        "answer": {"json": {"granted": False}},
        "{user_id}": {"json": {"active": True}},
        "{item_id}": {"json": {"place": "A-1"}},
        "{vehicle_id}": {"json": {**car(), "version": 1}},
        "readings": {"json": {"value": 120_000}},
        "movements": {"json": {"kind": "receipt", "quantity": "2", "unit_cost_minor": 100}},
        "lines": {"json": {"lines": [{"item_id": 1, "counted": "1"}]}},
        "cells": {"json": {"cells": [{"id": 1, "version": 1, "field": "counted", "value": "2"}]}},
    }


async def a_place_for(operations: Sequence[Operation], shop: Shop, callers: Callers) -> Place:
    """A shop in which every row exists and the mechanic has done what the operations come after."""
    operation = operations[0]
    with_photo = any(f"{{{name}}}" in path for _, path in operations for name in PHOTOS)
    place = await a_place(shop, callers, with_photo=with_photo)
    for step in BEFORE.get(operation[1], ()):
        assert (await place.call("mechanic", ("POST", step))).status_code == 200
    if operation[1] == HELD:
        assert (await place.call("administrator", ("POST", f"{ORDER}/hold"))).status_code == 200
    if operation[1] == REQUESTED:
        assigned = ORDER.format_map(place.rows) + "/assign"
        assert (await callers.administrator.post(assigned, json={"mechanic_id": None})).status_code == 200
    if done := DONE.get(operation[1]):
        await shop.complete(await shop.order(place.rows["order_id"]), done)
    if "checklist" in operation[1]:
        await give_a_checklist(shop, place.rows["stage_id"])
    return place


async def give_a_checklist(shop: Shop, stage_id: int) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        stage = await unit.session.get_one(OrderStage, stage_id)
        stage.checklist = [{"ru": "Болты", "en": "Bolts"}]


async def a_place(shop: Shop, callers: Callers, *, with_photo: bool = True) -> Place:
    """A shop in which every row exists; a photo, which takes long, only where it is asked for."""
    order = await shop.assigned_order()
    sessions = [await shop.open_session(shop.people.client) for _ in range(2)]
    revoked = connect(sessions[0].access_token)
    assert (await revoked.post("/api/auth/logout")).status_code == 204
    everybody = {who: callers.by(who) for who in WHO if who != "revoked"} | {"revoked": revoked}
    theirs = shop.runtime.adapters.tokens.read(sessions[1].access_token, shop.runtime.clock())
    rows = {
        "session_id": theirs,
        "other_id": shop.people.client.user_id,
        "user_id": shop.people.other_client.user_id,
        "mechanic_id": shop.people.mechanic.user_id,
        "vehicle_id": order.vehicle.id,
        "table": "services",
        **await rows_of_the_order(order, shop, callers, with_photo=with_photo),
        **await rows_of_people(shop, callers),
        **await rows_of_the_stock(order, shop, callers),
        **ABSENT,
    }
    return Place(shop, everybody, rows)


async def rows_of_the_order(
    order: OrderView, shop: Shop, callers: Callers, *, with_photo: bool
) -> dict[str, Any]:
    stage = STAGE.format(order_id=order.id, stage_id=order.stages[0].id)
    sent = bodies(shop)
    work = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=WORK)
    shared = await callers.client.post(f"/api/orders/{order.id}/tracking-links", json={})
    comment = await callers.mechanic.post(f"{stage}/comments", **sent["comments"])
    message = await callers.client.post(f"/api/orders/{order.id}/messages", **sent["messages"])
    rows = {
        "order_id": order.id,
        "message_id": message.json()["id"],
        "stage_id": order.stages[0].id,
        "job_id": work.json()["jobs"][-1]["id"],
        "link_id": shared.json()["id"],
        "comment_id": comment.json()["id"],
    }
    if with_photo:
        photo = await callers.mechanic.post(f"{stage}/attachments", **sent["attachments"])
        of_request = await callers.client.post(f"/api/orders/{order.id}/attachments", **sent["attachments"])
        of_work = await callers.mechanic.post(WORK_PHOTOS.format_map(rows), **sent["attachments"])
        ids = (one.json()["id"] for one in (photo, of_request, of_work))
        rows |= dict(zip(PHOTOS, ids, strict=True))
    return rows


async def rows_of_people(shop: Shop, callers: Callers) -> dict[str, Any]:
    newcomer = {"email": "newcomer@example.org", "name": "Новый Мастер", "role": "mechanic"}
    invitation = await callers.administrator.post("/api/admin/invitations", json=newcomer)
    client_id = shop.people.other_client.user_id
    contacts = f"/api/admin/clients/{client_id}/contacts"
    contact = await callers.administrator.post(contacts, **bodies(shop)["contacts"])
    return {
        "client_id": client_id,
        "contact_id": contact.json()["id"],
        "invitation_id": invitation.json()["id"],
    }


async def rows_of_the_stock(order: OrderView, shop: Shop, callers: Callers) -> dict[str, Any]:
    administrator = callers.administrator
    filter = {"article": "W 914/2", "name_ru": "Фильтр", "kind": "part", "unit": "piece", "price_minor": 500}
    item = (await administrator.post("/api/admin/catalog/inventory", json=filter)).json()
    count = (await administrator.post("/api/admin/catalog/stock-counts", json={})).json()
    lines = f"/api/admin/catalog/stock-counts/{count['id']}/lines"
    assert (await administrator.put(lines, **bodies(shop)["lines"])).status_code == 200
    part = (await callers.mechanic.post(PARTS.format(order_id=order.id), json={"item_id": item["id"]})).json()
    stock = f"/api/admin/catalog/inventory/{item['id']}/movements"
    assert (await administrator.post(stock, **bodies(shop)["movements"])).status_code == 201
    await let_take(
        shop, order.jobs[0].service_id or 0, (await add_item(shop, article="5W-30", unit="l"), "4.3")
    )
    return {"item_id": item["id"], "count_id": count["id"], "part_id": part["id"]}


@functools.cache
def on_rows() -> frozenset[Operation]:
    """Every operation that names a row in its path, but for the shop's own."""
    return frozenset(one for one in documented() if "{" in one[1] and not one[1].startswith(THE_SHOPS))


def test_every_operation_on_a_row_is_in_the_table():
    assert on_rows() == EXPECTED.keys()


def strangers(operation: Operation) -> Iterator[str]:
    """Those who are not to get at the row."""
    return (who for who in WHO if who not in EXPECTED[operation].split())


def what_comes_before(operation: Operation) -> str:
    """What a shop has seen before the operation is called; those with the same can share a shop."""
    path = operation[1]
    is_plain = path not in (*BEFORE, *DONE, HELD) and "checklist" not in path
    return "" if is_plain else path


SHARING = [
    [operation for operation in sorted(EXPECTED) if what_comes_before(operation) == before]
    for before in sorted({what_comes_before(operation) for operation in EXPECTED})
]


@pytest.mark.parametrize("operations", SHARING, ids=lambda sharing: what_comes_before(sharing[0]) or "others")
async def test_nobody_else_gets_at_the_row_or_changes_anything(
    shop: Shop, callers: Callers, clock: MovableClock, operations: list[Operation]
):
    place = await a_place_for(operations, shop, callers)
    before = await shop.everything(AUDIT)
    for operation in operations:
        # So that no denial is left out of the log as one of a flood.
        clock.forward(minutes=1)
        for who in strangers(operation):
            denials = len(await shop.rows(AuditEntry, action="denied"))
            answer = await place.call(who, operation)
            refusals = (401,) if who in ("guest", "revoked") else (403, 404)
            assert answer.status_code in refusals, (operation, who, answer.text)
            # Not found is no denial: what is not there for the viewer is simply not there.
            written = len(await shop.rows(AuditEntry, action="denied")) - denials
            assert written == (answer.status_code != 404), (operation, who)
        assert await shop.everything(AUDIT) == before, operation


NAMED = [(who, operation) for operation, named in EXPECTED.items() for who in named.split()]


async def test_those_who_are_named_read_it(shop: Shop, callers: Callers):
    place = await a_place(shop, callers)
    for who, operation in NAMED:
        if operation[0] == "GET":
            assert (await place.call(who, operation)).status_code == 200, (who, operation)


@pytest.mark.parametrize(
    ("who", "operation"),
    [(who, operation) for who, operation in NAMED if operation[0] != "GET"],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_those_who_are_named_get_at_it(shop: Shop, callers: Callers, who: str, operation: Operation):
    place = await a_place_for([operation], shop, callers)
    absent = any(f"{{{name}}}" in operation[1] for name in ABSENT)
    assert (await place.call(who, operation)).status_code in ((404,) if absent else (200, 201, 204))
