"""Phone numbers that are proved by a code: in the profile, at registration, and to reset a password."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.auth.accounts.phones import SMS_CODE_LIFE
from autoservice.modules.auth.credentials.limits import PHONE_CHANGES, SMS_TO
from autoservice.modules.auth.credentials.one_time_tokens import CODE_ATTEMPTS
from autoservice.modules.auth.models import OneTimeToken, User
from autoservice.modules.notifications.models import TextMessage
from autoservice.shared.access import SYSTEM
from tests.support.accounts import BETTER, GOOD, can_sign_in, register, title
from tests.support.factories import PASSWORD, email
from tests.support.runtime import Callers, MovableClock, Shop, opened_shop
from tests.support.sms_service import Refusal, SmsService, running_sms_service

NUMBER = "+79161234567"
TYPED = "8 (916) 123-45-67"
PUBLIC = "https://shop.example"


@pytest.fixture
def service() -> Iterator[SmsService]:
    with running_sms_service() as running:
        yield running


@pytest_asyncio.fixture
async def shop(
    database_url: str, tmp_path: Path, clock: MovableClock, service: SmsService
) -> AsyncIterator[Shop]:
    """A shop that sends SMS, and whose e-mails lie in the demo's mailbox."""
    more: dict[str, Any] = {"sms_url": service.url, "public_url": PUBLIC, "demo": True, "access_minutes": 60}
    async with opened_shop(database_url, tmp_path, clock=clock, **more) as opened:
        yield opened


async def ask(caller: httpx.AsyncClient, number: str = TYPED) -> httpx.Response:
    return await caller.post("/api/profile/phone", json={"current_password": PASSWORD, "phone": number})


async def prove(caller: httpx.AsyncClient, code: str) -> httpx.Response:
    return await caller.post("/api/profile/phone/confirm", json={"code": code})


async def last_code(shop: Shop, service: SmsService, number: str = NUMBER) -> str:
    await shop.relay_all()
    return service.to(number)[-1].code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


async def phone_of(caller: httpx.AsyncClient) -> tuple[str, bool]:
    account = (await caller.get("/api/auth/me")).json()
    return account["phone"], account["phone_confirmed"]


@pytest.mark.both_databases
async def test_a_number_is_the_accounts_once_its_code_was_entered(
    shop: Shop, callers: Callers, service: SmsService
):
    asked = await ask(callers.client)
    assert (asked.status_code, asked.json()["phone"]) == (200, "")
    code = await last_code(shop, service)
    assert service.to(NUMBER)[0].text == f"{code} — код для shop.example. Никому его не говорите."
    assert await phone_of(callers.client) == ("", False)
    assert title(await prove(callers.client, wrong(code))) == (422, "WrongCode")
    assert (await prove(callers.client, code)).status_code == 200
    assert await phone_of(callers.client) == (NUMBER, True)
    assert title(await prove(callers.client, code)) == (422, "WrongCode")
    assert await can_sign_in(NUMBER, PASSWORD)


