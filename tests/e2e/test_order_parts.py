"""A mechanic finds a part on the phone, orders it, waits for it and issues it; the client's page follows."""

from datetime import date
from typing import Any
from uuid import uuid4

from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop
from tests.support import pages
from tests.support.parts import in_days


def new_item(shop: Shop) -> dict[str, Any]:
    """An item of which nothing is in stock; another one each time that the test is run."""
    article = f"TST-{uuid4().hex[:8]}"
    item: dict[str, Any] = shop.rest(ADMINISTRATOR).post(
        "/admin/catalog/inventory",
        article=article,
        maker="Февест",
        name_ru="Опора редуктора",
        name_en="Gearbox mount",
        kind="part",
        unit="piece",
        price_minor=120000,
    )
    return item


def add_by_search(page: Page, words: str, name: str) -> None:
    page.get_by_text(pages.say(page, "Add a part"), exact=True).tap()
    page.locator("#part-name").fill(words)
    page.get_by_role("radio", name=name).check()
    page.locator("#part-price").fill("1 450,50")
    page.get_by_role("button", name=pages.say(page, "Add the part"), exact=True).tap()


def row(page: Page, name: str) -> Locator:
    return pages.card(page, pages.say(page, "Parts")).get_by_role("listitem").filter(has_text=name)


def press(page: Page, label: str, name: str) -> None:
    row(page, name).get_by_role("button", name=pages.say(page, label)).tap()


def order_from_supplier(page: Page, name: str, expected_on: date) -> None:
    row(page, name).locator("summary", has_text=pages.say(page, "Order it")).tap()
    page.locator("input[name=expected_on]").fill(expected_on.isoformat())
    page.locator("input[name=supplier]").fill("Авто-Плюс")
    press(page, "Save the order", name)


def usual_parts(order: dict[str, Any]) -> str:
    """The REST path of what the order's service takes by default."""
    return f"/admin/catalog/services/{order['jobs'][0]['service_id']}/parts"


def receive(shop: Shop, item: dict[str, Any]) -> None:
    path = f"/admin/catalog/inventory/{item['id']}/movements"
    shop.rest(ADMINISTRATOR).post(path, kind="receipt", quantity="1", unit_cost_minor=90000)


def add_the_usual(page: Page, client: Page, parts: list[dict[str, Any]]) -> None:
    usual = page.get_by_role("button", name=pages.say(page, "Add the usual parts"), exact=True)
    assert (usual.bounding_box() or {"height": 0})["height"] >= 48
    usual.tap()
    expect(usual).to_have_count(0)
    for part in parts:
        # What the shelves have of it by now depends on the other tests.
        for viewer in (page, client):
            expect(row(viewer, part["name_ru"])).to_be_visible()
    pages.expect_sent(page)


def test_a_part_is_found_ordered_awaited_and_issued(people: People, shop: Shop) -> None:
    item, order = new_item(shop), shop.started_order()
    name = item["name_ru"]
    mechanic = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    client = pages.open_page(people.signed_in(CLIENT), f"/orders/{order['id']}")
    work = pages.open_page(people.mechanic(), "/work")

    add_by_search(mechanic, item["article"].lower(), name)
    expect(row(mechanic, name)).to_contain_text(pages.say(mechanic, "Needed"))
    expect(row(client, name)).to_contain_text("450,50")

    day = in_days(7)
    order_from_supplier(mechanic, name, day)
    expect(row(client, name)).to_contain_text(f"Заказано, ждём {format_date(day, 'd MMMM', locale='ru')}")
    expect(row(mechanic, name)).to_contain_text("Авто-Плюс")
    expect(client.get_by_text("Авто-Плюс")).to_have_count(0)

    press(mechanic, "The work waits for it", name)
    expect(client.locator("main p").get_by_text("Ждём запчасти")).to_be_visible()
    press(mechanic, "It has arrived", name)
    expect(work.get_by_text(pages.say(work, "The parts have arrived"))).to_be_visible()
    expect(row(client, name)).to_contain_text(pages.say(client, "Has arrived"))

    receive(shop, item)
    press(mechanic, "Issue to the work", name)
    expect(row(client, name)).to_contain_text(pages.say(client, "Issued"))
    pages.expect_sent(mechanic)
    movements = shop.rest(MECHANIC).get(f"/catalog/inventory/{item['id']}/movements")["items"]
    assert [one["kind"] for one in movements] == ["issue", "reserve", "receipt"]

    add_the_usual(mechanic, client, shop.rest(ADMINISTRATOR).get(usual_parts(order)))


def test_a_refused_change_of_a_part_keeps_what_was_typed_and_an_accepted_one_reaches_the_client(
    people: People, shop: Shop
) -> None:
    order = shop.started_order()
    added = {"name": "Масло", "unit": "l", "quantity": "4.3", "price_minor": 100_000}
    shop.rest(MECHANIC).post(f"/orders/{order['id']}/parts", **added)
    page = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    client = pages.open_page(people.signed_in(CLIENT), f"/orders/{order['id']}")

    press(page, "Change", "Масло")
    dialog = page.get_by_role("dialog", name="Масло")
    quantity, price = dialog.locator("#part_quantity"), dialog.locator("#part_price_minor")
    expect(quantity).to_have_value("4,3")
    quantity.fill("4,5")
    dialog.get_by_role("button", name=pages.say(page, "Save")).tap()
    expect(dialog.get_by_role("alert")).to_contain_text("5\N{NO-BREAK SPACE}800")
    expect(quantity).to_have_value("4,5")

    price.fill("900")
    dialog.get_by_role("button", name=pages.say(page, "Save")).tap()
    expect(dialog).to_be_hidden()
    expect(row(client, "Масло")).to_contain_text("4\N{NO-BREAK SPACE}050")
