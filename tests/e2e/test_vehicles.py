"""Cars on their pages: kept once, chosen for an order, counted, and remembered."""

import re

from playwright.sync_api import expect

from tests.e2e.shop import ADMINISTRATOR, CLIENT, People, Shop, fresh_plate
from tests.support import pages


def test_a_client_keeps_a_car_orders_for_it_by_keyboard_and_finds_the_order_in_its_history(
    people: People,
) -> None:
    page = pages.open_page(people.signed_in(CLIENT), "/vehicles/new")
    plate = fresh_plate()
    page.locator("[name=plate]").focus()
    for typed in (plate, "Lada", "Niva", "xta210930o2696785", "1999"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.locator("[name=plate]").press("Enter")
    page.wait_for_url(re.compile(r"/vehicles/\d+$"))
    doubt = pages.say(page, "A VIN has no letters I, O and Q. Is there a 1 or a 0 in their place?")
    expect(page.get_by_text(doubt)).to_be_visible()
    car = page.url
    page.get_by_role("link", name=pages.say(page, "Order a service")).press("Enter")
    expect(page.locator("[name=vehicle_id] option:checked")).to_have_text(f"{plate} · Lada Niva")
    expect(page.locator("[name=plate]")).to_be_hidden()
    page.locator("[name=service_ids]").first.press("Space")
    page.get_by_role("button", name=pages.say(page, "Place the order")).press("Enter")
    page.wait_for_url(re.compile(r"/orders/\d+$"))
    order = page.url.rpartition("/")[2]
    pages.visit(page, car)
    expect(page.locator(f"main a[href='/orders/{order}']")).to_be_visible()


def test_a_lower_reading_of_an_odometer_is_asked_about_and_the_shop_sees_it_at_once(
    people: People, shop: Shop
) -> None:
    vehicle = shop.place_order()["vehicle"]
    shop.rest(CLIENT).post(f"/vehicles/{vehicle['id']}/readings", value=120_000)
    watched = pages.open_page(people.signed_in(ADMINISTRATOR), f"/vehicles/{vehicle['id']}")
    page = pages.open_page(people.signed_in(CLIENT, phone=True), f"/vehicles/{vehicle['id']}")
    page.locator("#odometer_value").fill("12 000")
    page.get_by_role("button", name=pages.say(page, "Enter"), exact=True).tap()
    question = page.locator("#odometer-question")
    expect(question).to_contain_text("120\xa0000 км")
    question.get_by_role("button", name=pages.say(page, "Yes, it is right")).tap()
    for shown in (page, watched):
        expect(pages.card(shown, pages.say(shown, "Odometer"))).to_contain_text("12\xa0000 км, исправлено")
    expect(page.locator("#odometer_value")).to_have_value("")
