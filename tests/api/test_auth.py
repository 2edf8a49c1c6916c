"""Signing in and out over REST: cookies, tokens, and what a thief of neither can do."""

import httpx
import jwt
import pytest
from passlib.context import CryptContext

from autoservice.adapters.argon2_hasher import PARAMETERS
from autoservice.adapters.signing_keys import KeyRing
from autoservice.modules.auth.models import Session, User
from autoservice.shared.access import SYSTEM, Role
from autoservice.shared.audit import AuditEntry
from autoservice.shared.cookies import SESSION_COOKIE
from tests.support.accounts import can_sign_in, sign_in, title, whoami
from tests.support.factories import PASSWORD, PHONE, email
from tests.support.forgeries import FORGERIES, Forge
from tests.support.hashers import hash_as_the_program_does
from tests.support.runtime import MovableClock, Shop, connect


async def test_the_answer_carries_the_token_for_other_clients(shop: Shop, api: httpx.AsyncClient):
    answer = (await sign_in(api, email("mechanic"))).json()
    assert answer["user"]["role"] == "mechanic"
    assert await whoami(answer["access_token"]) == 200


async def test_the_address_may_be_typed_in_any_case(shop: Shop, api: httpx.AsyncClient):
    assert (await sign_in(api, " Client@Example.COM ")).status_code == 200


async def test_a_number_is_as_good_as_an_address(shop: Shop):
    await shop.change(shop.people.client, phone=PHONE)
    for typed in (PHONE, "8 (916) 123-45-67", "916 123 45 67"):
        assert await can_sign_in(typed, PASSWORD)


@pytest.mark.parametrize("name", ["login", "email", "phone"])
async def test_the_address_goes_by_any_of_its_names(shop: Shop, api: httpx.AsyncClient, name: str):
    body = {name: email("client"), "password": PASSWORD}
    assert (await api.post("/api/auth/login", json=body)).status_code == 200


async def test_what_is_neither_address_nor_number_is_told_so(shop: Shop, api: httpx.AsyncClient):
    assert title(await sign_in(api, "anna")) == (422, "NotAnAddress")


async def refusals(shop: Shop) -> dict[str, tuple[httpx.Response, dict[str, int]]]:
    """The answer to each sign-in that must fail, and how many rows it added to which table."""
    await shop.change(shop.people.other_client, active=False)
    gone = await shop.hire("gone", Role.CLIENT)
    await shop.change(gone, active=False, deleted_at=shop.runtime.clock())
    attempts = {
        "wrong": (email("client"), "not this one"),
        "unknown": ("nobody@example.com", PASSWORD),
        "unknown number": (PHONE, PASSWORD),
        "disabled": (email("other_client"), PASSWORD),
        "deleted": (email("gone"), PASSWORD),
    }
    found = {}
    for case, (login, password) in attempts.items():
        before = await shop.everything()
        answer = await sign_in(connect(), login, password)
        after = await shop.everything()
        found[case] = answer, {table: len(rows) - len(before[table]) for table, rows in after.items()}
    return found


async def test_why_a_sign_in_failed_cannot_be_told(shop: Shop):
    found = await refusals(shop)
    [(first, rows), *others] = found.values()
    assert title(first) == (401, "WrongCredentials")
    assert "set-cookie" not in first.headers
    for answer, its_rows in others:
        assert (answer.content, answer.headers, its_rows) == (first.content, first.headers, rows)
    assert await shop.rows(Session) == []
    assert {table: count for table, count in rows.items() if count} == {"audit_entry": 1}


async def test_failures_are_audited_with_the_account_that_was_meant(shop: Shop):
    await refusals(shop)
    people = shop.people
    expected = [people.client.user_id, 0, 0, people.other_client.user_id]
    found = await shop.audited("sign_in_failed")
    assert found[:4] == [("sign_in_failed", f"user:{user_id}") for user_id in expected]
    said = await shop.audit_text()
    assert [word for word in ("example", "not this one", PASSWORD, PHONE[2:]) if word in said] == []


async def test_success_is_audited_with_session_and_origin(shop: Shop):
    await sign_in(connect(address="203.0.113.7"))
    [entry] = await shop.rows(AuditEntry, action="sign_in")
    [session] = await shop.rows(Session)
    assert (entry.subject, entry.after) == (f"user:{shop.people.client.user_id}", {"session": session.id})
    assert (entry.address, session.ip_address) == ("203.0.113.7", "203.0.113.7")


async def test_a_password_is_hashed_anew_when_the_parameters_grew(shop: Shop, api: httpx.AsyncClient):
    weak = CryptContext(schemes=["argon2"], argon2__rounds=1, argon2__memory_cost=8192).hash(PASSWORD)
    hash_as_the_program_does(shop)
    await shop.change(shop.people.client, password_hash=weak)
    assert (await sign_in(api)).status_code == 200
    stronger = (await shop.user(shop.people.client)).password_hash
    assert stronger != weak
    assert f"m={PARAMETERS['argon2__memory_cost']}" in stronger
    assert await can_sign_in(email("client"), PASSWORD)
    assert (await shop.user(shop.people.client)).password_hash == stronger


