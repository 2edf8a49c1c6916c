"""What people do with their own accounts: data, password, devices, second factor, leaving."""

import json
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from autoservice.cli import demo
from autoservice.shared.access import Role
from tests.e2e.accounts import OwnShop, code_in, own_shop
from tests.e2e.shop import People
from tests.support import pages
from tests.support.databases import Databases
from tests.support.timeouts import TIMEOUT_MS

NEW_PASSWORD = "quiet rivers carry heavy stones"


@pytest.fixture
def shop(changing_shop: OwnShop) -> OwnShop:
    """A shop whose accounts may come and go."""
    return changing_shop


@pytest.fixture
def email(shop: OwnShop) -> str:
    """A client of the test's own."""
    return shop.person()


@pytest.fixture
def page(people: People, email: str) -> Page:
    """That client's profile."""
    return pages.open_page(people.signed_in(email), "/profile")


def unfold(page: Page, title: str, action: str) -> Locator:
    """Open what is folded away behind ``action`` in a card."""
    folded = pages.card(page, pages.say(page, title)).locator(
        "details", has=page.locator("summary", has_text=pages.say(page, action))
    )
    folded.locator("summary").first.click()
    return folded


def press(place: Page | Locator, page: Page, button: str) -> None:
    place.get_by_role("button", name=pages.say(page, button), exact=True).click()


def prove(place: Locator, password: str = demo.PASSWORD) -> None:
    place.locator("input[name=current_password]").fill(password)


def expect_said(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=pages.say(page, sentence))).to_be_visible()


def expect_left(page: Page) -> None:
    page.wait_for_url(lambda url: "/sign-in" in url, timeout=TIMEOUT_MS)


def change_password(page: Page, current: str = demo.PASSWORD) -> None:
    card = pages.card(page, pages.say(page, "Password"))
    prove(card, current)
    card.locator("input[name=password]").fill(NEW_PASSWORD)
    press(card, page, "Change the password")


# ------------------------------------------------------------------ data


def test_everybody_reaches_the_profile_through_their_name(people: People, email: str) -> None:
    page = pages.open_page(people.signed_in(email, phone=True), "/orders")
    page.locator("header a[href='/profile']").tap()
    pages.expect_path(page, "/profile")
    expect(page.get_by_role("heading", name=pages.say(page, "Profile"), level=1)).to_be_visible()


def test_a_new_name_stands_in_the_header_at_once(page: Page) -> None:
    page.locator("input[name=name]").fill("  Вера Ясная ")
    press(page, page, "Save")
    expect_said(page, "Saved.")
    expect(page.locator("header").get_by_text("Вера Ясная")).to_be_visible()
    page.locator("input[name=name]").fill(" ")
    press(page, page, "Save")
    expect(page.get_by_text(pages.say(page, "This field is required."))).to_be_visible()
    expect(page.locator("header").get_by_text("Вера Ясная")).to_be_visible()


