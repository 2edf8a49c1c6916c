"""What people change about their own accounts over REST, what they take along, and how they leave."""

import asyncio
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.auth.credentials.limits import PHONE_CHANGES
from autoservice.modules.auth.models import Session, User
from autoservice.modules.auth.sessions.schemas import Credentials, SignedIn
from autoservice.modules.orders.models import Order
from autoservice.shared.access import GUEST, Role
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import BETTER, GOOD, can_sign_in, refresh, register, sign_in, title, whoami
from tests.support.factories import PASSWORD, PHONE, car, email
from tests.support.runtime import MovableClock, Shop, connect

SHOP = {"demo": True}
ANNA = email("client")
NEW = "anna.new@example.com"
OWN = {"current_password": PASSWORD}


@pytest_asyncio.fixture
async def session(shop: Shop) -> SignedIn:
    """A session of the client."""
    return await shop.open_session(shop.people.client)


@pytest.fixture
def caller(session: SignedIn) -> httpx.AsyncClient:
    """The client, signed in."""
    return connect(session.access_token)


async def post(caller: httpx.AsyncClient, what: str, **body: Any) -> httpx.Response:
    return await caller.post(f"/api/profile{what}", json=body)


async def test_name_and_language_are_changed_each_by_itself(shop: Shop, caller: httpx.AsyncClient):
    assert (await post(caller, "", name="Анна Котова")).json()["name"] == "Анна Котова"
    changed = (await post(caller, "", locale="en")).json()
    assert (changed["name"], changed["locale"]) == ("Анна Котова", "en")
    assert (await shop.user(shop.people.client)).search_name == "анна котова"
    [entry, _] = await shop.rows(AuditEntry, action="profile_changed")
    assert entry.after == {"fields": ["name"]}


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": " \n\u202e\u200b"}, {"name": "x" * 121}, {"locale": "xx"}], ids=ascii
)
async def test_what_cannot_be_is_refused(shop: Shop, caller: httpx.AsyncClient, body: dict[str, str]):
    assert (await post(caller, "", **body)).status_code == 422


async def test_another_password_ends_all_other_sessions(
    shop: Shop, session: SignedIn, caller: httpx.AsyncClient
):
    other = await shop.open_session(shop.people.client)
    assert (await post(caller, "/password", **OWN, password=GOOD)).status_code == 204
    assert (await whoami(session.access_token), await whoami(other.access_token)) == (200, 401)
    assert (await refresh(other.refresh_token)).status_code == 401
    assert (await refresh(session.refresh_token)).status_code == 200
    assert await can_sign_in(ANNA, GOOD)
    assert not await can_sign_in(ANNA, PASSWORD)
    assert len(await shop.emails(ANNA)) == 1


@pytest.mark.parametrize(
    ("password", "problem"),
    [("short", "PasswordTooShort"), ("Анна Смирнова", "PasswordTooCommon"), (ANNA, "PasswordTooCommon")],
)
async def test_a_bad_password_is_refused(shop: Shop, caller: httpx.AsyncClient, password: str, problem: str):
    assert title(await post(caller, "/password", **OWN, password=password)) == (422, problem)
    assert await can_sign_in(ANNA, PASSWORD)


@pytest.mark.both_databases
async def test_no_session_outlives_the_password_it_was_opened_with(shop: Shop, caller: httpx.AsyncClient):
    async def open_one() -> None:
        async with shop.runtime.transaction(GUEST) as unit:
            await unit.services.sign_in.sign_in(Credentials(login=ANNA, password=PASSWORD))

    change = post(caller, "/password", **OWN, password=GOOD)
    await asyncio.gather(change, *(open_one() for _ in range(10)), return_exceptions=True)
    living = [row for row in await shop.rows(Session) if row.revoked_at is None]
    assert len(living) == 1


async def ask_for(caller: httpx.AsyncClient, address: str = NEW) -> httpx.Response:
    return await post(caller, "/email", **OWN, email=address)


