"""Signing in and out over REST: cookies, tokens, and what a thief of neither can do."""

import base64
import hashlib
import hmac
import json
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from autoservice.adapters.jwt_tokens import load_signing_key
from autoservice.modules.auth.models import Session, User
from autoservice.shared.access import SYSTEM
from autoservice.shared.cookies import SESSION_COOKIE
from tests.support.factories import PASSWORD, email
from tests.support.runtime import BASE_URL, MovableClock, Shop, connect


async def sign_in(
    api: httpx.AsyncClient, address: str = email("client"), password: str = PASSWORD
) -> httpx.Response:
    return await api.post("/api/auth/login", json={"email": address, "password": password})


async def whoami(token: str) -> int:
    return (await connect(token).get("/api/auth/me")).status_code


async def test_signing_in_sets_a_cookie_that_scripts_cannot_read(shop: Shop, api: httpx.AsyncClient):
    answer = await sign_in(api)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert (await api.get("/api/auth/me")).json()["email"] == email("client")


async def test_the_answer_carries_the_token_for_other_clients(shop: Shop, api: httpx.AsyncClient):
    answer = (await sign_in(api, email("mechanic"))).json()
    assert answer["user"]["role"] == "mechanic"
    assert await whoami(answer["access_token"]) == 200


async def test_the_address_may_be_typed_in_any_case(shop: Shop, api: httpx.AsyncClient):
    assert (await sign_in(api, " Client@Example.COM ")).status_code == 200


async def test_a_wrong_password_cannot_be_told_from_an_unknown_address(shop: Shop, api: httpx.AsyncClient):
    wrong = await sign_in(api, password="not this one")
    unknown = await sign_in(api, address="nobody@example.com")
    assert (wrong.status_code, wrong.json()["title"]) == (401, "WrongCredentials")
    assert wrong.content == unknown.content
    assert wrong.headers == unknown.headers
    assert "set-cookie" not in wrong.headers
    assert await shop.rows(Session) == []


async def test_a_blocked_account_gets_the_same_answer(shop: Shop, api: httpx.AsyncClient):
    wrong = await sign_in(api, password="not this one")
    async with shop.runtime.work(SYSTEM) as unit:
        (await unit.session.get_one(User, shop.people.client.user_id)).active = False
    assert (await sign_in(api)).content == wrong.content


async def test_a_password_with_a_zero_byte_is_just_wrong(shop: Shop, api: httpx.AsyncClient):
    assert (await sign_in(api, password="a\0b")).status_code == 401


async def test_blocking_an_account_ends_its_sessions(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with shop.runtime.work(SYSTEM) as unit:
        (await unit.session.get_one(User, shop.people.client.user_id)).active = False
    assert await whoami(token) == 401


async def test_a_changed_role_counts_at_once(shop: Shop):
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    async with shop.runtime.work(SYSTEM) as unit:
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
    async with shop.runtime.work(SYSTEM) as unit:
        [session] = await shop.rows(Session)
        (await unit.session.get_one(Session, session.id)).revoked_at = unit.now
    assert await whoami(token) == 401


async def test_a_session_ends_after_its_days(shop: Shop, clock: MovableClock):
    token = await shop.sign_in(shop.people.client)
    clock.forward(days=shop.runtime.settings.session_days)
    assert await whoami(token) == 401


async def forge(shop: Shop, key: Any = None, algorithm: str = "EdDSA", **changes: Any) -> str:
    """A token for a live session, wrong in one way."""
    token = await shop.sign_in(shop.people.administrator)
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key or load_signing_key(shop.runtime.settings.key_file), algorithm=algorithm)


def part(data: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


async def signed_with_the_public_key(shop: Shop) -> str:
    """The classic: the public key taken for a secret of HMAC."""
    claims = jwt.decode(await shop.sign_in(shop.people.administrator), options={"verify_signature": False})
    public = load_signing_key(shop.runtime.settings.key_file).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    content = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    signature = hmac.new(pem, content.encode(), hashlib.sha256).digest()
    return f"{content}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def unsigned(shop: Shop) -> str:
    claims = jwt.decode(await shop.sign_in(shop.people.administrator), options={"verify_signature": False})
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


async def with_other_claims(shop: Shop) -> str:
    """Honest head and signature, another body."""
    head, _, signature = (await shop.sign_in(shop.people.client)).split(".")
    _, body, _ = (await shop.sign_in(shop.people.administrator)).split(".")
    return f"{head}.{body}.{signature}"


async def test_an_honest_token_of_the_forge_is_accepted(shop: Shop):
    assert await whoami(await forge(shop)) == 200


FORGERIES = {
    "for another audience": {"aud": "somebody else"},
    "by another issuer": {"iss": "somebody else"},
    "expired": {"exp": 1_000_000_000},
    "from the future": {"iat": 4_000_000_000},
    "without an end": {"exp": None},
    "without a session": {"sid": None},
    "with an unknown session": {"sid": "0" * 32},
    "with a session that is no text": {"sid": 7},
}


@pytest.mark.parametrize("changes", FORGERIES.values(), ids=FORGERIES.keys())
async def test_a_token_with_wrong_claims_is_refused(shop: Shop, changes: dict[str, Any]):
    assert await whoami(await forge(shop, **changes)) == 401


async def test_a_token_signed_by_another_key_is_refused(shop: Shop):
    assert await whoami(await forge(shop, Ed25519PrivateKey.generate())) == 401


async def test_a_token_signed_with_a_secret_is_refused(shop: Shop):
    assert await whoami(await forge(shop, "a secret of at least thirty-two bytes", "HS256")) == 401


@pytest.mark.parametrize("forged", [unsigned, signed_with_the_public_key, with_other_claims])
async def test_a_token_that_we_did_not_sign_is_refused(shop: Shop, forged: Any):
    assert await whoami(await forged(shop)) == 401


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


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": f"{BASE_URL}.evil.example"},
    {"Origin": f"{BASE_URL}:8080"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": BASE_URL},
]


@pytest.mark.parametrize("origin", ELSEWHERE, ids=str)
async def test_another_sites_page_cannot_use_the_cookie(shop: Shop, origin: dict[str, str]):
    order = await shop.assigned_order()
    cookie = {"Cookie": f"{SESSION_COOKIE}={await shop.sign_in(shop.people.mechanic)}"}
    before = await shop.everything()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/complete"
    answer = await connect(**cookie, **origin).post(path)
    assert (answer.status_code, answer.json()["title"]) == (403, "ForeignRequest")
    assert await shop.everything() == before


@pytest.mark.parametrize("origin", [{"Origin": BASE_URL}, {"Sec-Fetch-Site": "same-origin"}, {}], ids=str)
async def test_our_own_pages_use_the_cookie(shop: Shop, origin: dict[str, str]):
    order = await shop.assigned_order()
    cookie = {"Cookie": f"{SESSION_COOKIE}={await shop.sign_in(shop.people.mechanic)}"}
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/complete"
    assert (await connect(**cookie, **origin).post(path)).status_code == 200


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


async def test_answers_are_not_for_caches(shop: Shop, api: httpx.AsyncClient):
    assert (await api.get("/api/catalog/services")).headers["cache-control"] == "no-store"
    assert (await sign_in(api)).headers["cache-control"] == "no-store"
