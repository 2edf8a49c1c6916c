"""The second factor over REST: set up, asked for, used once, and taken away again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
import pytest_asyncio

from autoservice.modules.auth.credentials.limits import CODE_FAILURES
from autoservice.modules.auth.credentials.second_factor_codes import RECOVERY_CODES
from autoservice.modules.auth.models import KnownDevice, RecoveryCode, User
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import GOOD, PAGE, can_sign_in, sign_in, title
from tests.support.factories import PASSWORD, email
from tests.support.runtime import MovableClock, Shop, connect, opened_shop

SHOP = {"demo": True}
PATH = "/api/profile/second-factor"
OWN = {"current_password": PASSWORD}


@dataclass
class Phone:
    """The client's authenticator app, and the paper with the recovery codes."""

    secret: str
    clock: MovableClock
    paper: list[str]

    def code(self, ahead: int = 0) -> str:
        """The code that it shows, ``ahead`` steps from now."""
        return pyotp.TOTP(self.secret).at(self.clock.now + timedelta(seconds=30 * ahead))


async def enrol(caller: httpx.AsyncClient, clock: MovableClock) -> Phone:
    """Set the second factor up, and let its first code become an old one."""
    started = (await caller.post(f"{PATH}/enrolment", json=OWN)).json()
    phone = Phone(started["secret"], clock, [])
    answer = await caller.post(f"{PATH}/enrolment/confirm", json={"code": phone.code()})
    assert answer.status_code == 200, answer.text
    phone.paper = answer.json()["codes"]
    clock.forward(minutes=1)
    return phone


@pytest_asyncio.fixture
async def caller(shop: Shop) -> httpx.AsyncClient:
    """The client, signed in."""
    return connect(await shop.sign_in(shop.people.client))


@pytest_asyncio.fixture
async def phone(caller: httpx.AsyncClient, clock: MovableClock) -> Phone:
    """A client who has a second factor."""
    return await enrol(caller, clock)


async def challenge() -> str:
    """What a right password gives to somebody who has a second factor."""
    answer = await sign_in(connect())
    assert title(answer) == (401, "SecondFactorRequired")
    assert "set-cookie" not in answer.headers
    return str(answer.json()["challenge"])


async def answer_with(code: str, to: str = "", api: httpx.AsyncClient | None = None) -> httpx.Response:
    body = {"challenge": to or await challenge(), "code": code}
    return await (api or connect()).post("/api/auth/second-factor", json=body)


async def test_setting_it_up_takes_a_code_of_the_app(
    shop: Shop, caller: httpx.AsyncClient, clock: MovableClock
):
    assert (await caller.get(PATH)).json() == {"enabled": False, "required": False, "recovery_codes": 0}
    started = (await caller.post(f"{PATH}/enrolment", json=OWN)).json()
    assert started["uri"].startswith("otpauth://totp/autoservice:client%40example.com?secret=")
    assert started["secret"] in started["uri"]
    assert started["qr"].startswith("<svg")
    assert title(await caller.post(f"{PATH}/enrolment/confirm", json={"code": "000000"})) == (
        422,
        "WrongCode",
    )
    assert await can_sign_in(email("client"), PASSWORD)
    code = Phone(started["secret"], clock, []).code()
    codes = (await caller.post(f"{PATH}/enrolment/confirm", json={"code": code})).json()["codes"]
    assert len(set(codes)) == RECOVERY_CODES
    state = {"enabled": True, "required": False, "recovery_codes": RECOVERY_CODES}
    assert (await caller.get(PATH)).json() == state


async def test_two_confirmations_at_once_leave_one_set_of_codes(
    shop: Shop, caller: httpx.AsyncClient, clock: MovableClock
):
    started = (await caller.post(f"{PATH}/enrolment", json=OWN)).json()
    body = {"code": Phone(started["secret"], clock, []).code()}
    answers = await asyncio.gather(*(caller.post(f"{PATH}/enrolment/confirm", json=body) for _ in range(4)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 3}
    assert len(await shop.rows(RecoveryCode)) == RECOVERY_CODES


async def test_it_is_set_up_once(caller: httpx.AsyncClient, phone: Phone):
    for path, body in ((f"{PATH}/enrolment", OWN), (f"{PATH}/enrolment/confirm", {"code": phone.code()})):
        assert title(await caller.post(path, json=body)) == (409, "SecondFactorAlreadyOn")


async def test_signing_in_takes_password_and_code(shop: Shop, phone: Phone):
    answer = await answer_with(phone.code())
    assert answer.status_code == 200
    assert (await connect(answer.json()["access_token"]).get("/api/auth/me")).json()["second_factor"]


async def test_a_page_gets_cookies_and_no_token(shop: Shop, phone: Phone):
    page = connect(**PAGE)
    answer = await answer_with(phone.code(), api=page)
    assert (answer.json()["access_token"], answer.json()["refresh_token"]) == ("", "")
    assert (await page.get("/api/auth/me")).status_code == 200


async def test_a_code_works_once(shop: Shop, phone: Phone, clock: MovableClock):
    code = phone.code()
    assert (await answer_with(code)).status_code == 200
    assert title(await answer_with(code)) == (422, "WrongCode")
    clock.forward(seconds=30)
    assert (await answer_with(phone.code())).status_code == 200


@pytest.mark.both_databases
async def test_of_several_who_use_a_code_at_once_one_gets_in(shop: Shop, phone: Phone):
    challenges = [await challenge() for _ in range(4)]
    answers = await asyncio.gather(*(answer_with(phone.code(), one) for one in challenges))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 422: 3}