async def test_a_password_with_a_zero_byte_is_just_wrong(shop: Shop, api: httpx.AsyncClient):
    assert (await sign_in(api, password="a\0b")).status_code == 401


async def test_blocking_an_account_ends_its_sessions(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(User, shop.people.client.user_id)).active = False
    assert await whoami(token) == 401


async def test_a_changed_role_counts_at_once(shop: Shop):
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(User, shop.people.mechanic.user_id)).role = "administrator"
    assert (await mechanic.get("/api/admin/dead-letters")).status_code == 200


async def test_signing_out_revokes_the_session(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    assert (await connect(token).post("/api/auth/logout")).status_code == 204
    assert await whoami(token) == 401


async def test_signing_out_ends_only_the_session_that_asks(shop: Shop):
    phone, desk = await shop.sign_in(shop.people.client), await shop.sign_in(shop.people.client)
    await connect(phone).post("/api/auth/logout")
    assert (await whoami(phone), await whoami(desk)) == (401, 200)


async def test_a_guest_may_sign_out_and_nothing_happens(api: httpx.AsyncClient):
    assert (await api.post("/api/auth/logout")).status_code == 204


async def test_a_revoked_session_is_refused(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with shop.runtime.transaction(SYSTEM) as unit:
        [session] = await shop.rows(Session)
        (await unit.session.get_one(Session, session.id)).revoked_at = unit.now
    assert await whoami(token) == 401


async def test_a_session_ends_after_its_days(shop: Shop, clock: MovableClock):
    token = await shop.sign_in(shop.people.client)
    clock.forward(days=shop.runtime.settings.session_days)
    assert await whoami(token) == 401


async def forge(shop: Shop, clock: MovableClock) -> Forge:
    """A forge with the shop's own key, whose tokens name a live session."""
    token = await shop.sign_in(shop.people.administrator)
    session_id = jwt.decode(token, options={"verify_signature": False})["sid"]
    return Forge(KeyRing(shop.runtime.settings.keys_folder).keys[0], session_id, clock.now)


async def test_an_honest_token_of_the_forge_is_accepted(shop: Shop, clock: MovableClock):
    assert await whoami((await forge(shop, clock)).honest()) == 200


async def test_forged_tokens_are_refused(shop: Shop, clock: MovableClock):
    made = await forge(shop, clock)
    forged = {name: forgery(made) for name, forgery in FORGERIES.items()}
    sendable = {
        name: token
        for name, token in forged.items()
        if token.isascii() and token.isprintable() and token.strip() == token
    }
    assert len(sendable) > 90
    assert {name: status for name, token in sendable.items() if (status := await whoami(token)) != 401} == {}


async def test_a_token_with_an_unknown_session_is_refused(shop: Shop, clock: MovableClock):
    assert await whoami((await forge(shop, clock)).body(sid="0" * 32)) == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "bearer ...", "Bearer é"]
)
async def test_a_malformed_token_is_refused(shop: Shop, api: httpx.AsyncClient, header: str):
    answer = await api.get("/api/auth/me", headers={b"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401


async def test_a_bad_token_is_not_rescued_by_a_good_cookie(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    headers = {"Cookie": f"{SESSION_COOKIE}={token}", "Authorization": "Bearer x"}
    assert (await connect(**headers).get("/api/auth/me")).status_code == 401


async def test_another_site_cannot_sign_a_reader_in(shop: Shop):
    foreign = connect(Origin="https://evil.example")
    assert (await sign_in(foreign)).status_code == 403
    assert await shop.rows(Session) == []


async def test_a_bearer_token_does_not_care_for_origins(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    answer = await connect(token, Origin="https://app.example").post(
        "/api/profile/language", json={"locale": "en"}
    )
    assert answer.status_code == 204


async def test_the_chosen_language_is_kept_with_the_account_and_in_a_cookie(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    answer = await connect(token).post("/api/profile/language", json={"locale": "en"})
    assert "autoservice_locale=en" in answer.headers["set-cookie"]
    assert (await connect(token).get("/api/auth/me")).json()["locale"] == "en"


async def test_a_guests_language_is_kept_in_a_cookie_only(shop: Shop, api: httpx.AsyncClient):
    before = await shop.everything()
    answer = await api.post("/api/profile/language", json={"locale": "en"})
    assert (answer.status_code, answer.cookies["autoservice_locale"]) == (204, "en")
    assert await shop.everything() == before


async def test_answers_are_not_for_caches(shop: Shop):
    api = connect(address="203.0.113.7")
    assert (await api.get("/api/auth/me")).headers["cache-control"] == "no-store"
    assert (await sign_in(api)).headers["cache-control"] == "no-store"
