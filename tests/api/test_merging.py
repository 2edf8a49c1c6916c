"""Two accounts of one person become one: all of both stays, old links lead on, two who cross lose nothing."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel

from autoservice.modules.admin.clients.merge_repository import IN_ORDERS
from autoservice.modules.auth.models import ClientContact, Session, User
from autoservice.modules.orders.models import Order, TimelineEntry
from autoservice.modules.orders.vehicles.models import OdometerReading, Vehicle
from autoservice.modules.progress.models import OrderVisit
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import can_sign_in, title
from tests.support.factories import PASSWORD, car, email
from tests.support.runtime import AUDIT, Callers, Shop

CLIENTS = "/api/admin/clients"
VIN = "XTA210930Y2696785"


async def enter(callers: Callers, name: str = "Пётр Ильин", **more: Any) -> int:
    body = {"name": name, "phone": "+79161112233", "confirmed": True, **more}
    answer = await callers.administrator.post(CLIENTS, json=body)
    assert answer.status_code == 201, answer.text
    client_id: int = answer.json()["id"]
    return client_id


async def order_for(
    callers: Callers, client_id: int, plate: str = "А123ВС777", **more: Any
) -> dict[str, Any]:
    body = {"client_id": client_id, "service_id": 1, **car(plate), **more}
    answer = await callers.administrator.post("/api/admin/orders", json=body)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


async def merge(callers: Callers, kept: int, closed: int) -> httpx.Response:
    """The answer to a merge; asked for again while the database is busy, as the answer then says."""
    while True:
        answer = await callers.administrator.post(f"{CLIENTS}/{kept}/merge", json={"client_id": closed})
        if answer.status_code != 503 or "Retry-After" not in answer.headers:
            return answer


@pytest.mark.both_databases
async def test_all_that_is_of_the_closed_account_is_the_kept_ones(shop: Shop, callers: Callers):
    kept = shop.people.client.user_id
    walk_in = await enter(callers, remark="Спешит.")
    theirs = await order_for(callers, walk_in, "К417МН50")
    own = (await callers.client.post("/api/orders", json={"service_id": 1, **car()})).json()
    preview = (await callers.administrator.get(f"{CLIENTS}/{kept}/merge/{walk_in}")).json()
    assert {
        name: preview[name] for name in ("orders", "vehicles", "same_vehicles", "comments", "photos")
    } == {
        "orders": 1,
        "vehicles": 1,
        "same_vehicles": 0,
        "comments": 0,
        "photos": 0,
    }
    merged = await merge(callers, kept, walk_in)
    assert (merged.status_code, merged.json()["id"]) == (200, kept)
    assert merged.json()["remark"] == "Спешит."
    listed = (await callers.client.get("/api/orders")).json()["items"]
    assert [one["id"] for one in listed] == [own["id"], theirs["id"]]
    assert {one["client_name"] for one in listed} == {"Анна Смирнова"}
    # Old links lead on, the list shows one person, and both histories are there.
    old = await callers.administrator.get(f"{CLIENTS}/{walk_in}")
    assert (old.status_code, old.json()["id"]) == (200, kept)
    found = (await callers.administrator.get(CLIENTS)).json()["items"]
    assert walk_in not in [one["id"] for one in found]
    entries = [(one.action, one.subject) for one in await shop.rows(AuditEntry)]
    assert ("client_entered", f"user:{walk_in}") in entries
    assert entries[-2:] == [("clients_merged", f"user:{kept}"), ("client_closed", f"user:{walk_in}")]
    # What reached the person elsewhere is kept as a second contact.
    [contact] = await shop.rows(ClientContact)
    assert (contact.client_id, contact.name, contact.phone) == (kept, "Пётр Ильин", "+79161112233")
    export = (await callers.client.get("/api/profile/export")).json()
    assert [one["id"] for one in export["orders"]] == [own["id"], theirs["id"]]
    assert len(export["vehicles"]) == 2


@pytest.mark.both_databases
@pytest.mark.parametrize("by", ["plate", "VIN"])
async def test_one_car_of_both_accounts_is_one_car_with_both_histories(shop: Shop, callers: Callers, by: str):
    kept = shop.people.client.user_id
    walk_in = await enter(callers)
    own = (await callers.client.post("/api/orders", json={"service_id": 1, **car("А 123 ВС 777")})).json()
    other_plate = "A123BC777" if by == "plate" else "О555ОО77"
    theirs = await order_for(callers, walk_in, other_plate)
    cars = [f"/api/vehicles/{one['vehicle']['id']}" for one in (own, theirs)]
    for path, value in zip(cars, (10_000, 20_000), strict=True):
        if by == "VIN":
            described = (await callers.administrator.get(path)).json()
            change = {**described, "vin": VIN, "year": 2000}
            assert (await callers.administrator.put(path, json=change)).status_code == 200
        await callers.administrator.post(f"{path}/readings", json={"value": value})
    assert (await merge(callers, kept, walk_in)).status_code == 200
    [listed] = (await callers.client.get("/api/vehicles")).json()["items"]
    assert (listed["id"], listed["odometer"]) == (own["vehicle"]["id"], 20_000)
    history = (await callers.client.get("/api/orders", params={"vehicle": listed["id"]})).json()["items"]
    assert [one["id"] for one in history] == [theirs["id"], own["id"]]
    led = (await callers.client.get(cars[1])).json()
    assert led["id"] == listed["id"]
    assert [one["value"] for one in led["readings"]] == [20_000, 10_000]
    assert {row.vehicle_id for row in await shop.rows(OdometerReading)} == {listed["id"]}


async def test_the_closed_accounts_means_to_sign_in_stop_and_its_sessions_end(shop: Shop, callers: Callers):
    kept, closed = shop.people.client, shop.people.other_client
    order = (await callers.other_client.post("/api/orders", json={"service_id": 1, **car()})).json()
    assert (await callers.other_client.get(f"/api/orders/{order['id']}/timeline")).status_code == 200
    assert (await merge(callers, kept.user_id, closed.user_id)).status_code == 200
    assert (await callers.other_client.get("/api/orders")).status_code == 401
    assert not await can_sign_in(email("other_client"), PASSWORD)
    assert await can_sign_in(email("client"), PASSWORD)
    assert all(row.revoked_at for row in await shop.rows(Session, user_id=closed.user_id))
    assert {row.user_id for row in await shop.rows(OrderVisit)} <= {kept.user_id}
    assert {row.actor_id for row in await shop.rows(TimelineEntry)} == {kept.user_id}
    [contact] = await shop.rows(ClientContact)
    assert contact.email == email("other_client")


@pytest.mark.both_databases
async def test_erasing_the_kept_person_leaves_nothing_of_the_closed_account(shop: Shop, callers: Callers):
    walk_in = await enter(callers, email="petr@example.org", remark="Знакомый.")
    assert (await merge(callers, shop.people.client.user_id, walk_in)).status_code == 200
    gone = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert gone.status_code == 204, gone.text
    assert await shop.rows(ClientContact) == []
    said = str(await shop.everything())
    for word in ("Ильин", "petr@example.org", "9161112233", "Знакомый"):
        assert word not in said, word


async def test_what_cannot_be_merged_is_refused_and_nothing_changes(shop: Shop, callers: Callers):
    people = shop.people
    walk_in, gone = await enter(callers), await enter(callers, name="Ушедший")
    assert (await merge(callers, walk_in, gone)).status_code == 200
    before = await shop.everything(AUDIT)
    for kept, closed, problem in (
        (walk_in, walk_in, "NotMergeable"),
        (people.client.user_id, people.administrator.user_id, "NotMergeable"),
        (people.mechanic.user_id, walk_in, "NotMergeable"),
        (walk_in, gone, "AlreadyMerged"),
        (gone, walk_in, "AlreadyMerged"),
        (2**31 - 1, walk_in, "AlreadyMerged"),
        (walk_in, people.client.user_id, "KeepTheRegistered"),
    ):
        assert title(await merge(callers, kept, closed)) == (409, problem), (kept, closed)
    assert await shop.everything(AUDIT) == before


async def test_a_chain_of_merges_leads_to_its_end(shop: Shop, callers: Callers):
    first, second, third = [await enter(callers, name=f"Клиент {number}") for number in range(3)]
    order = await order_for(callers, first)
    assert (await merge(callers, second, first)).status_code == 200
    assert (await merge(callers, third, second)).status_code == 200
    assert (await callers.administrator.get(f"{CLIENTS}/{first}")).json()["id"] == third
    shown = (await callers.administrator.get(f"/api/orders/{order['id']}")).json()
    assert (shown["client_id"], shown["client_name"]) == (third, "Клиент 2")
    # What was begun with the closed account's number is the kept one's.
    assert (await order_for(callers, first, note="ещё раз"))["client_id"] == third


@pytest.mark.both_databases
async def test_merges_that_cross_end_with_one_account_and_all_orders(shop: Shop, callers: Callers):
    for _ in range(3):
        one, other = [await enter(callers, name=f"Клиент {number}") for number in range(2)]
        orders = {(await order_for(callers, client))["id"] for client in (one, other)}
        answers = await asyncio.gather(
            merge(callers, one, other),
            merge(callers, other, one),
            order_for(callers, one, note="в это время"),
            order_for(callers, other, note="и в это"),
        )
        orders |= {order["id"] for order in answers[2:] if isinstance(order, dict)}
        statuses = sorted(answer.status_code for answer in answers[:2] if isinstance(answer, httpx.Response))
        assert statuses == [200, 409]
        rows = [row for row in await shop.rows(Order) if row.id in orders]
        assert len(rows) == 4
        [kept] = {row.client_id for row in rows}
        assert {row.client_id for row in await shop.rows(Vehicle)} >= {kept}
        [closed] = await shop.rows(User, merged_into_id=kept)
        assert {closed.id, kept} == {one, other}


def test_whatever_refers_to_an_account_is_moved_or_stays_on_purpose():
    moved = {f"{table.__tablename__}.{name}" for table, name in IN_ORDERS} | {
        "odometer_reading.author_id",
        "repair_order.client_id",
        "vehicle.client_id",
        "client_contact.client_id",
        "app_user.merged_into_id",
        "job_decision.decided_by",
        "message.user_id",
    }
    ended = {
        "auth_session.user_id",
        "auth_one_time_token.user_id",
        "auth_recovery_code.user_id",
        "auth_device.user_id",
        "push_subscription.user_id",
        "idempotency_key.user_id",
        "client_claim.claimant_id",
        "client_claim.walk_in_id",
    }
    # What is to be told to whom, and how: the kept account has its own.
    of_the_account = {
        "delivery.user_id",
        "text_message.user_id",
        "notification_preference.user_id",
        "quiet_hours.user_id",
    }
    # What staff do stays as it is, also of somebody who is a client now: names lead to the kept account.
    of_staff = {
        "client_claim.decided_by",
        "order_part.created_by",
        "order_stage.mechanic_id",
        "mechanic_skill.mechanic_id",
        "stock_movement.actor_id",
        "stock_count.created_by",
        "stock_count.applied_by",
        "repair_template_version.created_by",
        "template_draft.user_id",
        "sheet_import.owner_id",
    }
    referring = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "app_user.id"
    }
    assert referring == moved | ended | of_the_account | of_staff
