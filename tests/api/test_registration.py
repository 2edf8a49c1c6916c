"""Registering over REST: an account begins when its address has answered, and nobody learns who has one."""

import asyncio
from collections import Counter

import httpx
import pytest

from autoservice.modules.auth.credentials.one_time_tokens import CODE_ATTEMPTS
from autoservice.modules.auth.models import OneTimeToken, User
from tests.support.accounts import BETTER, GOOD, can_sign_in, register, sign_in, title
from tests.support.factories import PASSWORD, PHONE, email
from tests.support.runtime import MovableClock, Shop, connect

SHOP = {"demo": True}
NEW = "nina@example.com"


async def confirm(api: httpx.AsyncClient, **answer: str) -> httpx.Response:
    return await api.post("/api/auth/confirm", json=answer)


def wrong(code: str) -> str:
    """Another code than that one."""
    return f"{(int(code) + 1) % 10**8:08}"


async def test_an_account_begins_with_the_letters_code(shop: Shop, api: httpx.AsyncClient):
    answer = await register(api, NEW)
    assert (answer.status_code, answer.json()) == (202, {"confirmation": "email"})
    assert not await can_sign_in(NEW, GOOD)
    letter = await shop.last_email(NEW)
    assert (await confirm(api, login=NEW, code=letter.code)).status_code == 204
    account = (await sign_in(api, NEW, GOOD)).json()["user"]
    assert (account["email"], account["name"], account["role"]) == (NEW, "Нина Котова", "client")


async def test_of_a_bad_address_and_a_bad_password_the_address_is_named_first(api: httpx.AsyncClient):
    answer = await register(api, "abc", "short")
    assert title(answer) == (422, "NotAnAddress")
    assert [error["field"] for error in answer.json()["errors"]] == ["login"]


@pytest.mark.parametrize("path", ["login", "register", "password-reset"])
async def test_what_is_wrong_with_a_number_is_said_of_the_field_for_logins(api: httpx.AsyncClient, path: str):
    typed = {"login": "+7 999", "name": "Нина Котова", "password": GOOD}
    answer = await api.post(f"/api/auth/{path}", json=typed)
    assert title(answer) == (422, "NotAPhone")
    assert [error["field"] for error in answer.json()["errors"]] == ["login"]


async def test_what_is_wrong_with_the_confirmed_address_is_said_of_its_field(api: httpx.AsyncClient):
    answer = await confirm(api, login="a@b", code="12345678")
    assert title(answer) == (422, "NotAnEmail")
    assert [error["field"] for error in answer.json()["errors"]] == ["login"]


async def test_an_account_begins_with_the_letters_link(shop: Shop, api: httpx.AsyncClient):
    await register(api, NEW)
    letter = await shop.last_email(NEW)
    assert (await confirm(api, token=letter.token)).status_code == 204
    assert await can_sign_in(NEW, GOOD)
    assert title(await confirm(api, token=letter.token)) == (422, "DeadLink")
    assert title(await confirm(api, login=NEW, code=letter.code)) == (422, "WrongCode")


async def test_the_link_leads_to_the_configured_address_whatever_host_was_asked(shop: Shop):
    await register(connect(Host="evil.example"), NEW)
    letter = await shop.last_email(NEW)
    assert [
        link.startswith(f"{shop.runtime.settings.public_url}/confirm#token=") for link in letter.mail.links
    ]
    assert "evil" not in letter.mail.text


async def test_the_code_may_be_typed_with_spaces_and_the_address_in_any_case(
    shop: Shop, api: httpx.AsyncClient
):
    await register(api, f" {NEW.upper()} ")
    code = (await shop.last_email(NEW)).code
    assert (await confirm(api, login=NEW.title(), code=f"{code[:4]} {code[4:]}")).status_code == 204
    assert await can_sign_in(NEW, GOOD)


async def test_a_taken_address_gets_the_same_answer_and_another_letter(shop: Shop, api: httpx.AsyncClient):
    known, unknown = await register(api, email("client")), await register(api, NEW)
    assert (known.status_code, known.content, known.headers) == (202, unknown.content, unknown.headers)
    [letter] = await shop.emails(email("client"))
    assert [link for link in letter.mail.links if "token" in link] == []
    assert await shop.rows(User, email=email("client")) == [await shop.user(shop.people.client)]
    assert await can_sign_in(email("client"), PASSWORD)


async def test_a_taken_address_leaves_as_many_rows(shop: Shop, api: httpx.AsyncClient):
    counts = []
    for address in (email("client"), NEW):
        before = await shop.everything()
        await register(api, address)
        counts.append(
            {table: len(rows) - len(before[table]) for table, rows in (await shop.everything()).items()}
        )
    assert counts[0] == counts[1]


async def test_a_code_is_good_for_five_attempts(shop: Shop, api: httpx.AsyncClient):
    await register(api, NEW)
    letter = await shop.last_email(NEW)
    for _ in range(CODE_ATTEMPTS):
        assert title(await confirm(api, login=NEW, code=wrong(letter.code))) == (422, "WrongCode")
    assert title(await confirm(api, login=NEW, code=letter.code)) == (422, "WrongCode")
    assert not await can_sign_in(NEW, GOOD)
    assert (await confirm(api, token=letter.token)).status_code == 204


@pytest.mark.both_databases
async def test_wrong_codes_are_counted_although_the_request_fails(shop: Shop, api: httpx.AsyncClient):
    await register(api, NEW)
    code = (await shop.last_email(NEW)).code
    await asyncio.gather(*(confirm(api, login=NEW, code=wrong(code)) for _ in range(CODE_ATTEMPTS - 1)))
    [row] = await shop.rows(OneTimeToken)
    assert (row.attempts, row.used_at) == (CODE_ATTEMPTS - 1, None)
    assert (await confirm(api, login=NEW, code=code)).status_code == 204