def test_the_language_is_chosen_for_pages_and_letters(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    pages.expect_locale(page, "en")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")


def test_a_new_address_counts_once_its_code_was_typed(page: Page, shop: OwnShop, email: str) -> None:
    wanted = f"new-{email}"
    form = unfold(page, "Personal data", "E-mail address")
    form.locator("input[name=email]").fill(wanted)
    prove(form)
    press(form, page, "Send an e-mail with a code")
    page.wait_for_url(lambda url: url.endswith("?email=asked"))
    code = code_in(shop.email_to(wanted))
    assert shop.sign_in(wanted).status_code == 401
    # The code's field is there again for somebody who comes back.
    page.reload()
    type_code(page, "00000000" if code != "00000000" else "11111111")
    expect(page.get_by_role("alert").filter(has_text=pages.say(page, WRONG_CODE))).to_be_visible()
    type_code(page, code)
    expect_said(page, "The e-mail address is changed.")
    expect(page.get_by_text(wanted)).to_be_visible()
    assert shop.sign_in(wanted).status_code == 200
    assert shop.sign_in(email).status_code == 401


WRONG_CODE = "The code is wrong or no longer valid."


def type_code(page: Page, code: str) -> None:
    pages.wait_until_filled(page)
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")


def test_a_phone_number_is_set_and_removed(page: Page, shop: OwnShop) -> None:
    save_phone(page, "8 916 555-01-23")
    expect(page.get_by_text("+7 916 555-01-23")).to_be_visible()
    assert shop.sign_in("+79165550123").status_code == 200
    form = unfold(page, "Personal data", "Phone")
    form.locator("summary", has_text=pages.say(page, "Remove the number")).click()
    removal = form.locator("form").last
    prove(removal)
    with page.expect_navigation():
        press(removal, page, "Remove the number")
    expect_said(page, "The phone number is saved.")
    expect(page.get_by_text(pages.say(page, "not set"))).to_be_visible()
    assert shop.sign_in("+79165550123").status_code == 401


def save_phone(page: Page, number: str) -> None:
    form = unfold(page, "Personal data", "Phone").locator("form").first
    form.locator("input[name=phone]").fill(number)
    prove(form)
    with page.expect_navigation():
        press(form, page, "Save")
    expect_said(page, "The phone number is saved.")


# ------------------------------------------------------------------ password and devices


def test_a_new_password_signs_the_other_browser_out(
    people: People, page: Page, shop: OwnShop, email: str
) -> None:
    other = pages.open_page(people.signed_in(email), "/orders")
    change_password(page)
    expect_left(other)
    expect_said(page, "The password is changed. All other devices were signed out.")
    expect(devices(page)).to_have_count(1)
    assert shop.sign_in(email, NEW_PASSWORD).status_code == 200
    assert shop.sign_in(email).status_code == 401


def test_without_the_current_password_nothing_changes(page: Page, shop: OwnShop, email: str) -> None:
    change_password(page, "not the password")
    said = pages.say(page, "The current password is wrong.")
    expect(page.get_by_text(said).first).to_be_visible()
    expect(page.locator("input[name=password]")).to_have_value(NEW_PASSWORD)
    assert shop.sign_in(email).status_code == 200


def devices(page: Page) -> Locator:
    return pages.card(page, pages.say(page, "Devices")).locator("li")


def test_another_device_is_signed_out_and_its_open_page_is_left(people: People, email: str) -> None:
    other = pages.open_page(people.signed_in(email, user_agent=AN_IPHONE), "/orders")
    page = pages.open_page(people.signed_in(email), "/profile")
    expect(devices(page)).to_have_count(2)
    theirs = devices(page).filter(has_text="Safari, iPhone")
    theirs.get_by_role("button", name=pages.say(page, "Sign out")).click()
    expect_left(other)
    expect(devices(page)).to_have_count(1)
    expect(devices(page).get_by_text(pages.say(page, "This device"))).to_be_visible()


AN_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def test_signing_out_everywhere_ends_this_page_too(people: People, email: str) -> None:
    other = pages.open_page(people.signed_in(email), "/orders")
    page = pages.open_page(people.signed_in(email), "/profile")
    press(unfold(page, "Devices", "Sign out everywhere"), page, "Sign out everywhere")
    expect_left(other)
    pages.expect_path(page, "/")
    expect(page.get_by_role("link", name=pages.say(page, "Sign in")).first).to_be_visible()
    pages.visit_and_land(page, "/profile", "/sign-in")


# ------------------------------------------------------------------ second factor


def begin(page: Page) -> str:
    """Get a secret, as it is written for people who type it."""
    page.locator("#enrolment-proof").fill(demo.PASSWORD)
    page.locator("main").get_by_role("button", name=pages.say(page, "Begin")).click()
    place = page.locator("[data-answer=secret]")
    expect(place).to_be_visible()
    return place.inner_text().replace(" ", "")


def confirm(page: Page, secret: str) -> None:
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("main").get_by_role("button", name=pages.say(page, "Switch on")).click()
    expect(page.get_by_role("heading", name=pages.say(page, "Your recovery codes"))).to_be_visible()


def recovery_codes(page: Page) -> list[str]:
    return page.locator("[data-answer=codes] li").all_inner_texts()


def switch_on(page: Page) -> str:
    pages.visit(page, "/profile/second-factor")
    secret = begin(page)
    confirm(page, secret)
    return secret


def test_a_second_factor_is_set_up_and_asked_for(page: Page, shop: OwnShop, email: str) -> None:
    pages.card(page, pages.say(page, "Two-step sign-in")).get_by_role("link").click()
    pages.expect_path(page, "/profile/second-factor")
    secret = begin(page)
    pages.expect_loaded(page.locator("img[data-answer=qr]"))
    address = page.locator("a[data-answer=uri]").get_attribute("href") or ""
    assert pyotp.parse_uri(address).secret == secret
    confirm(page, secret)
    assert len(set(recovery_codes(page))) == 10
    answer = shop.sign_in(email)
    assert (answer.status_code, answer.json()["title"]) == (401, "SecondFactorRequired")


def test_recovery_codes_are_shown_once_and_can_be_taken_along(page: Page, tmp_path: Path) -> None:
    switch_on(page)
    codes = recovery_codes(page)
    with page.expect_download() as download:
        press(page, page, "Save as a file")
    download.value.save_as(tmp_path / "codes.txt")
    assert (tmp_path / "codes.txt").read_text().split() == codes
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, page, "Copy")
    expect(page.get_by_role("button", name=pages.say(page, "Copied"))).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    page.get_by_role("link", name=pages.say(page, "I have saved them")).click()
    pages.expect_path(page, "/profile")
    expect(page.get_by_text(f"{pages.say(page, 'Recovery codes left:')} 10")).to_be_visible()
    pages.visit(page, "/profile/second-factor")
    assert not any(code in page.content() for code in codes)