@pytest.mark.parametrize("means", ["code", "token"])
async def test_a_new_address_counts_once_it_has_answered(shop: Shop, caller: httpx.AsyncClient, means: str):
    assert (await ask_for(caller)).status_code == 202
    assert (await shop.user(shop.people.client)).email == ANNA
    letter = await shop.last_email(NEW)
    # The link may be opened in a browser where nobody is signed in.
    answering = caller if means == "code" else connect()
    answer = {means: getattr(letter, means)}
    assert (await post(answering, "/email/confirm", **answer)).status_code == 204
    assert (await can_sign_in(NEW, PASSWORD), await can_sign_in(ANNA, PASSWORD)) == (True, False)
    assert (await post(answering, "/email/confirm", **answer)).status_code == 422


async def test_the_former_address_is_told_but_not_the_whole_new_one(shop: Shop, caller: httpx.AsyncClient):
    await ask_for(caller)
    await post(caller, "/email/confirm", code=(await shop.last_email(NEW)).code)
    letter = await shop.last_email(ANNA)
    assert "a…@example.com" in letter.mail.text
    assert NEW not in letter.mail.text


async def test_another_persons_address_is_not_taken_and_only_they_are_told(
    shop: Shop, caller: httpx.AsyncClient
):
    known = await ask_for(caller, email("mechanic"))
    [letter] = await shop.emails(email("mechanic"))
    unknown = await ask_for(caller)
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert [link for link in letter.mail.links if "token" in link] == []


async def test_an_address_that_was_taken_meanwhile_is_a_conflict(shop: Shop, caller: httpx.AsyncClient):
    await ask_for(caller)
    letter = await shop.last_email(NEW)
    await shop.change(shop.people.mechanic, email=NEW)
    assert title(await post(caller, "/email/confirm", token=letter.token)) == (409, "AddressTaken")
    await shop.change(shop.people.mechanic, email=email("mechanic"))
    assert (await post(caller, "/email/confirm", code=letter.code)).status_code == 204


async def test_the_code_is_good_for_the_own_account_and_five_attempts(shop: Shop, caller: httpx.AsyncClient):
    await ask_for(caller)
    code = (await shop.last_email(NEW)).code
    stranger = connect(await shop.sign_in(shop.people.other_client))
    assert title(await post(stranger, "/email/confirm", code=code)) == (422, "WrongCode")
    assert title(await post(connect(), "/email/confirm", code=code)) == (401, "Unauthenticated")
    for _ in range(5):
        assert (await post(caller, "/email/confirm", code=f"{(int(code) + 1) % 10**8:08}")).status_code == 422
    assert (await post(caller, "/email/confirm", code=code)).status_code == 422
    assert (await shop.user(shop.people.client)).email == ANNA


async def test_a_wish_for_another_address_dies_with_the_password(shop: Shop, caller: httpx.AsyncClient):
    await ask_for(caller)
    token = (await shop.last_email(NEW)).token
    await post(caller, "/password", **OWN, password=GOOD)
    assert title(await post(connect(), "/email/confirm", token=token)) == (422, "DeadLink")


async def test_a_wish_for_another_address_lasts_a_day(
    shop: Shop, caller: httpx.AsyncClient, clock: MovableClock
):
    await ask_for(caller)
    token = (await shop.last_email(NEW)).token
    clock.forward(hours=24)
    assert title(await post(connect(), "/email/confirm", token=token)) == (422, "DeadLink")


async def test_a_number_is_set_and_removed(shop: Shop, caller: httpx.AsyncClient):
    assert (await post(caller, "/phone", **OWN, phone="8 (916) 123-45-67")).json()["phone"] == PHONE
    assert await can_sign_in(PHONE, PASSWORD)
    assert (await post(caller, "/phone", **OWN, phone=" ")).json()["phone"] == ""
    assert not await can_sign_in(PHONE, PASSWORD)
    assert [action for action, _ in await shop.audited("phone_changed", "phone_removed")] == [
        "phone_changed",
        "phone_removed",
    ]


