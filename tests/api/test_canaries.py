"""Secrets that go in or come out over REST are in no audit entry and no line of the log.

To plant another one, add a request to ``PLANTED`` whose secret parts are made by ``secret``.
"""

import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import httpx
import pyotp
import pytest
import structlog
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from autoservice.api.access import requires_permission
from autoservice.api.app import create_api, with_middleware
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.schemas import Credentials
from autoservice.runtime.current import transaction
from autoservice.shared.access import SYSTEM, Permission
from autoservice.shared.cookies import DEVICE_COOKIE, REFRESH_COOKIE, SESSION_COOKIE
from autoservice.shared.logs import configure_logging
from tests.support.factories import PASSWORD, email
from tests.support.runtime import BASE_URL, Callers, Shop

# With a mailbox, to read what letters say.
SHOP = {"demo": True}
MARK = "canary"
Lines = Callable[[], str]


def secret(name: str) -> str:
    """A secret that is found again wherever it ends up."""
    return f"{MARK}-{name}-Xq7"


@dataclass(frozen=True)
class Planted:
    """A request with secrets in it; who sends it, and what else it consists of."""

    request: str
    body: Any = None
    who: str = "guest"
    headers: dict[str, str] = field(default_factory=dict)


def cookie(name: str) -> dict[str, str]:
    """The headers with which a page of this site sends it."""
    return {"Cookie": f"{name}={secret('cookie')}", "Sec-Fetch-Site": "same-origin"}


LOGIN = "POST /api/auth/login"
PLANTED = {
    "a wrong password": Planted(LOGIN, {"login": email("client"), "password": secret("password")}),
    "nobody's password": Planted(LOGIN, {"login": "no@example.com", "password": secret("password")}),
    "a password as the address": Planted(LOGIN, {"login": secret("password"), "password": "something"}),
    "a password of a wrong kind": Planted(LOGIN, {"login": {"a": 1}, "password": [secret("password")]}),
    "a body that breaks off": Planted(LOGIN, f'{{"password": "{secret("password")}'),
    "a device's cookie": Planted(
        LOGIN, {"login": email("client"), "password": secret("password")}, headers=cookie(DEVICE_COOKIE)
    ),
    "a chosen password": Planted(
        "POST /api/auth/register",
        {"login": "new@example.com", "name": "Нина", "password": secret("chosen-password")},
    ),
    "a confirmation's code": Planted(
        "POST /api/auth/confirm", {"login": "new@example.com", "code": secret("code")}
    ),
    "a confirmation's token": Planted("POST /api/auth/confirm", {"token": secret("token")}),
    "an invitation's token": Planted(
        "POST /api/auth/invitation",
        {"token": secret("token"), "name": "Нина", "password": secret("chosen-password")},
    ),
    "a second factor": Planted(
        "POST /api/auth/second-factor", {"code": secret("code"), "challenge": secret("challenge")}
    ),
    "a reset link's token": Planted(
        "POST /api/auth/password-reset/confirm",
        {"token": secret("token"), "password": secret("chosen-password")},
    ),
    "a refresh token": Planted("POST /api/auth/refresh", {"refresh_token": secret("token")}),
    "a refresh cookie": Planted("POST /api/auth/refresh", {}, headers=cookie(REFRESH_COOKIE)),
    "a Bearer token": Planted(
        "GET /api/auth/me", headers={"Authorization": f"Bearer {secret('token')}"}
    ),
    "a session's cookie": Planted("POST /api/orders", {}, headers=cookie(SESSION_COOKIE)),
    "a token in an address": Planted(f"GET /api/auth/me?token={secret('token')}"),
    "a token in the address of nothing": Planted(f"GET /api/confirm/{secret('token')}"),
    "a wrong present password": Planted(
        "POST /api/profile/password",
        {"current_password": secret("password"), "password": secret("chosen-password")},
        who="client",
    ),
    "a password for deleting the profile": Planted(
        "POST /api/profile/delete", {"current_password": secret("password")}, who="client"
    ),
    "a code for a new address": Planted(
        "POST /api/profile/email/confirm", {"code": secret("code")}, who="client"
    ),
    "a code for a new number": Planted(
        "POST /api/profile/phone/confirm", {"code": secret("code")}, who="client"
    ),
    "a code of an app": Planted(
        "POST /api/profile/second-factor/enrolment/confirm", {"code": secret("code")}, who="client"
    ),
}  # fmt: skip


async def send(callers: Callers, planted: Planted) -> httpx.Response:
    method, path = planted.request.split()
    body = planted.body if isinstance(planted.body, str | None) else json.dumps(planted.body)
    headers = {"Content-Type": "application/json", **planted.headers}
    return await callers.by(planted.who).request(method, path, content=body, headers=headers)


@pytest.fixture(params=["json", "readable"])
def lines(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """All that was logged up to now, as it would be written.

    Libraries from INFO on: SQLite's driver tells every value at DEBUG, which nothing here turns on.
    """
    before, written = structlog.get_config(), io.StringIO()
    configure_logging(readable=request.param == "readable")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written), cache_logger_on_first_use=False)
    forget_loggers()
    caplog.set_level(logging.INFO)
    # The tests' own client tells every address that it asks.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    yield lambda: written.getvalue() + caplog.text
    structlog.configure(**before)


