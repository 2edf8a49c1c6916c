"""Claims: right facts bring the history, a right address asks the shop, and nobody learns who is known."""

from typing import Any

import httpx
import pytest

from autoservice.modules.auth.models import User
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import title
from tests.support.factories import PASSWORD, car, email
from tests.support.runtime import Callers, MovableClock, Shop

SHOP = {"demo": True}
VIN = "XTA210930Y2696785"
PHONE = "+79161112233"


async def order_of_walk_in(callers: Callers, **more: Any) -> dict[str, Any]:
    """An order that the shop entered for somebody with the client's address."""
    walk_in = {"name": "Анна", "email": email("client"), "confirmed": True, **more}
    entered = (await callers.administrator.post("/api/admin/clients", json=walk_in)).json()
    body = {"client_id": entered["id"], "service_id": 1, **car("А123ВС777")}
    order = (await callers.administrator.post("/api/admin/orders", json=body)).json()
    path = f"/api/vehicles/{order['vehicle']['id']}"
    described = {**car("А123ВС777"), "vin": VIN, "version": 1}
    assert (await callers.administrator.put(path, json=described)).status_code == 200
    found: dict[str, Any] = order
    return found


async def claim(callers: Callers, who: str = "client", **facts: str) -> httpx.Response:
    return await callers.by(who).post("/api/claims", json=facts)


async def waiting(callers: Callers) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await callers.administrator.get("/api/admin/claims")).json()["items"]
    return items


@pytest.mark.both_databases
@pytest.mark.parametrize("by", ["number", "VIN"])
async def test_the_confirmed_address_and_two_right_facts_bring_the_history(
    shop: Shop, callers: Callers, by: str
):
    order = await order_of_walk_in(callers)
    fact = {"number": f"№ {order['id']}"} if by == "number" else {"vin_end": "69 67 85"}
    answer = await claim(callers, plate="a 123 bc 777", **fact)
    assert (answer.status_code, answer.json()["state"]) == (202, "granted")
    listed = (await callers.client.get("/api/orders")).json()["items"]
    assert [one["id"] for one in listed] == [order["id"]]
    [entry] = await shop.rows(AuditEntry, action="claim_granted")
    assert (entry.actor_id, entry.subject) == (
        shop.people.client.user_id,
        f"user:{shop.people.client.user_id}",
    )
    assert len(await shop.rows(User, merged_into_id=shop.people.client.user_id)) == 1
    assert await waiting(callers) == []


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"number": "1"},
        {"plate": "А123ВС777"},
        {"plate": "А123ВС777", "number": "99"},
        {"plate": "О555ОО77", "number": "1"},
        {"plate": "А123ВС777", "vin_end": "696784"},
        {"plate": "А123ВС777", "vin_end": "785"},
        {"number": "1", "vin_end": "696785"},
    ],
)
async def test_a_right_address_without_two_right_facts_asks_the_shop(callers: Callers, facts: dict[str, str]):
    await order_of_walk_in(callers)
    assert (await claim(callers, **facts)).json()["state"] == "waiting"
    assert (await callers.client.get("/api/orders")).json()["items"] == []
    [asked] = await waiting(callers)
    assert (asked["claimant"]["name"], asked["walk_in"]["name"], asked["proved"]) == (
        "Анна Смирнова",
        "Анна",
        False,
    )


async def test_a_number_alone_proves_nobody_even_with_right_facts(shop: Shop, callers: Callers):
    order = await order_of_walk_in(callers, email="", phone=PHONE)
    await shop.change(shop.people.client, phone=PHONE)
    answer = await claim(callers, plate="А123ВС777", number=str(order["id"]))
    assert answer.json()["state"] == "waiting"
    [asked] = await waiting(callers)
    assert asked["proved"] is True


async def test_whether_anything_fits_is_not_said(shop: Shop, callers: Callers, clock: MovableClock):
    order = await order_of_walk_in(callers)
    facts = {"plate": "А123ВС777", "number": "99"}
    fitting, foreign = await claim(callers, **facts), await claim(callers, "other_client", **facts)
    assert (fitting.status_code, fitting.json()) == (foreign.status_code, foreign.json())
    right = {"plate": "А123ВС777", "number": str(order["id"])}
    assert (await claim(callers, "other_client", **right)).json() == foreign.json()
    read = [(await callers.by(who).get("/api/claims")).json() for who in ("client", "other_client")]
    assert read[0] == read[1]
    assert len(await waiting(callers)) == 1
    assert (await callers.other_client.get("/api/orders")).json()["items"] == []


async def test_claims_are_counted_for_each_account(callers: Callers):
    for _ in range(5):
        assert (await claim(callers, number="1")).status_code == 202
    assert title(await claim(callers, number="1")) == (429, "TooManyAttempts")
    assert (await claim(callers, "other_client", number="1")).status_code == 202


@pytest.mark.both_databases
async def test_the_shops_yes_brings_the_history_and_its_no_is_told(shop: Shop, callers: Callers):
    order = await order_of_walk_in(callers)
    await claim(callers)
    [asked] = await waiting(callers)
    answer = f"/api/admin/claims/{asked['id']}/answer"
    assert (await callers.administrator.post(answer, json={"granted": False})).status_code == 204
    assert (await callers.client.get("/api/claims")).json()["state"] == "refused"
    mail = await shop.last_email(email("client"))
    assert "Прежние заказы не подтверждены" in mail.mail.subject
    assert title(await callers.administrator.post(answer, json={"granted": True})) == (409, "ClaimDecided")
    await claim(callers)
    [again] = await waiting(callers)
    granted = await callers.administrator.post(
        f"/api/admin/claims/{again['id']}/answer", json={"granted": True}
    )
    assert granted.status_code == 204, granted.text
    assert (await callers.client.get("/api/claims")).json()["state"] == "granted"
    assert (await callers.client.get(f"/api/orders/{order['id']}")).status_code == 200
    assert len(await shop.emails(email("client"))) == 2
    missing = await callers.administrator.post("/api/admin/claims/999/answer", json={"granted": True})
    assert title(missing) == (404, "ClaimNotFound")


async def test_a_claim_ends_with_a_merge_of_whom_it_meant(shop: Shop, callers: Callers):
    await order_of_walk_in(callers)
    await claim(callers)
    [asked] = await waiting(callers)
    path = f"/api/admin/clients/{shop.people.other_client.user_id}/merge"
    merged = await callers.administrator.post(path, json={"client_id": asked["walk_in"]["id"]})
    assert merged.status_code == 200
    assert await waiting(callers) == []
    answer = f"/api/admin/claims/{asked['id']}/answer"
    late = await callers.administrator.post(answer, json={"granted": True})
    assert title(late) == (409, "ClaimDecided")


async def test_whoever_leaves_takes_their_claim_along(shop: Shop, callers: Callers):
    await order_of_walk_in(callers)
    await claim(callers)
    gone = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert gone.status_code == 204
    assert await waiting(callers) == []