@pytest.mark.both_databases
async def test_a_challenge_is_answered_once(shop: Shop, phone: Phone):
    given = await challenge()
    answers = [answer_with(phone.paper[number], given) for number in range(4)]
    found = await asyncio.gather(*answers)
    assert Counter(answer.status_code for answer in found) == {200: 1, 422: 3}
    assert len([row for row in await shop.rows(RecoveryCode) if row.used_at]) == 1


@pytest.mark.parametrize(("ahead", "status"), [(-2, 422), (-1, 200), (0, 200), (1, 200), (2, 422)])
async def test_a_phones_clock_may_be_one_step_off(shop: Shop, phone: Phone, ahead: int, status: int):
    assert (await answer_with(phone.code(ahead))).status_code == status


async def test_a_code_may_be_typed_with_spaces(shop: Shop, phone: Phone):
    code = phone.code()
    assert (await answer_with(f" {code[:3]} {code[3:]} ")).status_code == 200


@pytest.mark.parametrize(
    "code", ["¹²³⁴⁵⁶", "１２３４５６", "абвгде", "------", "0" * 16, "a" * 40], ids=ascii
)
async def test_odd_codes_are_just_wrong(shop: Shop, phone: Phone, code: str):
    assert title(await answer_with(code)) == (422, "WrongCode")


async def test_a_recovery_code_works_once_in_any_writing(shop: Shop, phone: Phone, caller: httpx.AsyncClient):
    assert (await answer_with(phone.paper[0].upper().replace("-", " "))).status_code == 200
    assert title(await answer_with(phone.paper[0])) == (422, "WrongCode")
    assert (await caller.get(PATH)).json()["recovery_codes"] == RECOVERY_CODES - 1


async def test_new_recovery_codes_make_the_old_ones_worthless(
    shop: Shop, phone: Phone, caller: httpx.AsyncClient
):
    path = f"{PATH}/recovery-codes"
    assert title(await caller.post(path, json={"current_password": "wrong"})) == (422, "WrongPassword")
    codes = (await caller.post(path, json=OWN)).json()["codes"]
    assert set(codes).isdisjoint(phone.paper)
    assert (await answer_with(phone.paper[0])).status_code == 422
    assert (await answer_with(codes[0])).status_code == 200


async def test_switching_it_off_takes_the_password(shop: Shop, phone: Phone, caller: httpx.AsyncClient):
    path = f"{PATH}/disable"
    assert title(await caller.post(path, json={"current_password": "wrong"})) == (422, "WrongPassword")
    assert (await caller.post(path, json=OWN)).status_code == 204
    assert await can_sign_in(email("client"), PASSWORD)
    assert title(await caller.post(path, json=OWN)) == (409, "SecondFactorNotOn")
    assert await shop.rows(RecoveryCode) == []
    assert (await shop.user(shop.people.client)).totp_secret == ""


async def test_after_switching_it_off_another_phone_is_set_up_at_once(
    shop: Shop, phone: Phone, caller: httpx.AsyncClient, clock: MovableClock
):
    await answer_with(phone.code())
    await caller.post(f"{PATH}/disable", json=OWN)
    another = await enrol(caller, clock)
    assert (await answer_with(another.code())).status_code == 200
    assert (await answer_with(phone.code(1))).status_code == 422


@pytest.mark.parametrize(("minutes", "status"), [(4.9, 200), (5, 422)])
async def test_a_challenge_is_open_for_five_minutes(
    shop: Shop, phone: Phone, clock: MovableClock, minutes: float, status: int
):
    given = await challenge()
    clock.forward(minutes=minutes)
    assert (await answer_with(phone.code(), given)).status_code == status


async def test_a_challenge_dies_with_the_password_it_was_given_for(
    shop: Shop, phone: Phone, caller: httpx.AsyncClient
):
    given = await challenge()
    await caller.post("/api/profile/password", json={**OWN, "password": GOOD})
    assert title(await answer_with(phone.code(), given)) == (422, "DeadLink")


async def test_codes_are_limited_wherever_they_are_tried(shop: Shop, phone: Phone):
    given = await challenge()
    for number in range(CODE_FAILURES.amount):
        there = connect(address=f"203.0.113.{number}")
        assert title(await answer_with("000000", given, there)) == (422, "WrongCode")
    refused = await answer_with(phone.code(), given, connect(address="203.0.113.99"))
    assert title(refused) == (429, "TooManyAttempts")
    assert 0 < int(refused.headers["retry-after"]) <= 900