@pytest.mark.parametrize(("hours", "status"), [(23.9, 204), (24, 422)])
async def test_code_and_link_work_for_a_day(
    shop: Shop, api: httpx.AsyncClient, clock: MovableClock, hours: float, status: int
):
    await register(api, NEW)
    letter = await shop.last_email(NEW)
    clock.forward(hours=hours)
    by_code = await confirm(api, login=NEW, code=letter.code)
    assert by_code.status_code == status
    assert (await confirm(api, token=letter.token)).status_code == 422


async def test_a_stranger_who_registers_the_same_address_does_not_spoil_the_first_code(
    shop: Shop, api: httpx.AsyncClient
):
    await register(api, NEW)
    first = await shop.last_email(NEW)
    await register(connect(), NEW, BETTER, "Чужой Человек")
    strangers = await shop.last_email(NEW)
    assert (await confirm(api, login=NEW, code=first.code)).status_code == 204
    assert await can_sign_in(NEW, GOOD)
    assert not await can_sign_in(NEW, BETTER)
    assert (await confirm(api, login=NEW, code=strangers.code)).status_code == 422


@pytest.mark.both_databases
async def test_two_confirmations_at_once_make_one_account(shop: Shop, api: httpx.AsyncClient):
    await register(api, NEW)
    letter = await shop.last_email(NEW)
    answers = [confirm(api, token=letter.token), confirm(api, login=NEW, code=letter.code)]
    found = await asyncio.gather(*answers, *(confirm(api, token=letter.token) for _ in range(4)))
    assert Counter(answer.status_code for answer in found) == {204: 1, 422: 5}
    assert len(await shop.rows(User, email=NEW)) == 1


@pytest.mark.both_databases
async def test_two_registrations_confirmed_at_once_make_one_account(shop: Shop, api: httpx.AsyncClient):
    for password in (GOOD, BETTER):
        await register(api, NEW, password)
    tokens = [letter.token for letter in await shop.emails(NEW)]
    found = await asyncio.gather(*(confirm(api, token=token) for token in tokens))
    assert sorted(answer.status_code for answer in found) in ([204, 409], [204, 422])
    assert len(await shop.rows(User, email=NEW)) == 1


SPELLINGS = [
    PHONE,
    "8 (916) 123-45-67",
    "+7 916 123 45 67",
    "89161234567",
    "916 123-45-67",
    "+7-916-123-45-67",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_a_phones_account_begins_at_once_in_any_spelling(
    shop: Shop, api: httpx.AsyncClient, spelling: str
):
    answer = await register(api, spelling)
    assert (answer.status_code, answer.json()) == (202, {"confirmation": "nothing"})
    assert (await sign_in(api, PHONE, GOOD)).json()["user"]["phone"] == PHONE


async def test_a_taken_number_gets_the_same_answer(shop: Shop, api: httpx.AsyncClient):
    first = await register(api, PHONE)
    second = await register(api, SPELLINGS[1], BETTER)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert await can_sign_in(PHONE, GOOD)
    assert not await can_sign_in(PHONE, BETTER)


async def test_of_two_who_register_a_number_at_once_neither_learns_of_the_other(
    shop: Shop, api: httpx.AsyncClient
):
    answers = await asyncio.gather(*(register(api, PHONE, password) for password in (GOOD, BETTER) * 2))
    assert [answer.status_code for answer in answers] == [202] * 4
    assert len(await shop.rows(User, phone=PHONE)) == 1


async def test_letters_to_one_address_are_limited_and_to_others_go_on(shop: Shop, api: httpx.AsyncClient):
    for _ in range(5):
        assert (await register(api, NEW)).status_code == 202
    refused = await register(api, NEW)
    assert title(refused) == (429, "TooManyAttempts")
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert (await register(api, "other@example.com")).status_code == 202
    assert len(await shop.emails(NEW)) == 5


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": NEW},
        {"code": "12345678"},
        {"login": NEW, "code": "1234"},
        {"token": ""},
        {"token": "x"},
        {"login": NEW, "code": "１２３４５６７８"},
        {"login": "nobody", "code": "12345678"},
    ],
    ids=ascii,
)
async def test_an_answer_that_answers_nothing_is_refused(
    shop: Shop, api: httpx.AsyncClient, body: dict[str, str]
):
    assert (await api.post("/api/auth/confirm", json=body)).status_code == 422


async def test_half_a_character_is_refused(shop: Shop, api: httpx.AsyncClient):
    body = rb'{"login": "\ud800@example.com", "name": "\ud800", "password": "\ud800 nine blue kettles"}'
    answer = await api.post("/api/auth/register", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


async def test_registering_is_audited_without_anything_personal(shop: Shop, api: httpx.AsyncClient):
    await register(api, NEW)
    await confirm(api, token=(await shop.last_email(NEW)).token)
    await register(api, PHONE)
    [user, other] = [row.id for row in (await shop.rows(User))[-2:]]
    [token] = await shop.rows(OneTimeToken)
    assert await shop.audited("registration_requested", "user_registered") == [
        ("registration_requested", f"token:{token.id}"),
        ("user_registered", f"user:{user}"),
        ("user_registered", f"user:{other}"),
    ]
    said = await shop.audit_text()
    assert [word for word in ("nina", "example", "Котова", PHONE[2:]) if word in said] == []


async def test_what_was_held_for_the_confirmation_is_gone_afterwards(shop: Shop, api: httpx.AsyncClient):
    await register(api, NEW)
    await confirm(api, token=(await shop.last_email(NEW)).token)
    [row] = await shop.rows(OneTimeToken)
    assert row.payload == {}
