"""A forgotten password."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.entry import (
    OTHER_PASSWORD,
    PASSWORD,
    email_to,
    expect_said,
    fill,
    fresh_email,
    link_in,
    new_account,
    press,
    sign_in,
)
from tests.e2e.shop import People, Shop
from tests.support import pages

DONE = "If there is such an account, an e-mail is on its way."


@pytest.fixture
def page(people: People) -> Page:
    """The sign-in page of somebody who cannot remember."""
    return pages.open_page(people.guest(), "/sign-in")


def ask_for_letter(page: Page, login: str) -> None:
    page.locator("main").get_by_role("link", name=pages.say(page, "Forgot your password?")).click()
    pages.expect_path(page, "/password/forgot")
    fill(page, login=login)
    press(page, "Send the e-mail")


def test_a_forgotten_password_is_replaced_and_other_devices_are_out(
    page: Page, people: People, shop: Shop
) -> None:
    email = fresh_email("forgetful")
    new_account(shop, email)
    elsewhere = pages.open_page(people.guest(), "/sign-in")
    sign_in(elsewhere, email)
    pages.expect_path(elsewhere, "/orders")

    ask_for_letter(page, email)
    expect_said(page, DONE)
    page.goto(link_in(email_to(shop, email, 2), "/password/reset"))
    fill(page, password=OTHER_PASSWORD)
    press(page, "Set the new password")
    pages.expect_path(page, "/sign-in")
    expect_said(page, "Your password is changed. Sign in with the new one.")

    pages.expect_path(elsewhere, "/sign-in")
    sign_in(page, email, PASSWORD)
    expect(page.locator("main form-error:visible")).to_have_text(
        pages.say(page, "The address or the password is wrong.")
    )
    sign_in(page, email, OTHER_PASSWORD)
    pages.expect_path(page, "/orders")


def test_a_link_works_once(page: Page, shop: Shop) -> None:
    email = fresh_email("once")
    new_account(shop, email)
    ask_for_letter(page, email)
    link = link_in(email_to(shop, email, 2), "/password/reset")
    for password in (OTHER_PASSWORD, PASSWORD):
        page.goto("about:blank")
        page.goto(link)
        fill(page, password=password)
        press(page, "Set the new password")
        if password == OTHER_PASSWORD:
            pages.expect_path(page, "/sign-in")
    expect(page.locator("main form-error:visible")).to_have_text(
        pages.say(page, "The link is no longer valid. Please request a new one.")
    )
    page.locator("main").get_by_role("link", name=pages.say(page, "Ask for a new link")).click()
    pages.expect_path(page, "/password/forgot")


def test_a_password_that_is_refused_does_not_use_the_link_up(page: Page, shop: Shop) -> None:
    email = fresh_email("careless")
    new_account(shop, email)
    ask_for_letter(page, email)
    page.goto(link_in(email_to(shop, email, 2), "/password/reset"))
    fill(page, password="kurz")
    press(page, "Set the new password")
    expect(page.locator("main input[name=password]")).to_be_focused()
    fill(page, password=OTHER_PASSWORD)
    press(page, "Set the new password")
    pages.expect_path(page, "/sign-in")


def test_an_unknown_address_is_answered_like_any_other(page: Page) -> None:
    ask_for_letter(page, "unknown@example.com")
    expect_said(page, DONE)


def test_without_a_link_the_page_says_how_to_get_one(page: Page) -> None:
    pages.visit(page, "/password/reset")
    expect(page.locator("input[name=password]:visible")).to_have_count(0)
    page.locator("main").get_by_role("link", name=pages.say(page, "Ask for a new link")).last.click()
    pages.expect_path(page, "/password/forgot")