async def test_a_known_device_is_not_locked_out_by_strangers_codes(
    shop: Shop, phone: Phone, clock: MovableClock
):
    page = connect(address="203.0.113.1", **PAGE)
    assert (await answer_with(phone.code(), api=page)).status_code == 200
    given = await challenge()
    for _ in range(CODE_FAILURES.amount):
        await answer_with("000000", given, connect(address="203.0.113.1"))
    clock.forward(seconds=30)
    assert (await answer_with(phone.code(), given, page)).status_code == 200


async def test_a_blocked_account_does_not_get_in_with_a_code(shop: Shop, phone: Phone):
    given = await challenge()
    await shop.change(shop.people.client, active=False)
    assert title(await answer_with(phone.code(), given)) == (401, "WrongCredentials")


async def test_the_secret_cannot_be_read_in_the_database(shop: Shop, phone: Phone):
    stored = str(await shop.everything())
    assert [one for one in (phone.secret, *phone.paper) if one in stored] == []
    assert all(code.replace("-", "") not in stored for code in phone.paper)


async def test_a_secret_that_cannot_be_opened_any_more_fits_no_code(shop: Shop, phone: Phone):
    await shop.change(shop.people.client, totp_secret="sealed with another key")
    assert title(await answer_with(phone.code())) == (422, "WrongCode")
    assert (await answer_with(phone.paper[0])).status_code == 200


async def test_the_owner_is_told_when_it_is_switched_on_and_off(
    shop: Shop, phone: Phone, caller: httpx.AsyncClient
):
    on = await shop.last_email(email("client"))
    await caller.post(f"{PATH}/disable", json=OWN)
    off = await shop.last_email(email("client"))
    assert on.mail.subject != off.mail.subject


async def test_every_step_is_audited(shop: Shop, phone: Phone, caller: httpx.AsyncClient):
    await answer_with("000000")
    await answer_with(phone.paper[0])
    await caller.post(f"{PATH}/recovery-codes", json=OWN)
    await caller.post(f"{PATH}/disable", json=OWN)
    found = await shop.audited(
        "second_factor_changed",
        "second_factor_asked",
        "second_factor_failed",
        "recovery_code_used",
        "recovery_codes_renewed",
    )
    assert [action for action, _ in found] == [
        "second_factor_changed",
        "second_factor_asked",
        "second_factor_failed",
        "second_factor_asked",
        "recovery_code_used",
        "recovery_codes_renewed",
        "second_factor_changed",
    ]
    states = [entry.after for entry in await shop.rows(AuditEntry, action="second_factor_changed")]
    assert states == ["on", "off"]
    assert {subject for _, subject in found} == {f"user:{shop.people.client.user_id}"}
    said = await shop.audit_text()
    assert [one for one in (phone.secret, *phone.paper, phone.code()) if one in said] == []


@pytest_asyncio.fixture
async def strict_shop(database_url: str, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Shop]:
    """A shop that requires it of mechanics."""
    roles = ("mechanic",)
    async with opened_shop(database_url, tmp_path, clock=clock, require_second_factor=roles) as opened:
        yield opened


async def test_whose_role_requires_it_sets_it_up_first_and_works_then(strict_shop: Shop, clock: MovableClock):
    mechanic = connect(await strict_shop.sign_in(strict_shop.people.mechanic))
    assert title(await mechanic.get("/api/orders")) == (403, "SecondFactorNeeded")
    assert (await mechanic.get(PATH)).json()["required"]
    await enrol(mechanic, clock)
    assert (await mechanic.get("/api/orders")).status_code == 200
    assert title(await mechanic.post(f"{PATH}/disable", json=OWN)) == (403, "SecondFactorObligatory")
    client = connect(await strict_shop.sign_in(strict_shop.people.client))
    assert (await client.get("/api/orders")).status_code == 200


async def test_whoever_becomes_a_mechanic_has_to_set_it_up_on_the_open_page(strict_shop: Shop):
    people = strict_shop.people
    client = connect(await strict_shop.sign_in(people.client))
    administrator = connect(await strict_shop.sign_in(people.administrator))
    answer = await administrator.patch(f"/api/admin/users/{people.client.user_id}", json={"role": "mechanic"})
    assert answer.status_code == 200
    assert title(await client.get("/api/orders")) == (403, "SecondFactorNeeded")
    [row] = await strict_shop.rows(User, id=people.client.user_id)
    assert row.role == "mechanic"


async def test_all_known_devices_together_have_one_count_of_codes(
    shop: Shop, phone: Phone, clock: MovableClock
):
    known = [connect(address=f"203.0.113.{number}", **PAGE) for number in range(3)]
    for page in known:
        assert (await answer_with(phone.code(), api=page)).status_code == 200
        clock.forward(minutes=1)
    given, statuses = await challenge(), []
    for number in range(CODE_FAILURES.amount + 2):
        statuses.append((await answer_with("000000", given, known[number % 3])).status_code)
    assert statuses == [422] * CODE_FAILURES.amount + [429] * 2


async def test_no_device_is_known_from_before_the_second_factor(
    shop: Shop, caller: httpx.AsyncClient, clock: MovableClock
):
    await sign_in(connect(**PAGE))
    assert await shop.rows(KnownDevice) != []
    await enrol(caller, clock)
    assert await shop.rows(KnownDevice) == []