async def test_another_persons_number_is_a_conflict(shop: Shop, caller: httpx.AsyncClient):
    await shop.change(shop.people.mechanic, phone=PHONE)
    assert title(await post(caller, "/phone", **OWN, phone=PHONE)) == (409, "AddressTaken")
    assert title(await post(caller, "/phone", **OWN, phone="123")) == (422, "NotAPhone")
    both = await post(caller, "/phone", current_password="wrong", phone="123")
    assert [error["field"] for error in both.json()["errors"]] == ["current_password", "phone"]


async def test_the_last_address_stays(shop: Shop, caller: httpx.AsyncClient):
    await shop.change(shop.people.client, email=None, phone=PHONE)
    assert title(await post(caller, "/phone", **OWN, phone="")) == (409, "LastAddress")


async def test_nothing_happens_without_the_password(shop: Shop, caller: httpx.AsyncClient):
    wishes: dict[str, dict[str, str]] = {
        "/password": {"password": GOOD},
        "/email": {"email": NEW},
        "/phone": {"phone": PHONE},
        "/delete": {},
    }
    before = await shop.everything(("audit_entry", "audit_head"))
    for what, body in wishes.items():
        answer = await post(caller, what, current_password="wrong", **body)
        assert title(answer) == (422, "WrongPassword"), what
    assert await shop.everything(("audit_entry", "audit_head")) == before
    assert len(await shop.audited("password_check_failed")) == len(wishes)


async def test_the_export_has_account_sessions_and_orders_and_no_hashes(
    shop: Shop, session: SignedIn, caller: httpx.AsyncClient
):
    order = await shop.place_order()
    answer = await caller.get("/api/profile/export")
    assert "attachment" in answer.headers["content-disposition"]
    content = answer.json()
    assert (content["account"]["email"], content["account"]["name"]) == (ANNA, "Анна Смирнова")
    assert [one["id"] for one in content["orders"]] == [order.id]
    assert len(content["sessions"]) == 1
    stored = (await shop.user(shop.people.client)).password_hash
    assert [one for one in (stored, session.refresh_token, "hash") if one in answer.text] == []
    moments = [
        content["account"]["created_at"],
        *(content["sessions"][0][name] for name in ("created_at", "expires_at")),
    ]
    assert all(moment.endswith(("Z", "+00:00")) for moment in moments)
    assert len(await shop.audited("profile_exported")) == 1


