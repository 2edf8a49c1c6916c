"""How often what may be tried, and by whom: strangers are stopped, the owner is not."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
import time_machine

from autoservice.modules.auth.credentials.limits import ACCOUNT_FAILURES, EMAILS_FROM, NEW_PASSWORDS
from tests.support.accounts import GOOD, PAGE, register, sign_in, title
from tests.support.factories import PASSWORD, email
from tests.support.runtime import Shop, connect

TEN = ACCOUNT_FAILURES.amount
HERE, THERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    """Windows of time end by the real clock: it stands at the beginning of one."""
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False) as found:
        yield found


async def fail(api: httpx.AsyncClient, times: int = TEN, login: str = email("client")) -> None:
    for _ in range(times):
        assert (await sign_in(api, login, "not this one")).status_code == 401


async def test_the_eleventh_attempt_is_refused_even_with_the_right_password(shop: Shop):
    stranger = connect(address=HERE)
    await fail(stranger)
    refused = await stranger.post(
        "/api/auth/login",
        json={"login": email("client"), "password": PASSWORD},
        headers={"Accept-Language": "en"},
    )
    assert title(refused) == (429, "TooManyAttempts")
    assert refused.headers["retry-after"] == "900"
    assert refused.json()["retry_after"] == 900
    assert refused.json()["detail"] == "Too many attempts. Please try again in 15 min."


async def test_the_address_is_refused_for_other_accounts_too(shop: Shop):
    stranger = connect(address=HERE)
    for who in ("client", "other_client", "mechanic", "other_mechanic", "administrator"):
        await fail(stranger, TEN // 5, email(who))
    assert (await sign_in(stranger)).status_code == 429


async def test_unknown_addresses_are_limited_like_known_ones(shop: Shop):
    await fail(connect(address=HERE), login="nobody@example.com")
    refused = [
        await sign_in(connect(address=HERE), login) for login in ("nobody@example.com", email("client"))
    ]
    assert refused[0].content == refused[1].content


async def test_another_address_is_not_concerned(shop: Shop):
    await fail(connect(address=HERE))
    assert (await sign_in(connect(address=THERE))).status_code == 200


async def test_a_neighbour_in_the_same_ipv6_network_is_the_same_caller(shop: Shop):
    await fail(connect(address="2001:db8:1:2::1"))
    assert (await sign_in(connect(address="2001:db8:1:2:ffff::9"))).status_code == 429
    assert (await sign_in(connect(address="2001:db8:1:3::1"))).status_code == 200


async def test_the_window_passes(shop: Shop, traveller: time_machine.Traveller):
    await fail(connect(address=HERE))
    traveller.shift(899)
    assert (await sign_in(connect(address=HERE))).headers["retry-after"] == "1"
    traveller.shift(2)
    assert (await sign_in(connect(address=HERE))).status_code == 200


async def test_success_makes_earlier_failures_forgotten_for_the_account(shop: Shop):
    await fail(connect(address=HERE), TEN - 1)
    assert (await sign_in(connect(address=HERE))).status_code == 200
    await fail(connect(address=HERE), 1)
    # The address has had ten failures, whatever went well in between.
    assert (await sign_in(connect(address=HERE), email("mechanic"))).status_code == 429


async def test_what_goes_well_is_not_counted(shop: Shop):
    for _ in range(TEN + 2):
        assert (await sign_in(connect(address=HERE))).status_code == 200


async def test_strangers_at_the_same_address_do_not_lock_a_known_device_out(shop: Shop):
    owner = connect(address=HERE, **PAGE)
    assert (await sign_in(owner)).status_code == 200
    await fail(connect(address=HERE))
    assert (await sign_in(connect(address=HERE))).status_code == 429
    assert (await sign_in(owner)).status_code == 200


async def test_a_known_device_has_its_own_limit(shop: Shop):
    owner = connect(address=HERE, **PAGE)
    await sign_in(owner)
    await fail(owner)
    assert (await sign_in(owner)).status_code == 429
    assert (await sign_in(connect(address=HERE))).status_code == 200


async def test_a_device_is_known_for_its_owners_account_only(shop: Shop):
    owner = connect(address=HERE, **PAGE)
    await sign_in(owner, email("other_client"))
    await fail(owner)
    assert (await sign_in(owner)).status_code == 429


@pytest.mark.both_databases
async def test_of_many_wrong_passwords_at_once_ten_are_tried(shop: Shop):
    answers = await asyncio.gather(*(sign_in(connect(address=HERE), password="wrong") for _ in range(40)))
    assert Counter(answer.status_code for answer in answers) == {401: TEN, 429: 40 - TEN}


async def test_what_is_refused_for_its_account_is_not_counted_for_its_address(
    shop: Shop, traveller: time_machine.Traveller
):
    caller = connect(address=HERE)
    traveller.shift(100)
    await fail(caller, 1, email("mechanic"))
    traveller.shift(800)
    await fail(caller, TEN - 1)
    traveller.shift(101)
    await fail(caller, 1)
    for _ in range(TEN):
        assert (await sign_in(caller)).status_code == 429
    assert (await sign_in(caller, email("mechanic"))).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/profile/password", {"password": GOOD}),
        ("/api/profile/email", {"email": "new@example.com"}),
        ("/api/profile/phone", {"phone": ""}),
        ("/api/profile/delete", {}),
        ("/api/profile/second-factor/disable", {}),
        ("/api/profile/second-factor/recovery-codes", {}),
    ],
)
async def test_the_own_password_cannot_be_guessed_either(shop: Shop, path: str, body: dict[str, str]):
    caller = connect(await shop.sign_in(shop.people.client))
    for _ in range(TEN):
        answer = await caller.post(path, json={**body, "current_password": "wrong"})
        assert title(answer) == (422, "WrongPassword")
    assert title(await caller.post(path, json={**body, "current_password": PASSWORD})) == (
        429,
        "TooManyAttempts",
    )
    assert len(await shop.audited("password_check_failed")) == TEN
    assert (await sign_in(connect(address=THERE))).status_code == 200


async def test_letters_are_limited_for_whoever_causes_them(shop: Shop):
    caller = connect(address=HERE)
    for number in range(EMAILS_FROM.amount):
        body = {"login": f"nobody{number}@example.com"}
        assert (await caller.post("/api/auth/password-reset", json=body)).status_code == 202
    body = {"login": email("client")}
    assert title(await caller.post("/api/auth/password-reset", json=body)) == (429, "TooManyAttempts")
    other = connect(address=THERE)
    assert (await other.post("/api/auth/password-reset", json=body)).status_code == 202


async def test_new_passwords_are_limited_before_they_are_hashed(shop: Shop):
    limiter = shop.runtime.adapters.limiter
    for _ in range(NEW_PASSWORDS.amount):
        await limiter.take(NEW_PASSWORDS, HERE)
    assert title(await register(connect(address=HERE), "nina@example.com")) == (429, "TooManyAttempts")
    assert (await register(connect(address=THERE), "nina@example.com")).status_code == 202
