"""A phone number in the profile: proved by the code that really came by SMS."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.accounts import own_shop
from tests.e2e.shop import People
from tests.support import pages
from tests.support.databases import Databases
from tests.support.sms_service import SmsService, running_sms_service

NUMBER = "+79161234567"


@pytest.fixture(scope="module")
def service() -> Iterator[SmsService]:
    with running_sms_service() as running:
        yield running


def test_a_number_is_confirmed_by_the_code_on_the_phone(
    browser: Browser, sqlite_databases: Databases, service: SmsService
) -> None:
    with own_shop(sqlite_databases, sms_url=service.url) as shop:
        people = People(browser, shop)
        page = pages.open_page(people.signed_in(shop.person(), phone=True), "/profile")
        personal = pages.card(page, pages.say(page, "Personal data"))
        said = pages.say(page, "SMS come once your phone number is confirmed, under Personal data.")
        expect(page.get_by_text(said)).to_be_visible()
        folded = personal.locator("details", has=page.locator("input[name=phone][type=tel]"))
        folded.locator("summary").first.click()
        folded.locator("input[name=phone][type=tel]").fill("8 (916) 123-45-67")
        folded.locator("input[name=current_password]").first.fill("demo-only-password")
        folded.get_by_role("button", name=pages.say(page, "Send a code by SMS"), exact=True).click()
        code = page.locator("input[name=code]")
        expect(code).to_be_focused()
        pages.wait_for(page, lambda: bool(service.to(NUMBER)))
        code.fill("00000000")
        confirm = personal.get_by_role("button", name=pages.say(page, "Confirm the number"), exact=True)
        confirm.click()
        expect(personal.get_by_text(pages.say(page, "The code is wrong or no longer valid."))).to_be_visible()
        code.fill(service.to(NUMBER)[-1].code)
        confirm.click()
        expect(personal.get_by_text("+7 916 123-45-67")).to_be_visible()
        expect(personal.get_by_text(pages.say(page, "confirmed"), exact=True)).to_be_visible()
        people.close()
