"""A forgotten password over REST: a link by letter, once, for half an hour, and nobody learns of accounts."""

import asyncio
from collections import Counter

import httpx
import pytest

from autoservice.modules.auth.credentials.limits import EMAILS_TO
from autoservice.modules.auth.models import KnownDevice, OneTimeToken
from autoservice.modules.notifications.kinds import ResetPassword
from autoservice.shared.access import SYSTEM, Role
from tests.support.accounts import BETTER, GOOD, PAGE, can_sign_in, refresh, register, sign_in, title, whoami
from tests.support.factories import PASSWORD, PHONE, email
from tests.support.runtime import MovableClock, Shop, connect

SHOP = {"demo": True}
ANNA = email("client")


async def ask(login: str = ANNA, api: httpx.AsyncClient | None = None) -> httpx.Response:
    return await (api or connect()).post("/api/auth/password-reset", json={"login": login})


async def reset(token: str, password: str = GOOD) -> httpx.Response:
    return await connect().post(
        "/api/auth/password-reset/confirm", json={"token": token, "password": password}
    )


async def link(shop: Shop, login: str = ANNA) -> str:
    """The token of a link that was asked for."""
    assert (await ask(login)).status_code == 202
    return (await shop.last_email(ANNA)).token


async def test_the_link_sets_a_new_password(shop: Shop):
    assert (await reset(await link(shop))).status_code == 204
    assert await can_sign_in(ANNA, GOOD)
    assert not await can_sign_in(ANNA, PASSWORD)


async def test_it_ends_every_session(shop: Shop):
    sessions = [await shop.open_session(shop.people.client) for _ in range(2)]
    stranger = await shop.sign_in(shop.people.mechanic)
    await reset(await link(shop))
    assert [await whoami(one.access_token) for one in sessions] == [401, 401]
    assert [(await refresh(one.refresh_token)).status_code for one in sessions] == [401, 401]
    assert await whoami(stranger) == 200
    assert len(await shop.enqueued("sessions_revoked")) == 1


@pytest.mark.both_databases
async def test_of_twenty_who_use_one_link_at_once_one_sets_the_password(shop: Shop):
    token = await link(shop)
    answers = await asyncio.gather(*(reset(token, f"{GOOD} {number}") for number in range(20)))
    assert Counter(answer.status_code for answer in answers) == {204: 1, 422: 19}
    [winner] = [number for number, answer in enumerate(answers) if answer.status_code == 204]
    assert await can_sign_in(ANNA, f"{GOOD} {winner}")
    assert len(await shop.audited("password_reset")) == 1


async def test_a_link_works_once(shop: Shop):
    token = await link(shop)
    await reset(token)
    assert title(await reset(token, BETTER)) == (422, "DeadLink")
    assert await can_sign_in(ANNA, GOOD)


async def test_one_reset_makes_the_other_links_worthless(shop: Shop):
    first, second = await link(shop), await link(shop)
    assert first != second
    assert (await reset(second)).status_code == 204
    assert (await reset(first, BETTER)).status_code == 422


@pytest.mark.parametrize(("minutes", "status"), [(29.9, 204), (30, 422)])
async def test_a_link_works_for_half_an_hour(shop: Shop, clock: MovableClock, minutes: float, status: int):
    token = await link(shop)
    clock.forward(minutes=minutes)
    assert (await reset(token)).status_code == status


async def test_a_bad_password_does_not_use_the_link_up(shop: Shop):
    token = await link(shop)
    assert title(await reset(token, "short")) == (422, "PasswordTooShort")
    assert title(await reset(token, "passwordpassword")) == (422, "PasswordTooCommon")
    assert (await reset(token)).status_code == 204


@pytest.mark.parametrize("token", ["x", "0" * 43, "é", "' OR 1=1 --"])
async def test_no_token_of_ours_is_refused(shop: Shop, token: str):
    await link(shop)
    assert title(await reset(token)) == (422, "DeadLink")


async def test_a_token_for_something_else_resets_nothing(shop: Shop):
    body = {"login": "nina@example.com", "name": "Нина", "password": GOOD}
    await connect().post("/api/auth/register", json=body)
    token = (await shop.last_email("nina@example.com")).token
    assert title(await reset(token)) == (422, "DeadLink")