def test_who_comes_back_from_the_app_finds_everything_as_it_was(page: Page, shop: OwnShop) -> None:
    pages.visit(page, "/profile/second-factor")
    secret = begin(page)
    shop.server.stop()
    shop.server.start()
    with page.expect_websocket():
        pass
    pages.wait_until_filled(page)
    confirm(page, secret)


def test_new_recovery_codes_need_the_password(page: Page) -> None:
    switch_on(page)
    former = set(recovery_codes(page))
    pages.visit(page, "/profile")
    form = unfold(page, "Two-step sign-in", "New recovery codes")
    prove(form, "not the password")
    press(form, page, "Make new codes")
    expect(form.get_by_text(pages.say(page, "The current password is wrong.")).first).to_be_visible()
    prove(form)
    press(form, page, "Make new codes")
    expect(page.locator("[data-answer=codes] li")).to_have_count(10)
    assert not former & set(recovery_codes(page))


def test_the_second_factor_is_switched_off_with_the_password(page: Page, shop: OwnShop, email: str) -> None:
    switch_on(page)
    pages.visit(page, "/profile")
    form = unfold(page, "Two-step sign-in", "Switch off")
    prove(form)
    press(form, page, "Switch off")
    expect_said(page, "Two-step sign-in is off.")
    assert shop.sign_in(email).status_code == 200


def test_where_it_is_required_nothing_else_opens_before(
    browser: Browser, sqlite_databases: Databases
) -> None:
    with own_shop(sqlite_databases, require_second_factor="mechanic") as strict:
        people = People(browser, strict)
        try:
            set_up_what_is_required(people, strict)
        finally:
            people.close()


def set_up_what_is_required(people: People, strict: OwnShop) -> None:
    page = people.signed_in(strict.person(Role.MECHANIC)).new_page()
    pages.visit_and_land(page, "/work", "/profile/second-factor")
    said = "This shop requires two-step sign-in for your role. Your pages open when it is set up."
    expect_said(page, said)
    confirm(page, begin(page))
    page.get_by_role("link", name=pages.say(page, "I have saved them")).click()
    pages.expect_path(page, "/profile")
    card = pages.card(page, pages.say(page, "Two-step sign-in"))
    expect(card.get_by_text(pages.say(page, "Switch off"))).to_have_count(0)
    pages.visit(page, "/work")
    pages.expect_path(page, "/work")


# ------------------------------------------------------------------ leaving


def delete_profile(page: Page) -> None:
    form = unfold(page, "Your data", "Delete the profile")
    prove(form)
    form.locator("input[type=checkbox]").check()
    press(form, page, "Delete the profile for good")


def test_who_leaves_takes_their_data_along_and_is_gone(page: Page, shop: OwnShop, email: str) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name=pages.say(page, "Download my data")).first.click()
    exported = json.loads(Path(download.value.path()).read_text())
    assert exported["account"]["email"] == email
    delete_profile(page)
    pages.expect_path(page, "/")
    expect(page.get_by_role("link", name=pages.say(page, "Sign in")).first).to_be_visible()
    assert shop.sign_in(email).status_code == 401


def test_nobody_leaves_by_accident(page: Page, shop: OwnShop, email: str) -> None:
    form = unfold(page, "Your data", "Delete the profile")
    prove(form)
    press(form, page, "Delete the profile for good")
    expect(form.locator("input[type=checkbox]:invalid")).to_be_visible()
    assert shop.sign_in(email).status_code == 200


def test_nobody_leaves_an_open_order_behind(page: Page, shop: OwnShop, email: str) -> None:
    shop.place_order(email)
    delete_profile(page)
    expect(page.locator("form-error:not(:empty)")).to_be_visible()
    assert shop.sign_in(email).status_code == 200
