"""The services of the catalog as an administrator edits them, and as guests see them at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import OwnShop, own_shop
from tests.e2e.shop import ADMINISTRATOR, CLIENT, People
from tests.support import pages
from tests.support.databases import Databases

SERVICES = "/admin/catalog/services"
EDITED = "/admin/catalog/services/1"


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases) -> Iterator[OwnShop]:
    """A shop of its own, because its prices change."""
    with own_shop(sqlite_databases) as shop:
        yield shop


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=pages.say(page, name), exact=True).click()


def test_a_price_that_changes_is_seen_by_guests_and_clients_at_once(people: People) -> None:
    guest = pages.open_page(people.guest(), "/")
    client = pages.open_page(people.signed_in(CLIENT), "/orders/new?service=1")
    boss = pages.open_page(people.signed_in(ADMINISTRATOR), EDITED)
    guest.evaluate("globalThis.stays = true")
    boss.get_by_label(pages.say(boss, "Price")).fill("1 234,50")
    click(boss, "Save")
    expect(boss.get_by_text(pages.say(boss, "Saved."))).to_be_visible()
    expect(guest.get_by_text("1\u00a0234,50\u00a0₽").first).to_be_visible()
    assert guest.evaluate("globalThis.stays"), "The page was loaded anew."
    expect(client.get_by_text("1\u00a0234,50\u00a0₽").first).to_be_visible()
    expect(client.locator("input[name=prices]")).to_have_value(re.compile('"1":123450'))
    expect(pages.card(client, "Заказ")).to_contain_text("1\u00a0234,50\u00a0₽")


def test_a_service_is_added_gets_parts_is_copied_and_deleted(people: People) -> None:
    boss = pages.open_page(people.signed_in(ADMINISTRATOR), f"{SERVICES}/new")
    boss.get_by_label(pages.say(boss, "Name in Russian")).fill("Замена лампы")
    click(boss, "Add the service")
    # Hours are missing: said at the field, and what was typed stays.
    expect(boss.locator("#service_hours")).to_have_attribute("aria-invalid", "true")
    boss.locator("#service_hours").fill("0:12")
    click(boss, "Add the service")
    expect(boss.get_by_role("heading", level=1)).to_have_text("Замена лампы")
    boss.get_by_role("searchbox").fill("масл")
    found = boss.get_by_role("button").filter(has_text="Масло моторное").first
    found.click()
    quantity = boss.get_by_label(pages.say(boss, "Quantity") + ":")
    quantity.fill("4,3")
    quantity.press("Tab")
    boss.reload()
    expect(quantity).to_have_value("4,3")
    click(boss, "Copy")
    expect(boss.get_by_role("heading", level=1)).to_have_text("Замена лампы (копия)")
    expect(quantity).to_have_value("4,3")
    expect(boss.get_by_text(pages.say(boss, "Archived"), exact=True)).to_be_visible()
    pages.visit(boss, f"{SERVICES}?q=лампы&state=archived")
    boss.get_by_role("button", name=pages.say(boss, "Delete") + ":").click()
    click(boss, "Yes, delete")
    expect(boss.get_by_text(pages.say(boss, "Nothing found"))).to_be_visible()


def test_a_form_that_is_older_than_the_service_saves_nothing(people: People, shop: OwnShop) -> None:
    boss = pages.open_page(people.signed_in(ADMINISTRATOR), f"{SERVICES}/2")
    change = {"json": {"price_minor": 77_700}}
    shop.rest(ADMINISTRATOR)._send("PATCH", f"{SERVICES}/2", **change).raise_for_status()
    boss.get_by_label(pages.say(boss, "Name in English")).fill("Mine")
    click(boss, "Save")
    click(boss, "Show the present values")
    expect(boss.get_by_label(pages.say(boss, "Price"))).to_have_value("777")
    expect(boss.get_by_label(pages.say(boss, "Name in English"))).to_have_value("Air and cabin filters")


def names(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("td[data-column=name_en] [data-cell]").all()]


def expect_names(page: Page, first: list[str]) -> None:
    for row, name in enumerate(first):
        expect(page.locator("td[data-column=name_en] [data-cell]").nth(row)).to_have_value(name)


def test_services_are_moved_by_keys_and_narrowed_to_a_category(people: People) -> None:
    boss = pages.open_page(people.signed_in(ADMINISTRATOR), SERVICES)
    # The script has found the table.
    expect(boss.locator("[data-table] [tabindex='0']")).to_have_count(1)
    first, second, *_ = names(boss)
    boss.locator("td[data-column=name_en] [data-cell]").first.focus()
    boss.keyboard.press("Alt+ArrowDown")
    expect_names(boss, [second, first])
    expect(boss.locator("td[data-column=name_en] [data-cell]").nth(1)).to_be_focused()
    boss.get_by_role("combobox", name=pages.say(boss, "Category"), exact=True).select_option(label="Тормоза")
    expect_names(boss, ["Front pads", "Front discs and pads", "Brake fluid"])
    # By a real mouse, too: the last one above the first.
    drag(boss, boss.locator("[data-handle]").nth(2), boss.locator("[data-handle]").nth(0))
    expect_names(boss, ["Brake fluid", "Front pads", "Front discs and pads"])
    # In another order a move would not be seen: there is no handle, and the keys say so.
    pages.visit(boss, f"{SERVICES}?sort=name_en")
    expect(boss.locator("[data-handle]")).to_have_count(0)
    boss.locator("td[data-column=name_en] [data-cell]").first.focus()
    boss.keyboard.press("Alt+ArrowDown")
    said = pages.say(boss, "Rows are moved in their usual order only.")
    expect(boss.locator("[data-status]")).to_have_text(said)


def drag(page: Page, handle: Locator, target: Locator) -> None:
    places = [one.bounding_box() for one in (handle, target)]
    for place, press in zip(places, (page.mouse.down, page.mouse.up), strict=True):
        assert place
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2, steps=5)
        press()


def test_the_menu_of_columns_is_closed_by_escape_and_by_a_click_beside_it(people: People) -> None:
    boss = pages.open_page(people.signed_in(ADMINISTRATOR), SERVICES)
    box = boss.get_by_role("checkbox", name=pages.say(boss, "Price"), exact=True)
    for close in (lambda: boss.keyboard.press("Escape"), lambda: boss.mouse.click(5, 300)):
        click(boss, "Columns")
        expect(box).to_be_visible()
        close()
        expect(box).to_be_hidden()
    click(boss, "Columns")
    box.click()
    expect(boss.locator("td[data-column=price]")).to_have_count(0)
    expect(box).to_be_visible()