def forget_loggers() -> None:
    """Loggers that were used before keep writing to where they wrote then."""
    for name, module in list(sys.modules.items()):
        if name.startswith("autoservice.") and hasattr(module, "log"):
            vars(module.log).pop("bind", None)


async def test_secrets_that_are_sent_are_neither_audited_nor_logged(
    shop: Shop, callers: Callers, lines: Lines
):
    for case, planted in PLANTED.items():
        assert (await send(callers, planted)).status_code < 500, case
        assert MARK not in await shop.audit_text(), case
        assert MARK not in lines(), case
    await shop.relay_all()
    assert MARK not in lines()


async def test_what_the_program_gives_out_is_neither_audited_nor_logged(
    shop: Shop, callers: Callers, lines: Lines
):
    credentials = {"login": email("client"), "password": PASSWORD}
    first = await callers.guest.post("/api/auth/login", json=credentials)
    again = {"refresh_token": first.json()["refresh_token"]}
    callers.guest.cookies.clear()
    second = await callers.guest.post("/api/auth/refresh", json=again)
    assert (first.status_code, second.status_code) == (200, 200)
    given = {PASSWORD, *secrets_of(first), *secrets_of(second)}
    assert len(given) > 4
    await callers.guest.post("/api/auth/logout")
    said = await shop.audit_text() + lines()
    assert "sign_in" in said
    assert [one for one in given if one in said] == []


async def test_what_letters_and_apps_are_told_is_neither_audited_nor_logged(
    shop: Shop, callers: Callers, lines: Lines
):
    nina = {"login": "nina@example.com", "name": "Нина", "password": "nine blue kettles"}
    await callers.guest.post("/api/auth/register", json=nina)
    await callers.guest.post("/api/auth/password-reset", json={"login": email("client")})
    registration = await shop.last_email(nina["login"])
    reset = await shop.last_email(email("client"))
    path = "/api/profile/second-factor"
    enrolment = (await callers.mechanic.post(f"{path}/enrolment", json={"current_password": PASSWORD})).json()
    code = pyotp.TOTP(enrolment["secret"]).at(shop.runtime.clock())
    codes = (await callers.mechanic.post(f"{path}/enrolment/confirm", json={"code": code})).json()["codes"]
    mechanic = {"login": email("mechanic"), "password": PASSWORD}
    challenge = (await callers.guest.post("/api/auth/login", json=mechanic)).json()["challenge"]
    answers = [
        ("/api/auth/confirm", {"login": nina["login"], "code": registration.code}),
        ("/api/auth/confirm", {"token": registration.token}),
        ("/api/auth/password-reset/confirm", {"token": reset.token, "password": nina["password"]}),
        ("/api/auth/second-factor", {"challenge": challenge, "code": codes[0]}),
    ]
    statuses = [(await callers.guest.post(path, json=body)).status_code for path, body in answers]
    assert statuses == [204, 422, 204, 200]
    await shop.relay_all()
    given = {registration.code, registration.token, reset.token, enrolment["secret"], challenge, code, *codes}
    said = await shop.audit_text() + lines()
    # As words: six digits may turn up inside of a random number by chance.
    assert [one for one in given if re.search(rf"\b{re.escape(one)}\b", said)] == []
    stored = str(await shop.everything())
    assert [one for one in given - {code} if one in stored] == []


def secrets_of(answer: httpx.Response) -> set[str]:
    """The tokens of an answer's body and the cookies that are more than a sign."""
    tokens = {value for name, value in answer.json().items() if name.endswith("_token")}
    return {value for value in tokens | set(answer.cookies.values()) if len(value) > 10}


def fail_with_secrets_at_hand(password: str) -> NoReturn:
    token = password + secret("local")
    raise RuntimeError(f"something about {len(token)} letters")


def fail_in_a_schema(password: str) -> NoReturn:
    Credentials.model_validate({"login": "client@example.com", "password": {"typed": password}})
    raise AssertionError("It was valid.")


async def fail_in_the_database(password: str) -> None:
    async with transaction(SYSTEM) as unit:
        same = {"email": email("client"), "name": password, "role": "client", "password_hash": password}
        await unit.session.execute(insert(User).values(**same, created_at=unit.now))


def failing_api() -> httpx.AsyncClient:
    """REST with operations that fail in ways nobody thought of."""
    app = create_api()

    @app.post("/fails/{how}")
    @requires_permission(Permission.VISIT)
    async def fails(how: str, body: dict[str, str]) -> None:
        if how == "database":
            await fail_in_the_database(body["password"])
        {"code": fail_with_secrets_at_hand, "schema": fail_in_a_schema}[how](body["password"])

    # After the one that answers whatever has no operation.
    app.router.routes.insert(0, app.router.routes.pop())
    transport = httpx.ASGITransport(app=with_middleware(app), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL)


ERRORS = {"code": RuntimeError, "schema": ValueError, "database": IntegrityError}


@pytest.mark.parametrize("how", ERRORS)
async def test_an_unexpected_error_is_logged_without_the_secrets_that_were_at_hand(
    shop: Shop, lines: Lines, how: str
):
    async with failing_api() as api:
        body, headers = {"password": secret("password")}, cookie(SESSION_COOKIE)
        answer = await api.post(f"/fails/{how}", json=body, headers=headers)
    assert answer.status_code == 500
    assert MARK not in answer.text
    assert "unexpected_error" in lines()
    assert MARK not in await shop.audit_text() + lines()
