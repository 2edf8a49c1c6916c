"""One repair from the first look at the prices to the first finished stage, in three real browsers."""

import io
from urllib.parse import quote

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.pictures import CAMERA, jpeg_file, phone_photo
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, NAMES, People, Shop, fresh_plate
from tests.support import pages
from tests.support.pages import Unmoved

FOR_THE_CLIENT = "Колодки стёрты до 2 мм, ставим новые."
FOR_THE_SHOP = "Клиент торгуется, скидку не предлагать."


@pytest.mark.parametrize(
    ("short", "service", "heading"),
    [("RU", "Развал-схождение", "Услуги и цены"), ("EN", "Alignment", "Services and prices")],
    ids=["RU", "EN"],
)
def test_a_guest_reads_all_services_in_either_language(
    people: People, short: str, service: str, heading: str
) -> None:
    page = pages.open_page(people.guest(), "/")
    pages.switch_language(page, short)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("heading", name=service)).to_be_visible()
    expect(page.get_by_role("heading", level=4)).to_have_count(25)


def test_a_tap_on_the_phone_moves_the_page_of_the_client(people: People, shop: Shop) -> None:
    plate = fresh_plate()
    # The list begins with what has waited longest: among other tests' orders this one may be on a later page.
    administrator = pages.open_page(people.signed_in(ADMINISTRATOR), f"/admin/orders?q={quote(plate)}")
    mechanic = pages.open_page(people.mechanic(), "/work")
    client = sign_in_through_the_form(people)

    order_id = order_a_service(client, administrator, plate)
    watching = Unmoved(client)
    give_to_the_mechanic(order_id, administrator, mechanic)
    work_on_first_stage(order_id, mechanic, client)
    say_two_things(mechanic, client)
    show_two_photos(mechanic, client)

    watching.check()


def sign_in_through_the_form(people: People) -> Page:
    page = pages.open_page(people.guest(), "/sign-in")
    pages.type_credentials(page, CLIENT, "demo-only-password")
    pages.expect_path(page, "/orders")
    return page


def order_a_service(client: Page, administrator: Page, plate: str) -> int:
    shown = Unmoved(administrator)
    client.get_by_role("link", name=pages.say(client, "New order")).first.click()
    client.wait_for_url("**/orders/new")
    order_id = pages.place_order(client, plate, "Lada", "Granta", "Стучит на кочках.")
    expect(client.locator("main").get_by_text(plate)).to_be_visible()
    expect(pages.progress(client)).to_have_attribute("aria-valuenow", "0")
    expect(pages.order_in_list(administrator, order_id)).to_be_visible()
    expect(administrator.get_by_text(plate)).to_be_visible()
    shown.check()
    return order_id


def give_to_the_mechanic(order_id: int, administrator: Page, mechanic: Page) -> None:
    shown = Unmoved(mechanic)
    pages.order_in_list(administrator, order_id).click()
    pages.assign_mechanic(administrator, NAMES[MECHANIC])
    pages.expect_stage_state(administrator, 1, "Assigned")
    expect(pages.order_in_list(mechanic, order_id)).to_be_visible()
    shown.check()


def work_on_first_stage(order_id: int, mechanic: Page, client: Page) -> None:
    pages.expect_stage_state(client, 1, "Assigned")
    pages.order_in_list(mechanic, order_id).tap()
    pages.tap_start(mechanic)
    pages.expect_stage_state(client, 1, "In progress")
    pages.tap_complete(mechanic)
    pages.expect_stage_state(client, 1, "Done")
    # Intake is 4 of the service's 36 minutes.
    expect(pages.progress(client)).to_have_attribute("aria-valuenow", "11")
    expect(pages.progress(mechanic)).to_have_attribute("aria-valuenow", "11")


def say_two_things(mechanic: Page, client: Page) -> None:
    pages.write_comment(mechanic, 1, FOR_THE_SHOP, published=False)
    expect(pages.comments(mechanic, 1)).to_have_text([FOR_THE_SHOP])
    pages.write_comment(mechanic, 1, FOR_THE_CLIENT, published=True)
    expect(pages.comments(mechanic, 1)).to_have_text([FOR_THE_SHOP, FOR_THE_CLIENT])
    expect(pages.comments(client, 1)).to_have_text([FOR_THE_CLIENT])


def show_two_photos(mechanic: Page, client: Page) -> None:
    pages.attach_photo(mechanic, 1, jpeg_file(phone_photo()), published=False)
    expect(pages.photos(mechanic, 1)).to_have_count(1)
    pages.attach_photo(mechanic, 1, jpeg_file(phone_photo()), published=True)
    expect(pages.photos(mechanic, 1)).to_have_count(2)
    expect(pages.photos(client, 1)).to_have_count(1)
    pages.expect_loaded(pages.photos(client, 1))
    internal, published = (photo_address(mechanic, index) for index in (0, 1))
    assert client.request.get(internal).status == httpx.codes.NOT_FOUND
    received = client.request.get(published).body()
    assert Image.open(io.BytesIO(received)).getexif() == {}
    assert CAMERA not in received


def photo_address(page: Page, index: int) -> str:
    return page.url.partition("/orders/")[0] + (
        pages.photo_links(page, 1).nth(index).get_attribute("href") or ""
    )
