"""Sessions over REST: refreshing, rotation and theft, cookies, devices, and ending them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.auth.models import KnownDevice, RefreshToken, Session
from autoservice.modules.auth.sessions.known_devices import KNOWN_DEVICES
from autoservice.modules.auth.sessions.schemas import SignedIn
from autoservice.modules.auth.sessions.sessions import MEMORY, RETRY_TIME
from autoservice.shared.access import SYSTEM
from autoservice.shared.cookies import (
    AUTH_PATH,
    DEVICE_COOKIE,
    FRESH_COOKIE,
    REFRESH_COOKIE,
    SESSION_COOKIE,
    SIGNED_IN_COOKIE,
    session_digest,
)
from tests.support.accounts import GOOD, PAGE, refresh, sign_in, title, whoami
from tests.support.factories import PASSWORD, email
from tests.support.runtime import MovableClock, Shop, connect, opened_shop, walk

SECOND = timedelta(seconds=1)


@pytest_asyncio.fixture
async def session(shop: Shop) -> SignedIn:
    """A session of the client."""
    return await shop.open_session(shop.people.client)


async def assert_stolen(shop: Shop, *tokens: str) -> None:
    """The session has ended, none of the tokens opens anything, and all that should know of it does."""
    [row] = await shop.rows(Session)
    assert row.revoked_at is not None
    assert [(await refresh(token)).status_code for token in tokens] == [401] * len(tokens)
    assert await shop.audited("refresh_token_reused") == [("refresh_token_reused", f"user:{row.user_id}")]
    assert len(await shop.enqueued("sessions_revoked")) == 1


async def test_a_refresh_token_gives_a_new_pair(shop: Shop, session: SignedIn):
    answer = await refresh(session.refresh_token)
    assert answer.status_code == 200
    new = answer.json()
    assert new["refresh_token"] not in ("", session.refresh_token)
    assert await whoami(new["access_token"]) == 200
    assert (await refresh(new["refresh_token"])).status_code == 200


async def test_access_lasts_ten_minutes_and_a_refresh_prolongs_it(
    shop: Shop, session: SignedIn, clock: MovableClock
):
    clock.forward(minutes=9, seconds=59)
    assert await whoami(session.access_token) == 200
    clock.forward(seconds=1)
    assert await whoami(session.access_token) == 401
    assert await whoami((await refresh(session.refresh_token)).json()["access_token"]) == 200


@pytest.mark.both_databases
async def test_eight_callers_with_one_token_get_the_same_answer(shop: Shop, session: SignedIn):
    answers = await asyncio.gather(*(refresh(session.refresh_token) for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    unused = [row for row in await shop.rows(RefreshToken) if row.used_at is None]
    assert len(unused) == 1
    assert (await refresh(answers[0].json()["refresh_token"])).status_code == 200


async def test_a_lost_answer_is_given_once_more(shop: Shop, session: SignedIn, clock: MovableClock):
    lost = (await refresh(session.refresh_token)).json()
    clock.forward(seconds=RETRY_TIME.total_seconds())
    again = await refresh(session.refresh_token)
    assert (again.status_code, again.json()["refresh_token"]) == (200, lost["refresh_token"])
    assert await whoami(again.json()["access_token"]) == 200
    assert (await refresh(lost["refresh_token"])).status_code == 200


async def test_a_used_token_that_comes_back_later_ends_the_session(
    shop: Shop, session: SignedIn, clock: MovableClock
):
    new = (await refresh(session.refresh_token)).json()
    clock.forward(seconds=(RETRY_TIME + SECOND).total_seconds())
    assert title(await refresh(session.refresh_token)) == (401, "SessionOver")
    assert await whoami(new["access_token"]) == 401
    await assert_stolen(shop, session.refresh_token, new["refresh_token"])


async def test_a_token_whose_successor_was_used_ends_the_session_at_once(shop: Shop, session: SignedIn):
    second = (await refresh(session.refresh_token)).json()["refresh_token"]
    third = (await refresh(second)).json()["refresh_token"]
    assert (await refresh(session.refresh_token)).status_code == 401
    await assert_stolen(shop, second, third)


async def test_theft_in_one_session_leaves_the_others_alone(shop: Shop, session: SignedIn):
    other = await shop.open_session(shop.people.client)
    second = (await refresh(session.refresh_token)).json()["refresh_token"]
    await refresh(second)
    await refresh(session.refresh_token)
    assert (await refresh(other.refresh_token)).status_code == 200
    assert await whoami(other.access_token) == 200


async def test_used_tokens_are_forgotten_after_a_week(shop: Shop, session: SignedIn, clock: MovableClock):
    token = session.refresh_token
    for _ in range(4):
        token = (await refresh(token)).json()["refresh_token"]
        clock.forward(days=MEMORY.days / 2, seconds=1)
    assert len(await shop.rows(RefreshToken)) == 3
    assert (await refresh(session.refresh_token)).status_code == 401
    assert (await refresh(token)).status_code == 200


async def test_a_session_that_is_over_is_not_refreshed(shop: Shop, session: SignedIn, clock: MovableClock):
    clock.forward(days=shop.runtime.settings.session_days)
    assert title(await refresh(session.refresh_token)) == (401, "SessionOver")


async def test_a_session_does_not_grow_older_by_refreshing(
    shop: Shop, session: SignedIn, clock: MovableClock
):
    clock.forward(days=shop.runtime.settings.session_days, minutes=-5)
    answer = (await refresh(session.refresh_token)).json()
    assert answer["expires_at"] == answer["session_expires_at"]
    clock.forward(minutes=5)
    assert await whoami(answer["access_token"]) == 401


async def test_a_blocked_accounts_session_is_not_refreshed(shop: Shop, session: SignedIn):
    await shop.change(shop.people.client, active=False)
    assert (await refresh(session.refresh_token)).status_code == 401


@pytest.mark.parametrize("token", ["x", "0" * 43, "é", "a.b.c", " "])
async def test_no_token_of_ours_is_refused(shop: Shop, session: SignedIn, token: str):
    assert title(await refresh(token)) == (401, "SessionOver")
    assert title(await refresh(session.access_token[:200])) == (401, "SessionOver")


async def test_a_request_without_any_token_is_refused(api: httpx.AsyncClient, shop: Shop):
    assert title(await api.post("/api/auth/refresh", json={})) == (401, "SessionOver")


def cookies_of(answer: httpx.Response) -> dict[str, Morsel[str]]:
    """The cookies that an answer sets, with their attributes."""
    found: dict[str, Morsel[str]] = {}
    for header in answer.headers.get_list("set-cookie"):
        found |= SimpleCookie(header)
    return found


async def test_a_page_refreshes_by_its_cookies_and_sees_no_token(shop: Shop, clock: MovableClock):
    page = connect(**PAGE)
    signed_in = await sign_in(page)
    clock.forward(minutes=10)
    assert (await page.get("/api/auth/me")).status_code == 401
    refreshed = await page.post("/api/auth/refresh", json={})
    assert refreshed.status_code == 200
    assert (await page.get("/api/auth/me")).status_code == 200
    for answer in (signed_in, refreshed):
        assert (answer.json()["access_token"], answer.json()["refresh_token"]) == ("", "")
        for name in (SESSION_COOKIE, REFRESH_COOKIE):
            assert cookies_of(answer)[name].value not in answer.text


async def test_a_program_may_send_its_outdated_token_along(shop: Shop, clock: MovableClock):
    session = await shop.open_session(shop.people.client)
    clock.forward(minutes=10)
    program = connect(session.access_token)
    assert (await program.get("/api/auth/me")).status_code == 401
    body = {"refresh_token": session.refresh_token}
    assert (await program.post("/api/auth/refresh", json=body)).status_code == 200
    assert (await connect("not.a.token").post("/api/auth/refresh", json=body)).status_code == 401


@pytest.mark.parametrize("header", [{"Origin": PAGE["Origin"]}, {"Sec-Fetch-Site": "same-origin"}], ids=str)
async def test_one_word_of_a_browser_is_enough_to_keep_tokens_from_it(shop: Shop, header: dict[str, str]):
    answer = (await sign_in(connect(**header))).json()
    assert (answer["access_token"], answer["refresh_token"]) == ("", "")


async def test_a_device_token_is_in_no_body(shop: Shop):
    assert "device_token" not in (await sign_in(connect())).json()


HINTS = {SIGNED_IN_COOKIE, FRESH_COOKIE}
CLOSE = {REFRESH_COOKIE, DEVICE_COOKIE}


async def test_only_hints_are_for_scripts_and_what_refreshes_goes_to_one_path(shop: Shop):
    found = cookies_of(await sign_in(connect(**PAGE)))
    assert found.keys() == HINTS | CLOSE | {SESSION_COOKIE}
    for name, cookie in found.items():
        assert bool(cookie["httponly"]) == (name not in HINTS), name
        assert cookie["path"] == (AUTH_PATH if name in CLOSE else "/"), name
        assert cookie["samesite"] == ("strict" if name in CLOSE else "lax"), name
        assert not cookie["domain"], name
        assert not cookie["secure"], name
        assert (len(cookie.value) <= 24) == (name in HINTS), name


async def test_the_hint_of_a_session_names_it_without_a_secret(shop: Shop):
    page = connect(**PAGE)
    names = [
        cookies_of(answer)[SIGNED_IN_COOKIE].value
        for answer in (await sign_in(page), await page.post("/api/auth/refresh", json={}))
    ]
    other = cookies_of(await sign_in(connect(**PAGE)))[SIGNED_IN_COOKIE].value
    assert names[0] == names[1] != other
    sessions = await shop.rows(Session)
    assert {session_digest(session.id) for session in sessions} == {names[0], other}
    assert not any(session.id in names for session in sessions)


async def test_cookies_live_as_long_as_what_they_stand_for(shop: Shop):
    found = cookies_of(await sign_in(connect(**PAGE)))
    days = shop.runtime.settings.session_days * 24 * 3600
    assert {name: int(cookie["max-age"]) for name, cookie in found.items()} == {
        SESSION_COOKIE: days,
        REFRESH_COOKIE: days,
        SIGNED_IN_COOKIE: days,
        FRESH_COOKIE: 9 * 60,
        DEVICE_COOKIE: 400 * 24 * 3600,
    }


@pytest_asyncio.fixture
async def encrypted_shop(database_url: str, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Shop]:
    """A shop that is reached by https."""
    async with opened_shop(database_url, tmp_path, clock=clock, public_url="https://shop.example") as opened:
        yield opened


async def test_on_https_every_cookie_is_secure(encrypted_shop: Shop):
    page = connect(Origin="https://shop.example")
    answers = [await sign_in(page), await page.post("/api/profile/language", json={"locale": "en"})]
    found = [cookie for answer in answers for cookie in cookies_of(answer).values()]
    assert len(found) == 6
    assert all(cookie["secure"] for cookie in found)


async def test_a_failed_refresh_takes_the_cookies_back(shop: Shop, clock: MovableClock):
    page = connect(**PAGE)
    await sign_in(page)
    clock.forward(days=shop.runtime.settings.session_days)
    answer = await page.post("/api/auth/refresh", json={})
    assert title(answer) == (401, "SessionOver")
    assert {name for name, cookie in cookies_of(answer).items() if cookie["max-age"] == "0"} == {
        SESSION_COOKIE,
        REFRESH_COOKIE,
        *HINTS,
    }


async def test_signing_out_takes_the_cookies_back_but_the_devices(shop: Shop):
    page = connect(**PAGE)
    await sign_in(page)
    assert (await page.post("/api/auth/logout")).status_code == 204
    assert set(page.cookies.keys()) == {DEVICE_COOKIE}
    assert (await page.get("/api/auth/me")).status_code == 401


async def test_whoever_comes_back_after_a_while_can_still_sign_out(shop: Shop, clock: MovableClock):
    page = connect(**PAGE)
    await sign_in(page)
    kept = page.cookies[REFRESH_COOKIE]
    clock.forward(hours=1)
    assert (await page.post("/api/auth/logout")).status_code == 204
    [row] = await shop.rows(Session)
    assert row.revoked_at == clock.now
    assert (await refresh(kept)).status_code == 401
    assert len(await shop.audited("sign_out")) == 1


async def test_a_session_knows_its_device_and_address_and_when_it_was_seen(shop: Shop, clock: MovableClock):
    there = connect(address="203.0.113.7", **{"User-Agent": "Phone/1.0"})
    token = (await sign_in(there)).json()
    clock.forward(minutes=5)
    await refresh(token["refresh_token"])
    [view] = await listed(connect(token["access_token"]))
    seen = clock.now.isoformat().replace("+00:00", "Z")
    assert (view["device"], view["address"], view["current"]) == ("Phone/1.0", "203.0.113.7", True)
    assert (view["last_seen_at"], view["created_at"] < seen) == (seen, True)


async def sessions(shop: Shop, count: int) -> list[SignedIn]:
    return [await shop.open_session(shop.people.client) for _ in range(count)]


async def listed(caller: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await caller.get("/api/auth/sessions")).json()["items"]
    return found


async def test_sessions_come_a_page_at_a_time_with_the_own_one_first(shop: Shop, clock: MovableClock):
    own, *_ = await sessions(shop, 1)
    for _ in range(4):
        clock.forward(minutes=1)
        await sessions(shop, 1)
    caller = connect(own.access_token)
    pages = [page async for page in walk(caller, "/api/auth/sessions", size=3)]
    assert [(page["total"], len(page["items"])) for page in pages] == [(5, 3), (5, 2)]
    found = [one for page in pages for one in page["items"]]
    assert [one["current"] for one in found] == [True, False, False, False, False]
    seen = [one["last_seen_at"] for one in found[1:]]
    assert seen == sorted(seen, reverse=True)
    assert len({one["id"] for one in found}) == 5


async def test_everybody_lists_and_ends_their_own_sessions_only(shop: Shop):
    own, lost = await sessions(shop, 2)
    other = connect(await shop.sign_in(shop.people.other_client))
    caller = connect(own.access_token)
    [away] = [one["id"] for one in await listed(caller) if not one["current"]]
    path = f"/api/auth/sessions/{away}"
    assert (await other.delete(path)).status_code == 404
    assert await whoami(lost.access_token) == 200
    assert (await caller.delete(path)).status_code == 204
    assert (await whoami(lost.access_token), await whoami(own.access_token)) == (401, 200)
    assert (await caller.delete(path)).status_code == 404
    assert [one["current"] for one in await listed(caller)] == [True]
    assert await shop.audited("session_revoked") == [
        ("session_revoked", f"user:{shop.people.client.user_id}")
    ]
    assert len(await shop.enqueued("sessions_revoked")) == 1


async def test_signing_out_everywhere_ends_all_of_them(shop: Shop):
    found = await sessions(shop, 3)
    stranger = await shop.sign_in(shop.people.other_client)
    assert (await connect(found[0].access_token).delete("/api/auth/sessions")).status_code == 204
    assert [await whoami(one.access_token) for one in found] == [401] * 3
    assert [(await refresh(one.refresh_token)).status_code for one in found] == [401] * 3
    assert await whoami(stranger) == 200
    assert len(await shop.audited("signed_out_everywhere")) == 1


async def test_a_browser_stays_known_and_another_becomes_so(shop: Shop):
    page, other = connect(**PAGE), connect(**PAGE)
    for caller in (page, page, other):
        await sign_in(caller)
    assert len(await shop.rows(KnownDevice)) == 2


async def test_what_is_over_is_purged_after_a_day(shop: Shop, clock: MovableClock):
    over, going_on = await sessions(shop, 2)
    await connect(over.access_token).post("/api/auth/logout")
    clock.forward(days=1, seconds=1)
    async with shop.runtime.transaction(SYSTEM) as unit:
        assert await unit.services.sessions.purge(timedelta(days=1)) == 2
    assert len(await shop.rows(Session)) == 1
    assert (await refresh(going_on.refresh_token)).status_code == 200


async def test_neither_tokens_nor_devices_can_be_read_in_the_database(shop: Shop):
    page = connect(**PAGE)
    await sign_in(page)
    stored = str(await shop.everything())
    assert [name for name, value in page.cookies.items() if len(value) > 10 and value in stored] == []


async def test_only_the_newest_ten_devices_are_known(shop: Shop, clock: MovableClock):
    for _ in range(KNOWN_DEVICES + 2):
        clock.forward(seconds=1)
        await sign_in(connect(**PAGE))
    found = await shop.rows(KnownDevice)
    assert len(found) == KNOWN_DEVICES
    assert min(device.created_at for device in found) > clock.now - timedelta(seconds=KNOWN_DEVICES)


@pytest.mark.parametrize("what", ["password", "everywhere"])
async def test_no_device_stays_known(shop: Shop, what: str):
    await sign_in(connect(**PAGE))
    caller = connect(await shop.sign_in(shop.people.client))
    if what == "everywhere":
        await caller.delete("/api/auth/sessions")
    else:
        await caller.post("/api/profile/password", json={"current_password": PASSWORD, "password": GOOD})
    assert await shop.rows(KnownDevice) == []


async def test_a_program_with_an_outdated_token_signs_out_by_its_refresh_token(
    shop: Shop, clock: MovableClock
):
    session = await shop.open_session(shop.people.client)
    clock.forward(minutes=11)
    program = connect(session.access_token)
    assert (await program.post("/api/auth/logout")).status_code == 401
    body = {"refresh_token": session.refresh_token}
    assert (await program.post("/api/auth/logout", json=body)).status_code == 204
    assert (await refresh(session.refresh_token)).status_code == 401


async def test_whoever_signs_in_over_a_session_ends_it(shop: Shop, clock: MovableClock):
    page = connect(**PAGE)
    await sign_in(page, email("administrator"))
    replaced = page.cookies[REFRESH_COOKIE]
    clock.forward(hours=1)
    await sign_in(page)
    former, present = sorted(await shop.rows(Session), key=lambda row: row.created_at)
    assert (former.revoked_at, present.revoked_at) == (clock.now, None)
    assert (await refresh(replaced)).status_code == 401
    assert (await page.get("/api/auth/me")).json()["id"] == shop.people.client.user_id


@pytest.mark.parametrize("session_id", ["a%00b", "x" * 5000, "%D0%B0" * 32, "0" * 32])
async def test_an_id_of_no_session_is_not_found(shop: Shop, session_id: str):
    caller = connect(await shop.sign_in(shop.people.client))
    assert (await caller.delete(f"/api/auth/sessions/{session_id}")).status_code == 404
