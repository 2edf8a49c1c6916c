"""An administrator keeps the stock by keyboard: a price in the table, a receipt, a count that is applied."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, People, Shop
from tests.support import pages

STOCK = "/admin/catalog/stock"


def item(shop: Shop, article: str) -> dict[str, Any]:
    """The item with that article."""
    found = shop.rest(ADMINISTRATOR).get(f"/catalog/inventory?q={article}")["items"]
    assert len(found) == 1, article
    return dict(found[0])


def cell(page: Page, column: str, name: str) -> Locator:
    """The field of a column in the row of that name."""
    return page.get_by_role("textbox", name=f"{pages.say(page, column)}: {name}", exact=True)


def test_a_price_is_typed_stock_is_received_and_a_count_is_applied(people: People, shop: Shop) -> None:
    name = item(shop, "BKR6E")["name_ru"]
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"{STOCK}?q=BKR6E")
    type_price(page, name, "412,5")
    assert item(shop, "BKR6E")["price_minor"] == 41250
    before = int(item(shop, "BKR6E")["on_hand"])
    receive(page, name)
    assert int(item(shop, "BKR6E")["on_hand"]) == before + 8
    count(page, name, before + 6)
    assert int(item(shop, "BKR6E")["on_hand"]) == before + 6


def type_price(page: Page, name: str, price: str) -> None:
    field = cell(page, "Sale price", name)
    field.focus()
    page.keyboard.type(price)
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("data-value", f"{price}0")


def receive(page: Page, name: str) -> None:
    page.get_by_role("link", name=f"{pages.say(page, 'Receive')}: {name}").click()
    page.locator("#receipt-quantity").fill("8")
    page.locator("#receipt-cost").fill("240")
    # Twice, as people click: it is received once.
    page.get_by_role("button", name=pages.say(page, "Receive"), exact=True).dblclick()
    expect(page.get_by_text(pages.say(page, "Saved."), exact=True)).to_be_visible()
    expect(page.get_by_role("gridcell", name="+8")).to_be_visible()


def count(page: Page, name: str, quantity: int) -> None:
    pages.visit(page, f"{STOCK}/counts")
    page.locator("#count-note").fill("2 - 5")
    page.locator("#count-note").press("Enter")
    page.get_by_role("searchbox").fill("BKR6E")
    expect(page.locator("tbody tr")).to_have_count(1)
    cell(page, "Counted", name).focus()
    page.keyboard.type(str(quantity))
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_contain_text("\N{MINUS SIGN}2")
    page.get_by_role("button", name=pages.say(page, "Apply")).click()
    page.get_by_role("alertdialog").get_by_role("button", name=pages.say(page, "Apply")).click()
    told = pages.say(page, "The count is applied: the book says what was counted.")
    expect(page.get_by_text(told, exact=True)).to_be_visible()
