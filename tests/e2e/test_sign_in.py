"""Signing in and out, languages, and pages that are not for everybody."""

import itertools
import time
from typing import NamedTuple

import pyotp
import pytest
from playwright.sync_api import Page, expect

from autoservice.cli import demo
from tests.e2e import entry
from tests.e2e.entry import ask_for_account, rest_of
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, STRANGER, People, Shop
from tests.support import pages

_numbers = itertools.count(2001)


class Guarded(NamedTuple):
    """An account with a second factor, and what its owner's phone and paper hold."""

    login: str
    secret: str
    recovery_codes: list[str]

    def next_code(self) -> str:
        """A code that was not used yet; the present one was, to switch it on."""
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30)


def sign_in(page: Page, email: str = CLIENT) -> None:
    pages.type_credentials(page, email, demo.PASSWORD)


def expect_refused(page: Page, message: str) -> None:
    expect(page.locator("main form-error:visible")).to_have_text(pages.say(page, message))


def test_a_wrong_password_is_said_and_the_address_stays(people: People) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    pages.type_credentials(page, CLIENT, "wrong-password")
    expect_refused(page, "The address or the password is wrong.")
    expect(page.locator("input[name=login]")).to_have_value(CLIENT)
    expect(page.locator("input[name=password]")).to_have_value("wrong-password")
    sign_in(page)
    pages.expect_path(page, "/orders")


def test_an_unknown_address_is_answered_like_a_wrong_password(people: People) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    pages.type_credentials(page, "nobody@example.com", "wrong-password")
    expect_refused(page, "The address or the password is wrong.")


@pytest.mark.parametrize(
    ("email", "home"), [(CLIENT, "/orders"), (MECHANIC, "/work"), (ADMINISTRATOR, "/admin")]
)
def test_everybody_lands_on_their_own_page(people: People, email: str, home: str) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    sign_in(page, email)
    pages.expect_path(page, home)
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def test_a_guest_at_a_private_page_signs_in_and_is_on_it(people: People, shop: Shop) -> None:
    order = shop.place_order()
    page = people.guest().new_page()
    pages.visit_and_land(page, f"/orders/{order['id']}", "/sign-in")
    sign_in(page)
    pages.expect_path(page, f"/orders/{order['id']}")
    expect(pages.progress(page)).to_be_visible()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/%5Cevil.example",
        "%2F%2Fevil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "https:evil.example",
        "%0A//evil.example",
        "//[evil.example",
    ],
)
def test_another_site_is_not_followed_after_signing_in(people: People, target: str) -> None:
    context = people.guest()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = pages.open_page(context, f"/sign-in?next={target}")
    sign_in(page)
    pages.expect_path(page, "/orders")
    assert [url for url in asked if "evil.example" in url.partition("?")[0]] == []


@pytest.mark.parametrize("target", ["/.//evil.example/x", "/x/..//evil.example/x", "/%5C../%5Cevil.example"])
def test_a_path_that_browsers_shorten_to_another_site_stays_here(
    people: People, shop: Shop, target: str
) -> None:
    context = people.guest()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = pages.open_page(context, f"/sign-in?next={target}")
    sign_in(page)
    pages.wait_for(page, lambda: "/sign-in" not in page.url)
    page.wait_for_load_state()
    assert [
        url
        for url in asked
        if not url.startswith((shop.url, shop.url.replace("http", "ws"), "blob:", "data:"))
    ] == []


@pytest.fixture
def guarded(shop: Shop) -> Guarded:
    """An account that asks for a code after the password."""
    login = f"+7916555{next(_numbers)}"
    ask_for_account(shop, login)
    with rest_of(shop, login) as rest:
        proof = {"current_password": entry.PASSWORD}
        secret = rest.post("/profile/second-factor/enrolment", json=proof).json()["secret"]
        code = pyotp.TOTP(secret).now()
        answer = rest.post("/profile/second-factor/enrolment/confirm", json={"code": code}).raise_for_status()
    return Guarded(login, secret, answer.json()["codes"])


