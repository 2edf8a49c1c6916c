"""Signing in and out, languages, and pages that are not for everybody."""

import pytest
from playwright.sync_api import Page, expect

from autoservice import demo
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, STRANGER, People, Shop
from tests.support import pages


def sign_in(page: Page, email: str = CLIENT) -> None:
    pages.type_credentials(page, email, demo.PASSWORD)


def test_a_wrong_password_is_said_and_the_address_stays(people: People) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    pages.type_credentials(page, CLIENT, "wrong-password")
    expect(page.get_by_role("alert")).to_have_text("Неверный адрес электронной почты или пароль.")
    expect(page.locator("input[name=email]")).to_have_value(CLIENT)
    sign_in(page)
    pages.expect_path(page, "/orders")


def test_an_unknown_address_is_answered_like_a_wrong_password(people: People) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    pages.type_credentials(page, "nobody@example.com", "wrong-password")
    expect(page.get_by_role("alert")).to_have_text("Неверный адрес электронной почты или пароль.")


@pytest.mark.parametrize(
    ("email", "home"), [(CLIENT, "/orders"), (MECHANIC, "/work"), (ADMINISTRATOR, "/admin/orders")]
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
