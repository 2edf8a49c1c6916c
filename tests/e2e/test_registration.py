"""From a stranger to a client: registering, confirming the address, the first order."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.entry import (
    PASSWORD,
    ask_for_account,
    code_in,
    email_to,
    expect_said,
    fill,
    fresh_email,
    link_in,
    press,
    register,
    sign_in,
)
from tests.e2e.shop import ADMINISTRATOR, CLIENT, People, Shop, fresh_plate
from tests.support import pages
from tests.support.timeouts import TIMEOUT_SECONDS


@pytest.fixture
def page(people: People) -> Page:
    """The registration form, before somebody without an account."""
    return pages.open_page(people.guest(), "/register")


def test_somebody_registers_by_code_and_orders(page: Page, shop: Shop) -> None:
    email = fresh_email("vera")
    typed = email.title()
    register(page, typed)
    pages.expect_path(page, "/confirm")
    expect(page.locator("input[name=login]")).to_have_value(typed)
    fill(page, code=code_in(email_to(shop, email)))
    press(page, "Confirm my address")

    pages.expect_path(page, "/sign-in")
    expect_said(page, "Your address is confirmed. You can sign in now.")
    sign_in(page, email)
    pages.expect_path(page, "/orders")

    pages.visit(page, "/orders/new")
    pages.place_order(page, fresh_plate(), "Lada", "Niva")
    expect(pages.progress(page)).to_be_visible()


def test_somebody_registers_by_the_letters_link_in_another_browser(
    page: Page, people: People, shop: Shop
) -> None:
    email = fresh_email("link")
    register(page, email)
    link = link_in(email_to(shop, email), "/confirm")
    elsewhere = pages.open_page(people.guest(), link)
    assert "#" not in elsewhere.url
    assert cannot_sign_in(shop, email), "Opening the link alone must not confirm anything."
    press(elsewhere, "Confirm my address")
    pages.expect_path(elsewhere, "/sign-in")
    sign_in(elsewhere, email)
    pages.expect_path(elsewhere, "/orders")


def cannot_sign_in(shop: Shop, login: str) -> bool:
    body = {"login": login, "password": PASSWORD}
    answer = httpx.post(f"{shop.url}/api/auth/login", json=body, timeout=TIMEOUT_SECONDS)
    return answer.status_code == 401


def test_the_links_token_stays_with_the_page_and_goes_nowhere_else(
    page: Page, people: People, shop: Shop
) -> None:
    email = fresh_email("secret")
    register(page, email)
    link = link_in(email_to(shop, email), "/confirm")
    token = link.partition("#token=")[2]
    context = people.guest()
    seen: list[str] = []
    context.on("request", lambda request: seen.append(request.url))
    opened = context.new_page()
    opened.on("websocket", lambda socket: socket.on("framesent", lambda frame: seen.append(str(frame))))
    pages.visit(opened, link)
    pages.switch_language(opened, "EN")
    expect(opened.get_by_role("button", name="Confirm my address")).to_be_visible()
    opened.wait_for_function("document.querySelectorAll('when-token:not([hidden])').length === 1")
    assert [sent for sent in seen if token in sent] == []
    assert opened.evaluate("location.hash") == ""


def test_a_newer_link_in_the_same_tab_counts(page: Page, shop: Shop) -> None:
    pages.visit(page, "/confirm#token=worn-out")
    press(page, "Confirm my address")
    expect(page.locator("main [role=alert]:visible")).not_to_be_empty()
    email = fresh_email("again")
    ask_for_account(shop, email)
    page.evaluate("link => { location.href = link }", link_in(email_to(shop, email), "/confirm"))
    page.wait_for_function("location.hash === ''")
    press(page, "Confirm my address")
    pages.expect_path(page, "/sign-in")


def test_an_address_with_an_account_gets_another_letter_and_the_same_page(page: Page, shop: Shop) -> None:
    register(page, CLIENT)
    pages.expect_path(page, "/confirm")
    message = email_to(shop, CLIENT)
    assert f"{shop.url}/sign-in" in message.links
    assert not [link for link in message.links if "#token=" in link]


def test_a_phone_number_needs_no_letter(page: Page) -> None:
    register(page, "8 (916) 555-01-01")
    pages.expect_path(page, "/sign-in")
    expect_said(
        page,
        "Your account is ready. You can sign in now. Add an e-mail address in your profile: "
        "there are no codes by SMS yet, and without an address a lost password cannot be replaced.",
    )
    sign_in(page, "+7 916 555 01 01")
    pages.expect_path(page, "/orders")


@pytest.mark.parametrize(
    ("login", "password", "field", "said"),
    [
        ("nobody", PASSWORD, "login", "Enter an e-mail address or a phone number with its area code."),
        ("short@example.com", "kurz", "password", "The password needs at least %(least)s characters."),
        (
            "common@example.com",
            "password1234",
            "password",
            "This password is too easy to guess. Please choose another one.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    page: Page, login: str, password: str, field: str, said: str
) -> None:
    register(page, login, password=password)
    wrong = page.locator(f"input[name={field}]")
    alert = page.locator("[data-field]", has=wrong).get_by_role("alert")
    expect(alert).to_have_text(pages.say(page, said, least=12))
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    for name, value in {"name": "Вера Новикова", "login": login, "password": password}.items():
        expect(page.locator(f"main input[name={name}]")).to_have_value(value)
    wrong.press_sequentially("x")
    expect(wrong).not_to_have_attribute("aria-invalid", "true")


def test_a_server_that_does_not_answer_is_said_and_the_form_can_be_sent_again(page: Page) -> None:
    page.context.set_offline(True)
    register(page, "offline@example.com")
    said = pages.say(page, "Not sent yet: no connection. What you typed stays here.")
    expect(page.locator("main form-error")).to_have_text(said)
    page.context.set_offline(False)
    press(page, "Create an account")
    pages.expect_path(page, "/confirm")


def test_a_guest_who_was_at_a_private_page_lands_there_after_registering(people: People, shop: Shop) -> None:
    page = people.guest().new_page()
    pages.visit_and_land(page, "/orders/new", "/sign-in")
    page.locator("main").get_by_role("link", name=pages.say(page, "Create an account")).click()
    pages.expect_path(page, "/register")
    email = fresh_email("guest")
    register(page, email)
    pages.expect_path(page, "/confirm")
    fill(page, code=code_in(email_to(shop, email)))
    press(page, "Confirm my address")
    pages.expect_path(page, "/sign-in")
    sign_in(page, email)
    pages.expect_path(page, "/orders/new")


def test_a_password_can_be_looked_at(page: Page) -> None:
    field = page.locator("main input[name=password]")
    field.fill(PASSWORD)
    shows = page.get_by_role("button", name=pages.say(page, "Show the password"))
    expect(field).to_have_attribute("type", "password")
    shows.click()
    expect(field).to_have_attribute("type", "text")
    expect(shows).to_have_attribute("aria-pressed", "true")
    shows.click()
    expect(field).to_have_attribute("type", "password")


def test_somebody_who_was_invited_names_themselves_and_works(people: People, shop: Shop) -> None:
    shop.rest(ADMINISTRATOR).post(
        "/admin/invitations", email="invited@example.com", name="Глеб Мастеров", role="mechanic"
    )
    page = pages.open_page(people.guest(), link_in(email_to(shop, "invited@example.com"), "/invitation"))
    fill(page, name="Глеб Мастеров", password=PASSWORD)
    press(page, "Create my account")
    pages.expect_path(page, "/sign-in")
    expect_said(page, "Your account is ready. You can sign in now.")
    sign_in(page, "invited@example.com")
    pages.expect_path(page, "/work")


def test_who_is_signed_in_already_does_not_register(people: People) -> None:
    pages.visit_and_land(people.signed_in(CLIENT).new_page(), "/register", "/orders")


def test_a_number_that_has_an_account_is_answered_like_any_other(page: Page, shop: Shop) -> None:
    ask_for_account(shop, "+79165550102")
    register(page, "+79165550102", password="ein ganz anderes Wort")
    pages.expect_path(page, "/sign-in")
    sign_in(page, "+79165550102")
    pages.expect_path(page, "/orders")