async def test_whether_there_is_an_account_cannot_be_told(shop: Shop):
    await shop.change(shop.people.other_client, active=False)
    counts, answers = [], []
    for login in (ANNA, "nobody@example.com", email("other_client"), PHONE):
        before = await shop.everything()
        answers.append(await ask(login))
        after = await shop.everything()
        counts.append({table: len(rows) - len(before[table]) for table, rows in after.items()})
    assert len({(answer.status_code, answer.content, str(answer.headers)) for answer in answers}) == 1
    assert counts == [counts[0]] * 4


async def test_only_active_accounts_get_a_letter(shop: Shop):
    await shop.change(shop.people.other_client, active=False)
    for login in (email("other_client"), "nobody@example.com"):
        await ask(login)
    assert await shop.emails() == []


async def test_an_account_that_was_blocked_meanwhile_gets_no_new_password(shop: Shop):
    token = await link(shop)
    await shop.change(shop.people.client, active=False)
    assert title(await reset(token)) == (422, "DeadLink")
    await shop.change(shop.people.client, active=True)
    assert (await reset(token)).status_code == 204


async def test_a_number_gets_the_letter_at_the_accounts_address(shop: Shop):
    await shop.change(shop.people.client, phone=PHONE)
    assert (await reset(await link(shop, "8 916 123-45-67"))).status_code == 204
    assert await can_sign_in(PHONE, GOOD)


async def test_an_account_with_a_number_only_gets_no_letter(shop: Shop):
    actor = await shop.hire("oleg", Role.CLIENT)
    await shop.change(actor, email=None, phone=PHONE)
    assert (await ask(PHONE)).status_code == 202
    assert await shop.emails() == []


async def test_the_link_leads_to_the_configured_address_whatever_host_was_asked(shop: Shop):
    await ask(api=connect(Host="evil.example", **{"X-Forwarded-Host": "evil.example"}))
    letter = await shop.last_email(ANNA)
    assert [
        link.startswith(f"{shop.runtime.settings.public_url}/password/reset#token=")
        for link in letter.mail.links
    ] == [True]
    assert "evil" not in letter.mail.text


async def test_a_repeated_letter_says_the_same(shop: Shop):
    token = await link(shop)
    [row] = await shop.rows(OneTimeToken)
    async with shop.runtime.read_only(SYSTEM) as unit:
        email = await unit.services.account_emails.compose_password_reset(row.id)
    assert email is not None
    assert isinstance(email.content, ResetPassword)
    assert email.content.link.endswith(f"#token={token}")


async def test_a_link_cannot_be_read_in_the_database(shop: Shop):
    assert await link(shop) not in str(await shop.everything())


async def test_the_owner_is_told_afterwards(shop: Shop):
    await reset(await link(shop))
    told, asked = await shop.emails(ANNA)
    assert told.mail.subject != asked.mail.subject
    assert [link for link in told.mail.links if "token" in link] == []


async def test_reset_is_audited_without_anything_personal(shop: Shop):
    token = await link(shop)
    await ask("nobody@example.com")
    await reset(token)
    rows = await shop.rows(OneTimeToken)
    assert await shop.audited("password_reset_requested", "password_reset") == [
        *(("password_reset_requested", f"token:{row.id}") for row in rows),
        ("password_reset", f"user:{shop.people.client.user_id}"),
    ]
    said = await shop.audit_text()
    assert [word for word in ("example", token, GOOD) if word in said] == []


@pytest.mark.parametrize("password", ["Анна Смирнова", ANNA], ids=ascii)
async def test_the_own_name_and_address_are_no_new_password(shop: Shop, password: str):
    assert title(await reset(await link(shop), password)) == (422, "PasswordTooCommon")


async def test_strangers_who_register_the_address_do_not_keep_its_owner_from_a_reset(shop: Shop):
    for number in range(EMAILS_TO.amount + 1):
        await register(connect(address=f"203.0.113.{number}"), ANNA)
    assert (await ask(ANNA)).status_code == 202


async def test_no_device_stays_known_after_a_reset(shop: Shop):
    await sign_in(connect(**PAGE))
    await reset(await link(shop))
    assert await shop.rows(KnownDevice) == []
