"""Clients whom the shop enters: found in any spelling, ordered for, unknown to every way of signing in."""

from typing import Any

import pytest

from autoservice.modules.auth.models import OneTimeToken, User
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import GOOD, can_sign_in, register, sign_in, title
from tests.support.factories import PASSWORD, car, email
from tests.support.runtime import Callers, Shop, connect, walk

SHOP = {"demo": True}
CLIENTS, ORDERS = "/api/admin/clients", "/api/admin/orders"
WALK_IN = {"name": "Пётр Ильин", "phone": "8 (916) 111-22-33", "email": "Petr@Example.com"}


async def enter(callers: Callers, **more: Any) -> dict[str, Any]:
    answer = await callers.administrator.post(CLIENTS, json={**WALK_IN, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def order_for(callers: Callers, client_id: int, **more: Any) -> dict[str, Any]:
    body = {"client_id": client_id, "service_id": 1, **car("К417МН50"), **more}
    answer = await callers.administrator.post(ORDERS, json=body)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


@pytest.mark.both_databases
async def test_a_client_who_walked_in_is_entered_and_found_in_any_spelling(shop: Shop, callers: Callers):
    client = await enter(callers, remark="Звонить после шести.", locale="ru")
    assert (client["phone"], client["email"], client["claimed"], client["remark"]) == (
        "+79161112233",
        "petr@example.com",
        False,
        "Звонить после шести.",
    )
    for text in ("ильин", "Петр", "9161112233", "8 916 111-22-33", "2233", "petr@"):
        found = (await callers.administrator.get(CLIENTS, params={"q": text})).json()["items"]
        assert [one["id"] for one in found] == [client["id"]], text
    [entry] = await shop.rows(AuditEntry, action="client_entered")
    assert (entry.actor_id, entry.subject) == (shop.people.administrator.user_id, f"user:{client['id']}")
    assert "Ильин" not in await shop.audit_text()


@pytest.mark.parametrize(
    ("typed", "field", "problem"),
    [
        ({"phone": "", "email": " "}, "phone", "ClientUnreachable"),
        ({"phone": "12"}, "phone", "NotAPhone"),
        ({"email": "nobody"}, "email", "NotAnEmail"),
        ({"name": "\u200b"}, "name", "Invalid"),
    ],
)
async def test_whoever_cannot_be_reached_is_refused_at_the_field(
    shop: Shop, callers: Callers, typed: dict[str, str], field: str, problem: str
):
    answer = await callers.administrator.post(CLIENTS, json={**WALK_IN, **typed})
    assert title(answer) == (422, problem)
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert len(await shop.rows(User)) == 5


async def test_a_known_number_or_address_is_a_question_and_no_refusal(shop: Shop, callers: Callers):
    first = await enter(callers)
    await shop.change(shop.people.client, phone="+79161112233")
    registered = shop.people.client.user_id
    asked = await callers.administrator.post(CLIENTS, json={**WALK_IN, "email": ""})
    assert title(asked) == (409, "ClientMayExist")
    assert asked.json()["client_ids"] == [registered, first["id"]]
    doubles = await callers.administrator.get(f"{CLIENTS}/doubles", params={"phone": "+7 916 111 22 33"})
    assert [one["id"] for one in doubles.json()] == [registered, first["id"]]
    assert (await callers.administrator.get(f"{CLIENTS}/doubles")).json() == []
    by_address = await callers.administrator.get(f"{CLIENTS}/doubles", params={"email": "PETR@example.com"})
    assert [one["id"] for one in by_address.json()] == [first["id"]]
    second = await enter(callers, confirmed=True)
    assert second["id"] != first["id"]


async def test_an_order_for_a_client_is_theirs_and_the_audit_log_says_who_placed_it(
    shop: Shop, callers: Callers
):
    client = await enter(callers)
    order = await order_for(callers, client["id"], note="Стучит.")
    assert (order["client_id"], order["client_name"], order["note"]) == (
        client["id"],
        "Пётр Ильин",
        "Стучит.",
    )
    [vehicle] = await shop.rows(Vehicle)
    assert vehicle.client_id == client["id"]
    [entry] = await shop.rows(AuditEntry, action="order_created")
    assert entry.actor_id == shop.people.administrator.user_id
    again = await order_for(callers, client["id"], vehicle_id=vehicle.id, note="")
    assert again["vehicle"]["id"] == vehicle.id
    for path in ("/api/orders", "/api/vehicles"):
        theirs = (await callers.administrator.get(path, params={"client": client["id"]})).json()["items"]
        assert theirs, path
        others = (await callers.administrator.get(path, params={"client": 1})).json()["items"]
        assert others == [], path


async def test_nobody_orders_for_a_client_with_another_ones_car_or_for_staff(shop: Shop, callers: Callers):
    client = await enter(callers)
    foreign = (await callers.client.post("/api/vehicles", json=car())).json()["id"]
    body = {"client_id": client["id"], "service_id": 1, "vehicle_id": foreign}
    assert title(await callers.administrator.post(ORDERS, json=body)) == (404, "VehicleNotFound")
    for who in (shop.people.mechanic.user_id, 2**31 - 1):
        body = {"client_id": who, "service_id": 1, **car()}
        assert title(await callers.administrator.post(ORDERS, json=body)) == (404, "ClientNotFound")
    stale = {"client_id": client["id"], "service_id": 1, "price_minor": 1, **car()}
    assert title(await callers.administrator.post(ORDERS, json=stale)) == (409, "PriceChanged")
    assert await shop.rows(Order) == []


@pytest.mark.both_databases
async def test_an_order_for_a_client_that_is_sent_twice_is_placed_once(shop: Shop, callers: Callers):
    client = await enter(callers)
    body = {"client_id": client["id"], "service_id": 1, **car()}
    key = {"Idempotency-Key": "an-order-for-a-client"}
    sent = [await callers.administrator.post(ORDERS, json=body, headers=key) for _ in range(2)]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    assert len(await shop.rows(Order)) == 1


async def test_a_client_without_an_account_is_unknown_to_every_way_of_signing_in(
    shop: Shop, callers: Callers
):
    client = await enter(callers)
    guest = connect()
    for login in ("petr@example.com", "+79161112233"):
        assert title(await sign_in(guest, login, "")) == (422, "Invalid")
        for known in (login, "nobody@example.com"):
            assert title(await sign_in(guest, known, GOOD)) == (401, "WrongCredentials")
        reset = await guest.post("/api/auth/password-reset", json={"login": login})
        unknown = await guest.post("/api/auth/password-reset", json={"login": "nobody@example.com"})
        assert (reset.status_code, reset.text) == (unknown.status_code, unknown.text)
    assert await shop.emails() == []
    changed = await callers.administrator.patch(f"/api/admin/users/{client['id']}", json={"role": "mechanic"})
    assert title(changed) == (409, "NotRegistered")


async def test_registering_with_the_address_of_a_walk_in_begins_an_account_without_the_history(
    shop: Shop, callers: Callers
):
    client = await enter(callers)
    await order_for(callers, client["id"])
    guest = connect()
    assert (await register(guest, "petr@example.com", GOOD)).json() == {"confirmation": "email"}
    mail = await shop.last_email("petr@example.com")
    confirmed = await guest.post("/api/auth/confirm", json={"login": "petr@example.com", "code": mail.code})
    assert confirmed.status_code == 204, confirmed.text
    assert await can_sign_in("petr@example.com", GOOD)
    tokens = (await sign_in(guest, "petr@example.com", GOOD)).json()
    newcomer = connect(tokens["access_token"])
    assert (await newcomer.get("/api/orders")).json()["items"] == []
    assert (await register(connect(), "+79161112233", GOOD)).json() == {"confirmation": "nothing"}
    assert await can_sign_in("+79161112233", GOOD)
    assert client["id"] in {user.id for user in await shop.rows(User) if not user.is_claimed}
    assert {row.user_id for row in await shop.rows(OneTimeToken)} == {None}


async def test_the_shop_changes_what_it_knows_of_a_client_but_not_a_registered_ones_name(
    shop: Shop, callers: Callers
):
    client = await enter(callers)
    path = f"{CLIENTS}/{client['id']}"
    change = {"version": 1, "name": "Пётр Ильич Ильин", "phone": "", "remark": "Скидка."}
    changed = await callers.administrator.patch(path, json=change)
    assert (changed.status_code, changed.json()["version"], changed.json()["phone"]) == (200, 2, "")
    assert title(await callers.administrator.patch(path, json=change)) == (409, "ClientOutdated")
    nowhere = {"version": 2, "email": ""}
    assert title(await callers.administrator.patch(path, json=nowhere)) == (422, "ClientUnreachable")
    own = f"{CLIENTS}/{shop.people.client.user_id}"
    refused = await callers.administrator.patch(own, json={"version": 1, "name": "Анна"})
    assert title(refused) == (409, "ClientRegistered")
    assert (await callers.administrator.patch(own, json={"version": 1, "remark": "VIP"})).status_code == 200
    assert "VIP" not in (await callers.client.get("/api/auth/me")).text
    assert await shop.audited("client_changed") == [
        ("client_changed", f"user:{client['id']}"),
        ("client_changed", f"user:{shop.people.client.user_id}"),
    ]
    [found] = (await callers.administrator.get(CLIENTS, params={"q": "Ильич"})).json()["items"]
    assert found["id"] == client["id"]


@pytest.mark.both_databases
async def test_clients_are_read_page_by_page_and_staff_are_none(shop: Shop, callers: Callers):
    for number in range(3):
        await enter(callers, name=f"Клиент {number}", confirmed=True)
    names = [
        one["name"] async for page in walk(callers.administrator, CLIENTS, size=2) for one in page["items"]
    ]
    assert names == ["Анна Смирнова", "Клиент 0", "Клиент 1", "Клиент 2", "Олег Белов"]
    mechanic = await callers.administrator.get(f"{CLIENTS}/{shop.people.mechanic.user_id}")
    assert title(mechanic) == (404, "ClientNotFound")


async def test_what_the_shop_noted_of_a_person_goes_with_the_person(shop: Shop, callers: Callers):
    await shop.change(shop.people.client, remark="Друг директора.", contact_phone="+79160000000")
    gone = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert gone.status_code == 204, gone.text
    user = await shop.user(shop.people.client)
    assert (user.remark, user.contact_phone, user.email, user.name) == ("", None, None, "")
    assert email("client") not in str(user)


async def test_a_company_has_a_tax_number_that_is_only_doubted_and_contacts(shop: Shop, callers: Callers):
    company = await enter(callers, name="ООО «Ромашка»", kind="company", tax_number="7707 083 893")
    assert (company["kind"], company["tax_number"], company["tax_number_doubtful"]) == (
        "company",
        "7707083893",
        False,
    )
    path = f"{CLIENTS}/{company['id']}"
    doubtful = await callers.administrator.patch(path, json={"version": 1, "tax_number": "7707083894"})
    assert (doubtful.status_code, doubtful.json()["tax_number_doubtful"]) == (200, True)
    accountant = {"name": "Вера Счётная", "role": "Бухгалтер", "phone": "8 495 123-45-67"}
    added = await callers.administrator.post(f"{path}/contacts", json=accountant)
    assert (added.status_code, added.json()["phone"]) == (201, "+74951234567")
    nowhere = await callers.administrator.post(f"{path}/contacts", json={"name": "Никто"})
    assert title(nowhere) == (422, "ClientUnreachable")
    [shown] = (await callers.administrator.get(path)).json()["contacts"]
    assert (shown["name"], shown["role"]) == ("Вера Счётная", "Бухгалтер")
    foreign = f"{CLIENTS}/{shop.people.client.user_id}/contacts/{shown['id']}"
    assert title(await callers.administrator.delete(foreign)) == (404, "ContactNotFound")
    gone = await callers.administrator.delete(f"{path}/contacts/{shown['id']}")
    assert gone.status_code == 204
    assert (await callers.administrator.get(path)).json()["contacts"] == []
    orders = [await order_for(callers, company["id"], **car(plate)) for plate in ("К417МН50", "О555ОО77")]
    assert len({order["vehicle"]["id"] for order in orders}) == 2
    assert "Счётная" not in await shop.audit_text()