def test_the_second_step_takes_the_apps_code(people: People, guarded: Guarded) -> None:
    page = pages.open_page(people.guest(), "/sign-in?next=/orders/new")
    entry.sign_in(page, guarded.login)
    entry.expect_said(page, "From your authenticator app, or one of your recovery codes.")
    expect(page.locator("input[name=code]")).to_be_focused()
    entry.fill(page, code="000000")
    entry.press(page, "Continue")
    wrong = pages.say(page, "The code is wrong or no longer valid.")
    expect(page.locator("main").get_by_role("alert").filter(has_text=wrong)).to_be_visible()
    entry.fill(page, code=guarded.next_code())
    entry.press(page, "Continue")
    pages.expect_path(page, "/orders/new")


def test_the_second_step_takes_a_recovery_code(people: People, guarded: Guarded) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    entry.sign_in(page, guarded.login)
    entry.fill(page, code=guarded.recovery_codes[0].upper())
    page.keyboard.press("Enter")
    pages.expect_path(page, "/orders")


def test_the_second_step_leads_back_to_the_first(people: People, guarded: Guarded) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    entry.sign_in(page, guarded.login)
    entry.press(page, "Back")
    expect(page.locator("input[name=code]")).to_be_hidden()
    expect(page.locator("input[name=login]")).to_have_value(guarded.login)
    sign_in(page)
    pages.expect_path(page, "/orders")


def test_a_second_step_that_took_too_long_begins_again(people: People, guarded: Guarded) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    entry.sign_in(page, guarded.login)
    expect(page.locator("input[name=code]")).to_be_focused()
    page.locator("input[name=challenge]").evaluate("input => { input.value = 'worn out' }")
    entry.fill(page, code=guarded.next_code())
    entry.press(page, "Continue")
    expect_refused(page, "That took too long. Please sign in again.")
    entry.press(page, "Sign in")
    entry.fill(page, code=guarded.next_code())
    entry.press(page, "Continue")
    pages.expect_path(page, "/orders")


def test_who_is_signed_in_already_is_not_asked_again(people: People) -> None:
    page = people.signed_in(CLIENT).new_page()
    pages.visit_and_land(page, "/sign-in", "/orders")


def test_after_signing_out_a_private_page_asks_to_sign_in(people: People, shop: Shop) -> None:
    page = pages.open_page(people.signed_in(CLIENT), "/orders")
    pages.sign_out(page)
    pages.visit_and_land(page, "/orders", "/sign-in")
    pages.visit_and_land(page, f"/orders/{shop.place_order()['id']}", "/sign-in")


def test_signing_out_in_one_tab_ends_what_the_other_shows(people: People, shop: Shop) -> None:
    order = shop.assigned_order()
    context = people.signed_in(CLIENT)
    watching = pages.open_page(context, f"/orders/{order['id']}")
    pages.sign_out(pages.open_page(context, "/orders"))
    shop.rest(MECHANIC).post(f"/orders/{order['id']}/stages/{order['stages'][0]['id']}/start")
    pages.expect_path(watching, "/sign-in")


def test_a_guest_switches_the_language_and_it_stays(people: People) -> None:
    page = pages.open_page(people.guest(), "/")
    expect(page.get_by_role("heading", name="Услуги и цены")).to_be_visible()
    pages.switch_language(page, "EN")
    expect(page.get_by_role("heading", name="Services and prices")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Services and prices")).to_be_visible()
    pages.visit(page, "/sign-in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_new_guest_is_spoken_to_in_the_language_of_the_browser(people: People) -> None:
    page = pages.open_page(people.guest(locale="en-GB"), "/")
    expect(page.get_by_role("heading", name="Services and prices")).to_be_visible()


def test_the_language_of_an_account_goes_with_it_to_another_browser(people: People) -> None:
    pages.switch_language(pages.open_page(people.signed_in(STRANGER), "/orders"), "EN")
    elsewhere = pages.open_page(people.signed_in(STRANGER), "/orders")
    expect(elsewhere.get_by_role("heading", name="My orders")).to_be_visible()
    pages.switch_language(elsewhere, "RU")


@pytest.mark.parametrize("email", [STRANGER, MECHANIC])
def test_somebody_elses_order_looks_like_one_that_does_not_exist(
    people: People, shop: Shop, email: str
) -> None:
    theirs = shop.place_order(CLIENT)["id"]
    context = people.signed_in(email)
    seen = [
        what_is_said_of(pages.open_page(context, f"/orders/{order_id}")) for order_id in (theirs, 999999, 0)
    ]
    assert len(set(seen)) == 1


def what_is_said_of(page: Page) -> str:
    pages.expect_no_such_order(page)
    return page.locator("main").inner_text()
