"""Clients of the shop: entered and ordered for in one go, merged, and their claims answered."""

import re

from playwright.sync_api import expect

from tests.e2e.shop import ADMINISTRATOR, People, Shop, fresh_plate
from tests.support import pages


def test_a_client_who_walks_in_is_entered_and_ordered_for_in_one_go(people: People, shop: Shop) -> None:
    plate = fresh_plate()
    # Of nobody else: a known number would be asked about.
    digits = "".join(filter(str.isdecimal, plate))[:3]
    page = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), "/admin/orders/new")
    page.get_by_role("link", name=pages.say(page, "New client")).tap()
    pages.expect_path(page, "/admin/clients/new")
    enter = page.get_by_role("button", name=pages.say(page, "Enter the client"))
    page.locator("[name=name]").fill("Захар Прохожий")
    enter.tap()
    expect(page.locator("#client_phone-error")).to_be_visible()
    page.locator("[name=phone]").fill(f"8 (916) 765-4{digits}")
    enter.tap()
    page.wait_for_url(re.compile(r"/admin/orders/new\?client=\d+$"))
    expect(page.get_by_role("link", name="Захар Прохожий")).to_be_visible()
    pages.tick_service(page)
    for name, text in {"plate": plate, "make": "Lada", "model": "Vesta"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name=pages.say(page, "Place the order")).tap()
    page.wait_for_url(re.compile(r"/orders/\d+$"))
    pages.wait_until_filled(page)
    page.get_by_role("link", name="Захар Прохожий").tap()
    page.wait_for_url(re.compile(r"/admin/clients/\d+$"))
    expect(page.locator("main")).to_contain_text(f"+7 916 765-4{digits[0]}-{digits[1:]}")
    expect(page.locator("main")).to_contain_text(plate)


def test_a_client_who_was_entered_twice_is_merged_and_the_old_link_leads_on(
    people: People, shop: Shop
) -> None:
    rest = shop.rest(ADMINISTRATOR)
    kept, other = (
        rest.post("/admin/clients", name=name, phone="+79167654300", confirmed=True)["id"]
        for name in ("Клавдия Первая", "Клавдия Вторая")
    )
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/admin/clients/{kept}")
    page.get_by_role("link", name=pages.say(page, "Merge with…")).click()
    pages.expect_path(page, f"/admin/clients/{kept}/merge")
    page.locator("[name=client]").fill("вторая")
    page.locator("[name=client]").press("Enter")
    page.get_by_role("link", name=f"{pages.say(page, 'Merge')}: Клавдия Вторая").click()
    page.get_by_role("button", name=pages.say(page, "Merge the accounts")).click()
    pages.expect_path(page, f"/admin/clients/{kept}")
    pages.visit_and_land(page, f"{shop.url}/admin/clients/{other}", f"/admin/clients/{kept}")
    expect(page.get_by_role("heading", name="Клавдия Первая")).to_be_visible()