async def test_codes_come_however_many_were_asked_for_and_forgotten_before(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    """SQLite gives the id of a forgotten code to a later one."""
    for sent in range(1, 3):
        await ask(callers.client)
        await shop.relay_all()
        assert len(service.to(NUMBER)) == sent
        [code] = await shop.rows(OneTimeToken)
        async with shop.runtime.transaction(SYSTEM) as unit:
            await unit.session.delete(await unit.session.get(OneTimeToken, code.id))
        clock.forward(minutes=5)


async def test_a_code_ends_by_time_by_tries_and_by_another_one(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    await ask(callers.client)
    first = await last_code(shop, service)
    await ask(callers.client)
    second = await last_code(shop, service)
    assert title(await prove(callers.client, first)) == (422, "WrongCode")
    clock.now += SMS_CODE_LIFE
    assert title(await prove(callers.client, second)) == (422, "WrongCode")
    await ask(callers.client)
    third = await last_code(shop, service)
    for _ in range(CODE_ATTEMPTS):
        await prove(callers.client, wrong(third))
    assert title(await prove(callers.client, third)) == (422, "WrongCode")
    assert await phone_of(callers.client) == ("", False)


async def test_nobody_else_uses_the_code_and_the_database_does_not_have_it(
    shop: Shop, callers: Callers, service: SmsService
):
    await ask(callers.client)
    code = await last_code(shop, service)
    assert title(await prove(callers.other_client, code)) == (422, "WrongCode")
    assert code not in str(await shop.rows(OneTimeToken)) + str(await shop.rows(TextMessage))
    assert code not in await shop.audit_text()


async def test_the_answer_is_the_same_whether_others_have_the_number(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    await shop.change(shop.people.other_client, phone=NUMBER, phone_confirmed_at=clock.now)
    known, unknown = await ask(callers.client), await ask(callers.client, "+7 916 765-43-21")
    assert known.status_code == unknown.status_code == 200
    assert known.json() == unknown.json()
    await ask(callers.client)
    # Only whoever holds the telephone learns it.
    refused = await prove(callers.client, await last_code(shop, service))
    assert title(refused) == (409, "AddressTaken")
    assert (await shop.user(shop.people.other_client)).phone == NUMBER


async def test_who_proves_a_number_takes_it_from_who_only_entered_it(
    shop: Shop, callers: Callers, service: SmsService
):
    await shop.change(shop.people.other_client, phone=NUMBER)
    await ask(callers.client)
    assert (await prove(callers.client, await last_code(shop, service))).status_code == 200
    assert (await shop.user(shop.people.other_client)).phone is None
    assert (await shop.user(shop.people.client)).phone == NUMBER
    assert [action for action, _ in await shop.audited("phone_released", "phone_confirmed")] == [
        "phone_released",
        "phone_confirmed",
    ]


async def test_one_person_gets_so_many_codes_whatever_the_number(
    shop: Shop, callers: Callers, service: SmsService
):
    for index in range(PHONE_CHANGES.amount):
        assert (await ask(callers.client, f"+7 916 765-43-{index:02}")).status_code == 200
    assert title(await ask(callers.client)) == (429, "TooManyAttempts")


async def test_one_number_gets_so_many_codes_whoever_asks(shop: Shop, callers: Callers, service: SmsService):
    for caller, count in ((callers.client, 3), (callers.other_client, SMS_TO.amount - 3)):
        for _ in range(count):
            assert (await ask(caller)).status_code == 200
    assert title(await ask(callers.mechanic)) == (429, "TooManyAttempts")


async def test_codes_come_to_a_number_that_has_answered_stop(
    shop: Shop, callers: Callers, service: SmsService
):
    form = {"From": NUMBER, "Body": "STOP"}
    signature = service.sign(f"{PUBLIC}/api/sms/inbound", form)
    stopped = await callers.guest.post(
        "/api/sms/inbound", data=form, headers={"X-Twilio-Signature": signature}
    )
    assert stopped.status_code == 200
    await ask(callers.client)
    assert await last_code(shop, service)


async def test_a_code_whose_answer_was_lost_comes_once(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    service.refusals.append(Refusal(502, takes_it=True))
    await ask(callers.client)
    await shop.relay_all()
    clock.forward(minutes=1)
    await shop.relay_all()
    assert len(service.to(NUMBER)) == 1
    assert [row.state for row in await shop.rows(TextMessage)] == ["sent"]


async def test_an_expired_code_is_not_sent_late(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    await ask(callers.client)
    clock.now += SMS_CODE_LIFE
    await shop.relay_all()
    assert service.sent == []


async def test_a_removed_number_is_not_confirmed_any_more(shop: Shop, callers: Callers, service: SmsService):
    await ask(callers.client)
    await prove(callers.client, await last_code(shop, service))
    assert (await ask(callers.client, "")).status_code == 200
    user = await shop.user(shop.people.client)
    assert (user.phone, user.phone_confirmed_at) == (None, None)


async def test_an_account_begins_with_the_code_to_its_number(
    shop: Shop, api: httpx.AsyncClient, service: SmsService
):
    answer = await register(api, TYPED)
    assert (answer.status_code, answer.json()) == (202, {"confirmation": "sms"})
    assert not await can_sign_in(NUMBER, GOOD)
    code = await last_code(shop, service)
    confirmed = await api.post("/api/auth/confirm", json={"login": TYPED, "code": code})
    assert confirmed.status_code == 204
    assert await can_sign_in(NUMBER, GOOD)
    [user] = await shop.rows(User, phone=NUMBER)
    assert user.confirmed_phone == NUMBER


async def test_a_registered_number_is_told_so_by_sms_and_the_answer_is_the_same(
    shop: Shop, api: httpx.AsyncClient, clock: MovableClock, service: SmsService
):
    await shop.change(shop.people.client, phone=NUMBER, phone_confirmed_at=clock.now)
    answer = await register(api, TYPED)
    assert (answer.status_code, answer.json()) == (202, {"confirmation": "sms"})
    await shop.relay_all()
    [sms] = service.to(NUMBER)
    assert sms.link == f"{PUBLIC}/sign-in"
    assert await shop.rows(User, phone=NUMBER) == [await shop.user(shop.people.client)]


async def test_who_registers_with_a_number_takes_it_from_who_only_entered_it(
    shop: Shop, api: httpx.AsyncClient, service: SmsService
):
    await shop.change(shop.people.client, phone=NUMBER)
    await register(api, TYPED)
    code = await last_code(shop, service)
    assert (await api.post("/api/auth/confirm", json={"login": NUMBER, "code": code})).status_code == 204
    assert (await shop.user(shop.people.client)).phone is None
    assert await can_sign_in(NUMBER, GOOD)


async def test_a_password_is_reset_by_a_link_to_a_confirmed_number(
    shop: Shop, api: httpx.AsyncClient, clock: MovableClock, service: SmsService
):
    await shop.change(shop.people.client, phone=NUMBER, phone_confirmed_at=clock.now)
    assert (await api.post("/api/auth/password-reset", json={"login": TYPED})).status_code == 202
    assert await shop.emails() == []
    [sms] = service.to(NUMBER)
    page, _, token = sms.link.partition("#token=")
    assert page == f"{PUBLIC}/password/reset"
    new = {"token": token, "password": BETTER}
    assert (await api.post("/api/auth/password-reset/confirm", json=new)).status_code == 204
    assert await can_sign_in(NUMBER, BETTER)
    assert title(await api.post("/api/auth/password-reset/confirm", json=new)) == (422, "DeadLink")


async def test_an_unconfirmed_number_resets_nothing_by_sms(
    shop: Shop, api: httpx.AsyncClient, service: SmsService
):
    await shop.change(shop.people.client, phone=NUMBER)
    await api.post("/api/auth/password-reset", json={"login": NUMBER})
    [mail] = await shop.emails()
    assert mail.mail.to == email("client")
    assert service.sent == []


async def test_nobody_is_told_whether_a_number_has_an_account(
    shop: Shop, api: httpx.AsyncClient, service: SmsService
):
    answer = await api.post("/api/auth/password-reset", json={"login": NUMBER})
    assert answer.status_code == 202
    await shop.relay_all()
    assert service.sent == []
