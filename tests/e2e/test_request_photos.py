"""A client shows on a phone what is to be looked at: with the order, without a network, and afterwards."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.pictures import jpeg_file, phone_photo
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop, fresh_plate
from tests.support import pages
from tests.support.proxy import Proxy

PHOTOS = "Photos from the client"


def photo(name: str) -> Any:
    return jpeg_file(phone_photo(), name)


def fill_form(people: People) -> Page:
    page = pages.open_page(people.signed_in(CLIENT, phone=True), "/orders/new")
    plate = fresh_plate()
    pages.fill_order(page, plate, "Lada", "Vesta", plate)
    return page


def chooser(page: Page) -> Locator:
    return page.locator("main form[data-photos]").first


def place(page: Page) -> None:
    page.get_by_role("button", name=pages.say(page, "Place the order")).tap()


def card(page: Page, title: str = PHOTOS) -> Locator:
    heading = page.get_by_role("heading", name=pages.say(page, title))
    return page.locator("section", has=heading)


def shown(page: Page, title: str = PHOTOS) -> Locator:
    """The small photos in the card."""
    return card(page, title).locator("a[data-slide] img")


def orders_with(shop: Shop, note: str) -> list[int]:
    return [one["id"] for one in shop.rest(CLIENT).get("/orders?size=100")["items"] if one["note"] == note]


def photos_of(shop: Shop, order_id: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.rest(CLIENT).get(f"/orders/{order_id}/attachments")
    return found


def test_a_client_orders_with_two_photos_and_the_mechanic_looks_at_them(people: People, shop: Shop) -> None:
    page = fill_form(people)
    form = chooser(page)
    form.locator("input[multiple]").set_input_files([photo("dent.jpg"), photo("wrong.jpg")])
    form.locator("input[capture]").set_input_files(photo("lamp.jpg"))
    form.get_by_role("button", name="Убрать: wrong.jpg").tap()
    expect(form.locator("[data-tray] img")).to_have_count(2)
    place(page)
    page.wait_for_url(re.compile(r"/orders/\d+$"))
    expect(shown(page, "Your photos")).to_have_count(2)
    pages.expect_sent(page)
    order_id = int(page.url.rpartition("/")[2])
    shop.rest(ADMINISTRATOR).post(f"/orders/{order_id}/assign", mechanic_id=shop.rest(MECHANIC).user["id"])
    mechanic = pages.open_page(people.signed_in(MECHANIC, phone=True), f"/orders/{order_id}")
    expect(shown(mechanic)).to_have_count(2)
    # Above the work, which they are about.
    first_step = mechanic.locator(".work-place")
    assert card(mechanic).bounding_box()["y"] < first_step.bounding_box()["y"]  # type: ignore[index]
    expect(card(mechanic).locator("input[type=file]")).to_have_count(0)
    shown(mechanic).first.tap()
    opened = mechanic.locator("dialog[open]")
    pages.expect_loaded(opened.locator("li img[data-photo]").first)
    expect(opened.get_by_role("button", name=pages.say(mechanic, "Take back"))).to_have_count(0)


def test_an_order_with_photos_that_was_placed_without_a_network_outlives_its_tab(
    people_behind_proxy: People, shop: Shop, proxy: Proxy
) -> None:
    page = fill_form(people_behind_proxy)
    note = page.locator("[name=note]").input_value()
    chooser(page).locator("input[multiple]").set_input_files([photo("one.jpg"), photo("two.jpg")])
    proxy.cut(lets_in=False)
    with pages.stored(page):
        place(page)
    expect(pages.queue(page)).to_contain_text(pages.say(page, "Waiting for the network"))
    expect(pages.queue(page)).to_contain_text("one.jpg, two.jpg")
    expect(chooser(page).locator("[data-tray] img")).to_have_count(0)
    page.close()
    proxy.let_in()
    again = pages.open_page(page.context, "/orders")
    pages.wait_for(again, lambda: len(orders_with(shop, note)) == 1)
    [order_id] = orders_with(shop, note)
    pages.wait_for(again, lambda: len(photos_of(shop, order_id)) == 2)
    pages.expect_sent(again)


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    return shop.place_order()


def test_further_photos_come_until_there_are_five_and_one_is_taken_back(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    watching = pages.open_page(people.signed_in(ADMINISTRATOR), f"/orders/{order['id']}")
    page = pages.open_page(people.signed_in(CLIENT, phone=True), f"/orders/{order['id']}")
    form = chooser(page)
    form.locator("input[multiple]").set_input_files([photo(f"{number}.jpg") for number in range(6)])
    expect(form.locator("[data-tray] img")).to_have_count(5)
    expect(form.get_by_text(pages.say(page, "Some were left out: no more can be sent."))).to_be_visible()
    form.get_by_role("button", name=pages.say(page, "Send to the shop")).tap()
    expect(shown(page, "Your photos")).to_have_count(5)
    expect(shown(watching)).to_have_count(5)
    expect(form).to_have_count(0)
    shown(page, "Your photos").first.tap()
    page.locator("dialog[open]").get_by_role("button", name=pages.say(page, "Take back")).first.tap()
    question = page.get_by_role(
        "alertdialog", name=pages.say(page, "The shop can see this photo. Take it back?")
    )
    question.get_by_role("button", name=pages.say(page, "Take back")).tap()
    expect(shown(watching)).to_have_count(4)
    assert len(photos_of(shop, order["id"])) == 4


def test_a_file_that_is_no_photo_is_named_with_what_is_wrong(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page = pages.open_page(people.signed_in(CLIENT, phone=True), f"/orders/{order['id']}")
    broken: Any = jpeg_file(b"no photo at all", "broken.jpg")
    chooser(page).locator("input[multiple]").set_input_files(broken)
    chooser(page).get_by_role("button", name=pages.say(page, "Send to the shop")).tap()
    refused = "This file is not a photo that can be read. Use JPEG, PNG, WebP, HEIC or AVIF."
    pages.expect_failed(page, pages.say(page, refused))
