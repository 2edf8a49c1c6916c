"""A session stays alive by itself, in every tab, and nothing typed or tapped is lost meanwhile."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from autoservice.adapters.jwt_tokens import JwtTokenService
from autoservice.adapters.signing_keys import KeyRing
from autoservice.shared.cookies import FRESH_COOKIE, SESSION_COOKIE, SIGNED_IN_COOKIE
from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, fresh_plate
from tests.support import pages

REFRESH: Final = "/api/auth/refresh"
# Notes whether the page ever offered to sign in, however shortly.
WATCH_FOR_GUEST: Final = """
    window.sawGuest = false;
    new MutationObserver(() => {
        window.sawGuest ||= Boolean(document.querySelector("header a[href^='/sign-in']"));
    }).observe(document, { subtree: true, childList: true });
"""


def cookies_of(context: BrowserContext) -> dict[str, Any]:
    return {cookie["name"]: cookie for cookie in context.cookies()}


def let_time_pass(context: BrowserContext, shop: Shop, email: str = CLIENT) -> None:
    """What ten minutes do: the access token is over, and the browser has forgotten the hint."""
    held = cookies_of(context)[SESSION_COOKIE]
    tokens = JwtTokenService(KeyRing(shop.server.folder / "data" / "signing_keys"))
    now = datetime.now(UTC)
    session_id = tokens.read(held["value"], now)
    assert session_id
    old = tokens.issue(session_id, shop.rest(email).user["id"], now, now - timedelta(minutes=1))
    context.clear_cookies(name=FRESH_COOKIE)
    held["value"] = old
    context.add_cookies([held])


def wake(page: Page) -> None:
    """What the browser says to a page that its reader comes back to."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def refreshes(context: BrowserContext) -> list[str]:
    """A list that fills with the requests for a new pair of tokens."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if REFRESH in request.url else None)
    return asked


def expect_fresh(page: Page) -> None:
    pages.wait_for(page, lambda: FRESH_COOKIE in cookies_of(page.context))


def continue_after(seconds: float, route: Route) -> None:
    time.sleep(seconds)
    route.continue_()


@pytest.mark.parametrize("seconds", [0, 1.5])
def test_a_page_that_is_opened_much_later_comes_up_signed_in(
    people: People, shop: Shop, seconds: float
) -> None:
    context = people.signed_in(CLIENT)
    let_time_pass(context, shop)
    context.route(f"**{REFRESH}", lambda route: continue_after(seconds, route))
    page = context.new_page()
    page.add_init_script(WATCH_FOR_GUEST)
    moves = []
    page.on("framenavigated", lambda frame: moves.append(frame.url))
    pages.visit(page, "/orders")
    expect(page.get_by_role("button", name=pages.say(page, "Sign out"))).to_be_visible()
    expect_fresh(page)
    assert page.evaluate("window.sawGuest") is False
    assert not [url for url in moves if "/sign-in" in url]


def test_several_tabs_refresh_once_and_stay_signed_in(people: People, shop: Shop) -> None:
    context = people.signed_in(CLIENT)
    tabs = [pages.open_page(context, "/orders") for _ in range(3)]
    asked = refreshes(context)
    let_time_pass(context, shop)
    for tab in tabs:
        wake(tab)
    expect_fresh(tabs[0])
    tabs[0].wait_for_timeout(500)
    assert len(asked) == 1
    for tab in tabs:
        tab.reload()
        expect(tab.get_by_role("button", name=pages.say(tab, "Sign out"))).to_be_visible()


def test_a_refresh_loses_nothing_typed(people: People, shop: Shop) -> None:
    page = pages.open_page(people.signed_in(CLIENT), "/orders/new")
    plate = fresh_plate()
    pages.choose_another_car(page)
    page.locator("input[name=plate]").fill(plate)
    let_time_pass(page.context, shop)
    unmoved = pages.Unmoved(page)
    wake(page)
    expect_fresh(page)
    expect(page.locator("input[name=plate]")).to_have_value(plate)
    unmoved.check()
    pages.place_order(page, plate, "Kia", "Rio")


def test_a_server_that_cannot_be_reached_signs_nobody_out(people: People, shop: Shop) -> None:
    page = pages.open_page(people.signed_in(CLIENT), "/orders")
    asked = refreshes(page.context)
    page.context.route(f"**{REFRESH}", lambda route: route.abort("connectionrefused"))
    let_time_pass(page.context, shop)
    unmoved = pages.Unmoved(page)
    wake(page)
    pages.wait_for(page, lambda: len(asked) >= 2)
    assert SIGNED_IN_COOKIE in cookies_of(page.context)
    page.context.unroute(f"**{REFRESH}")
    # Nobody has to do anything: it is tried again.
    expect_fresh(page)
    unmoved.check()


def test_a_session_that_was_ended_elsewhere_asks_to_sign_in(people: People, shop: Shop) -> None:
    page = pages.open_page(people.signed_in(CLIENT), "/orders")
    mine = next(one for one in page.request.get("/api/auth/sessions").json()["items"] if one["current"])
    ended = shop.rest(CLIENT)._send("DELETE", f"/auth/sessions/{mine['id']}")
    assert ended.is_success
    page.context.clear_cookies(name=FRESH_COOKIE)
    wake(page)
    pages.expect_path(page, "/sign-in")
    assert "next=%2Forders" in page.url or "next=/orders" in page.url
    assert SIGNED_IN_COOKIE not in cookies_of(page.context)


@pytest.mark.parametrize("hint", ["forgotten", "kept"])
def test_a_tap_with_a_token_that_is_over_is_sent(people: People, shop: Shop, hint: str) -> None:
    order = shop.started_order()
    page = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    fresh = cookies_of(page.context)[FRESH_COOKIE]
    let_time_pass(page.context, shop, MECHANIC)
    if hint == "kept":
        page.context.add_cookies([fresh])
    pages.tap_complete(page)
    pages.expect_sent(page)
    pages.expect_stage_state(page, 1, "Done")
    assert shop.completions(order) == 1
