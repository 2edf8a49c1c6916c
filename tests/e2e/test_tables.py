"""Tables edited like a spreadsheet: by keys, by blocks, by a thumb, beside others who edit them too."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from autoservice.ui.engine.scripts import ASSETS, bundle_url
from tests.e2e.accounts import OwnShop
from tests.e2e.shop import ADMINISTRATOR, People, Rest
from tests.support import axe, pages
from tests.support.timeouts import TIMEOUT_MS

PATH = "/admin/catalog/services"
CELLS = f"{PATH}/cells"
PASTE = """block => {
    const data = new DataTransfer();
    data.setData("text/plain", block);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""
COPY = """() => {
    const data = new DataTransfer();
    document.activeElement.dispatchEvent(
        new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
}"""


@pytest.fixture
def shop(changing_shop: OwnShop) -> OwnShop:
    """A shop whose prices may change."""
    return changing_shop


@pytest.fixture
def boss(shop: OwnShop) -> Rest:
    """Another administrator, who works with a program."""
    return shop.rest(ADMINISTRATOR)


@pytest.fixture
def page(people: People) -> Page:
    """The administrator's table."""
    return open_table(people.signed_in(ADMINISTRATOR).new_page())


def open_table(page: Page, query: str = "") -> Page:
    pages.visit(page, PATH + query)
    # The script has found the table.
    expect(page.locator("[data-table] [tabindex='0']")).to_have_count(1)
    return page


def cell(page: Page, row: int, column: str = "price") -> Locator:
    """The field of a row, counted from 0."""
    return page.locator(f"td[data-column={column}] [data-cell]").nth(row)


def prices(page: Page, count: int) -> list[str]:
    return [cell(page, row).input_value() for row in range(count)]


def stored(boss: Rest, row: int) -> dict[str, Any]:
    """A service as the server has it, by its place in the catalog."""
    found: dict[str, Any] = boss.get(f"{PATH}?size=100")["items"][row]
    return found


def change(boss: Rest, row: int, field: str, value: str) -> None:
    """Change a cell as somebody else."""
    service = stored(boss, row)
    one = {"id": service["id"], "version": service["version"], "field": field, "value": value}
    boss._send("PATCH", CELLS, json={"cells": [one]}).raise_for_status()


def expect_said(page: Page, message: str, **params: object) -> None:
    said = pages.say(page, message)
    for name, value in params.items():
        said = said.replace("{" + name + "}", str(value))
    expect(page.locator("[data-status]")).to_have_text(said)


def type_price(page: Page, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def paste(page: Page, block: str) -> None:
    page.evaluate(PASTE, block)


def test_ten_prices_are_changed_by_keys_alone_and_taken_back_one_by_one(page: Page, boss: Rest) -> None:
    before = prices(page, 10)
    page.get_by_role("searchbox").focus()
    while page.evaluate("!document.activeElement.closest('[data-table]')"):
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.closest('td').dataset.column !== 'price'"):
        page.keyboard.press("ArrowRight")
    for row in range(10):
        expect(cell(page, row)).to_be_focused()
        type_price(page, f"{1000 + row}")
    expect(page.locator("[data-state=saving]")).to_have_count(0)
    assert prices(page, 10) == [str(1000 + row) for row in range(10)]
    assert [stored(boss, row)["price_minor"] for row in (0, 9)] == [100_000, 100_900]
    for _ in range(2):
        # On a Russian keyboard.
        page.evaluate(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
            "{ key: 'я', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true }))"
        )
    expect(cell(page, 9)).to_have_value(before[9])
    expect(cell(page, 8)).to_have_value(before[8])
    expect(cell(page, 7)).to_have_value("1007")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('td')"), "Tab does not leave the table."


def test_what_is_typed_before_the_script_has_come_is_saved_and_goes_on(people: People) -> None:
    page, held = people.signed_in(ADMINISTRATOR).new_page(), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route(lambda url: bundle_url(ASSETS / "table" / "main.js") in url, hold)
    page.goto(PATH, wait_until="commit")
    cell(page, 0).fill("1234")
    cell(page, 1).fill("56")
    assert page.locator("[data-table] [tabindex='-1']").count() == 0
    [route] = held
    route.continue_()
    expect(cell(page, 0)).to_have_attribute("data-value", "1234")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(cell(page, 1)).to_have_attribute("data-value", "567")
    expect(cell(page, 0)).to_have_value("1234")


def test_a_block_of_twenty_is_one_request_and_one_step_back(page: Page, boss: Rest) -> None:
    requests: list[Request] = []
    page.on("request", lambda one: requests.append(one) if one.url.endswith("/cells") else None)
    before = prices(page, 20)
    hours = page.locator("td[data-column=hours] [data-cell]")
    cell(page, 0).focus()
    paste(page, "\r\n".join(f"{2000 + row}" for row in range(20)) + "\r\n")
    expect_said(page, "Saved cells: {count}", count=20)
    assert prices(page, 20) == [str(2000 + row) for row in range(20)]
    assert len(requests) == 1
    assert page.evaluate(COPY) == "2000"
    page.keyboard.press("Control+z")
    expect_said(page, "Taken back. Cells: {count}", count=20)
    assert prices(page, 20) == before
    # One wrong text, and nothing of the block is saved; it is there to be mended.
    hours.first.focus()
    paste(page, '"1,5"\n"two\nhours"')
    expect(hours.nth(1)).to_have_attribute("aria-invalid", "true")
    assert len(requests) == 3
    assert stored(boss, 0)["norm_minutes"] != 90
    hours.nth(1).focus()
    type_price(page, "2,5")
    expect_said(page, "Saved cells: {count}", count=2)
    assert [stored(boss, row)["norm_minutes"] for row in (0, 1)] == [90, 150]


def test_a_wrong_text_is_explained_at_its_cell_and_escape_takes_the_former_one(page: Page) -> None:
    price = cell(page, 0)
    former = price.input_value()
    price.focus()
    type_price(page, "дорого")
    expect(price).to_have_attribute("aria-invalid", "true")
    note = page.locator(f"#{price.get_attribute('aria-describedby')}")
    expect(note).to_contain_text("дорого")
    expect(price).to_have_value("дорого")
    assert axe.violations(page) == []
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(price).to_have_value(former)
    expect(note).to_have_count(0)


def test_what_is_typed_stays_with_its_row_while_others_change_and_move_rows(page: Page, boss: Rest) -> None:
    open_table(page, "?sort=name_ru")
    row = page.locator("tr[data-row]").nth(2)
    id = row.get_attribute("data-row")
    price = page.locator(f"tr[data-row='{id}'] td[data-column=price] [data-cell]")
    price.focus()
    page.keyboard.type("77")
    assert axe.violations(page) == []
    found = next(one for one in boss.get(f"{PATH}?size=100")["items"] if str(one["id"]) == id)
    one = {"id": found["id"], "version": found["version"], "field": "name_ru", "value": "Ааа, самая первая"}
    boss._send("PATCH", CELLS, json={"cells": [one]}).raise_for_status()
    expect(page.locator("tr[data-row]").first).to_have_attribute("data-row", str(id))
    expect(price).to_be_focused()
    expect(price).to_have_value("77")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect_said(page, "Saved cells: {count}", count=1)
    expect(price).to_have_value("777")


def test_what_somebody_else_changed_meanwhile_is_shown_and_not_overwritten(page: Page, boss: Rest) -> None:
    price = cell(page, 3)
    price.focus()

    def be_late(route: Any) -> None:
        change(boss, 3, "price", "4321")
        route.continue_()

    page.route("**/cells", be_late, times=1)
    type_price(page, "1234")
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{price.get_attribute('aria-describedby')}")).to_contain_text("4321")
    assert stored(boss, 3)["price_minor"] == 432_100
    price.focus()
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    expect_said(page, "Saved cells: {count}", count=1)
    assert stored(boss, 3)["price_minor"] == 123_400
    # Nor is it taken back.
    change(boss, 3, "price", "5555")
    expect(price).to_have_value("5555")
    page.keyboard.press("Control+z")
    expect_said(page, "Not taken back: somebody else has changed it since.")
    assert stored(boss, 3)["price_minor"] == 555_500


def test_another_field_of_the_row_that_changed_is_in_nobodys_way(page: Page, boss: Rest) -> None:
    cell(page, 4).focus()
    page.keyboard.type("987")
    change(boss, 4, "name_en", "Renamed meanwhile")
    page.keyboard.press("Enter")
    expect_said(page, "Saved cells: {count}", count=1)
    found = stored(boss, 4)
    assert (found["price_minor"], found["name_en"]) == (98_700, "Renamed meanwhile")


def test_on_a_phone_each_row_is_a_card_with_fields_for_a_thumb(people: People, boss: Rest) -> None:
    page = open_table(people.signed_in(ADMINISTRATOR, phone=True).new_page())
    price = cell(page, 0)
    box = price.bounding_box()
    assert box
    assert box["height"] >= 48
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    price.tap()
    price.fill("3210")
    cell(page, 0, "hours").tap()
    expect_said(page, "Saved cells: {count}", count=1)
    assert stored(boss, 0)["price_minor"] == 321_000


def test_without_a_network_nothing_typed_is_lost(page: Page, boss: Rest) -> None:
    page.route("**/cells", lambda route: route.abort())
    cell(page, 5).focus()
    type_price(page, "666")
    expect_said(page, "Not saved yet: no connection. It will be sent when it is back.")
    page.unroute("**/cells")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-status]")).to_have_text(
        pages.say(page, "Saved cells: {count}").replace("{count}", "1"), timeout=TIMEOUT_MS
    )
    assert stored(boss, 5)["price_minor"] == 66_600