async def test_the_export_has_all_orders(
    shop: Shop, caller: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("autoservice.modules.orders.own.MAX_PAGE_SIZE", 2)
    ids = [(await shop.place_order()).id for _ in range(4)]
    await shop.place_order(client=shop.people.other_client)
    content = (await caller.get("/api/profile/export")).json()
    assert [one["id"] for one in content["orders"]] == ids[::-1]


async def leave(caller: httpx.AsyncClient) -> httpx.Response:
    return await post(caller, "/delete", **OWN)


async def finished_order(shop: Shop, caller: httpx.AsyncClient) -> int:
    """An order of the client that is done, and answers to requests that were kept for a repetition."""
    headers = {"Idempotency-Key": "an-order-of-mine"}
    order_id = (await caller.post("/api/orders", json={"service_id": 1, **car()}, headers=headers)).json()[
        "id"
    ]
    order = await shop.assign(await shop.order(order_id))
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    for stage in order.stages:
        path, key = f"/api/orders/{order_id}/stages/{stage.id}/complete", f"the-stage-{stage.id}"
        assert (await mechanic.post(path, headers={"Idempotency-Key": key})).status_code == 200
    return int(order_id)


async def test_nobody_leaves_a_car_or_work_behind(shop: Shop, caller: httpx.AsyncClient):
    order = await shop.assigned_order()
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    for one in (caller, mechanic):
        assert title(await leave(one)) == (409, "OrdersStillOpen")
    await shop.complete(order, count=len(order.stages))
    for one in (caller, mechanic):
        assert (await leave(one)).status_code == 204


async def test_the_last_administrator_stays(shop: Shop):
    administrator = connect(await shop.sign_in(shop.people.administrator))
    assert title(await leave(administrator)) == (409, "LastAdministrator")
    await shop.hire("second", Role.ADMINISTRATOR)
    assert (await leave(administrator)).status_code == 204


@pytest.mark.both_databases
async def test_of_two_administrators_who_leave_at_once_one_stays(shop: Shop):
    second = await shop.hire("second", Role.ADMINISTRATOR)
    tokens = [await shop.sign_in(actor) for actor in (shop.people.administrator, second)]
    answers = await asyncio.gather(*(leave(connect(token)) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [204, 409]


async def test_whoever_leaves_is_erased_and_their_orders_stay(
    shop: Shop, session: SignedIn, caller: httpx.AsyncClient
):
    own = "a.smirnova@example.com"
    await shop.change(shop.people.client, email=own)
    await post(caller, "/phone", **OWN, phone=PHONE)
    await sign_in(connect(address="203.0.113.7", **{"User-Agent": "Annas Phone"}), own)
    await ask_for(caller)
    await register(connect(), own, BETTER)
    order_id = await finished_order(shop, caller)
    assert (await leave(caller)).status_code == 204
    stored = await shop.everything(("audit_entry",))
    assert [
        word for word in (own, NEW, PHONE, "Смирнова", "смирнова", "Annas Phone") if word in str(stored)
    ] == []
    assert "203.0.113.7" not in str(stored)
    user = await shop.user(shop.people.client)
    assert (user.email, user.phone, user.name, user.password_hash, user.active) == (None, None, "", "", False)
    assert [order.id for order in await shop.rows(Order)] == [order_id]
    assert await whoami(session.access_token) == 401
    assert (await refresh(session.refresh_token)).status_code == 401
    assert not await can_sign_in(ANNA, PASSWORD)


async def test_nothing_tells_of_the_former_logins_of_somebody_who_left(shop: Shop, caller: httpx.AsyncClient):
    own = "a.smirnova@example.com"
    await shop.change(shop.people.client, email=own)
    await post(caller, "/phone", **OWN, phone=PHONE)
    await register(connect(), own, BETTER)
    for login in (own, PHONE):
        await connect().post("/api/auth/password-reset", json={"login": login})
    await ask_for(caller)
    await confirm_by(caller, (await shop.last_email(NEW)).token)
    await post(caller, "/phone", **OWN, phone="")
    assert (await leave(caller)).status_code == 204
    await shop.relay_all()
    stored = str(await shop.everything())
    assert [word for word in (own, NEW, PHONE, "Нина Котова") if word in stored] == []


async def test_the_audit_log_never_knew_who_it_was(shop: Shop, caller: httpx.AsyncClient):
    await post(caller, "/phone", **OWN, phone=PHONE)
    await ask_for(caller)
    await post(caller, "/email/confirm", token=(await shop.last_email(NEW)).token)
    await leave(caller)
    said = await shop.audit_text()
    assert [word for word in ("example.com", "anna", PHONE[2:], "Смирнова") if word in said] == []
    assert await shop.audited("profile_deleted") == [
        ("profile_deleted", f"user:{shop.people.client.user_id}")
    ]


async def test_the_address_is_free_again(shop: Shop, caller: httpx.AsyncClient):
    await leave(caller)
    await shop.relay_all()
    await register(connect(), ANNA, BETTER, "Другая Анна")
    letter = await shop.last_email(ANNA)
    assert (await connect().post("/api/auth/confirm", json={"token": letter.token})).status_code == 204
    assert await can_sign_in(ANNA, BETTER)
    assert len(await shop.rows(User, name="Другая Анна")) == 1


async def test_there_is_a_last_letter(shop: Shop, caller: httpx.AsyncClient):
    await leave(caller)
    [letter] = await shop.emails(ANNA)
    assert letter.mail.links == []


async def test_others_still_see_the_order_of_somebody_who_left(shop: Shop, caller: httpx.AsyncClient):
    order_id = await finished_order(shop, caller)
    await leave(caller)
    administrator = connect(await shop.sign_in(shop.people.administrator))
    for path in ("", "/timeline"):
        answer = await administrator.get(f"/api/orders/{order_id}{path}")
        assert answer.status_code == 200
        assert "Смирнова" not in answer.text
    listed = (await administrator.get("/api/admin/users")).json()
    assert shop.people.client.user_id not in [one["id"] for one in listed["items"]]


async def test_a_name_is_one_line_of_what_can_be_seen(shop: Shop, caller: httpx.AsyncClient):
    answer = await post(caller, "", name="  Анна\u200b \n Котова ")
    assert answer.json()["name"] == "Анна Котова"
    refused = await post(caller, "", name="Анна\0Котова")
    assert refused.status_code == 422
    assert "В этом тексте есть символы, которые нельзя показать." in refused.text


async def test_a_reset_does_not_follow_a_number_to_its_next_owner(shop: Shop, caller: httpx.AsyncClient):
    await post(caller, "/phone", **OWN, phone=PHONE)
    await connect().post("/api/auth/password-reset", json={"login": PHONE})
    token = (await shop.last_email(ANNA)).token
    await post(caller, "/phone", **OWN, phone="")
    await register(connect(), PHONE, BETTER)
    answer = await connect().post("/api/auth/password-reset/confirm", json={"token": token, "password": GOOD})
    assert title(answer) == (422, "DeadLink")
    assert await can_sign_in(PHONE, BETTER)


async def test_numbers_cannot_be_asked_one_after_the_other(shop: Shop, caller: httpx.AsyncClient):
    found = [
        (await post(caller, "/phone", **OWN, phone=f"+7916123450{number}")).status_code for number in range(7)
    ]
    assert found == [200] * PHONE_CHANGES.amount + [429] * 2


async def confirm_by(caller: httpx.AsyncClient, token: str) -> httpx.Response:
    return await post(caller, "/email/confirm", token=token)


async def test_whoever_asks_again_makes_the_first_letter_worthless(shop: Shop, caller: httpx.AsyncClient):
    await ask_for(caller, "typo@example.com")
    mistyped = (await shop.last_email("typo@example.com")).token
    await ask_for(caller)
    assert title(await confirm_by(caller, mistyped)) == (422, "DeadLink")
    assert (await confirm_by(caller, (await shop.last_email(NEW)).token)).status_code == 204


async def test_with_a_new_address_resets_of_the_former_one_end(shop: Shop, caller: httpx.AsyncClient):
    await connect().post("/api/auth/password-reset", json={"login": ANNA})
    reset = (await shop.last_email(ANNA)).token
    await ask_for(caller)
    await confirm_by(caller, (await shop.last_email(NEW)).token)
    # What tells the former address of the change must not come at the same time as the next letter.
    await shop.relay_all()
    await register(connect(), ANNA, BETTER)
    await connect().post("/api/auth/confirm", json={"token": (await shop.last_email(ANNA)).token})
    answer = await connect().post("/api/auth/password-reset/confirm", json={"token": reset, "password": GOOD})
    assert title(answer) == (422, "DeadLink")


async def test_whoever_does_not_know_the_password_is_told_that_first(shop: Shop, caller: httpx.AsyncClient):
    answer = await post(caller, "/password", current_password="something else", password="short")
    assert title(answer) == (422, "WrongPassword")
    assert len(await shop.audited("password_check_failed")) == 1
