"""An administrator makes a new version of a repair template while an order runs."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import OwnShop
from tests.e2e.shop import ADMINISTRATOR, CLIENT, People
from tests.support import pages

STAGES = "/admin/catalog/stages"


@pytest.fixture
def shop(changing_shop: OwnShop) -> OwnShop:
    """A shop whose templates these tests change."""
    return changing_shop


def quick(shop: OwnShop) -> dict[str, Any]:
    """The template of the service that tests order."""
    templates = shop.rest(ADMINISTRATOR).get(STAGES)["items"]
    found: dict[str, Any] = next(one for one in templates if one["code"] == "quick")
    return found


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator("tbody tr").nth(row).locator(f"td[data-column={column}] [data-cell]")


def test_a_new_version_leaves_a_running_order_as_it_is(shop: OwnShop, people: People):
    running = shop.assigned_order()
    client = pages.open_page(people.signed_in(CLIENT), f"/orders/{running['id']}")
    expect(client.get_by_text(pages.say(client, "Talk with the shop"))).to_be_visible()
    before = client.locator("main").inner_text()
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/admin/catalog/templates/{quick(shop)['id']}")
    # By keyboard alone: a share, a stage that the client does not see, and a stage moved up.
    share = cell(page, 1, "share")
    share.focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(share).to_have_attribute("data-value", "9")
    cell(page, 2, "published").focus()
    for key in ("Enter", "ArrowDown", "Enter", "ArrowUp"):
        page.keyboard.press(key)
    expect(cell(page, 2, "published")).to_have_attribute("data-value", pages.say(page, "No"))
    preview = page.locator("section", has_text=pages.say(page, "As the client sees it"))
    expect(preview.get_by_role("listitem")).to_have_text(
        ["Приёмка9\N{NO-BREAK SPACE}%", "Работы75\N{NO-BREAK SPACE}%", "Выдача8\N{NO-BREAK SPACE}%"]
    )
    page.keyboard.press("Alt+ArrowUp")
    expect(cell(page, 1, "name_ru")).to_have_value("Контроль")
    # What is not saved yet outlives a reload.
    page.reload()
    pages.wait_until_filled(page)
    for row, name in enumerate(["Приёмка", "Контроль", "Работы", "Выдача"]):
        expect(cell(page, row, "name_ru")).to_have_value(name)
    page.get_by_role("button", name=pages.say(page, "Save as version") + " 2").click()
    expect(page.get_by_text(pages.say(page, "Version %(number)d", number=2), exact=True)).to_be_visible()
    assert client.locator("main").inner_text() == before
    later = shop.rest(CLIENT).get(f"/orders/{shop.assigned_order()['id']}")
    assert [stage["name_ru"] for stage in later["stages"]] == ["Приёмка", "Работы", "Выдача"]


def test_after_a_stage_is_added_by_keys_its_name_is_typed_at_once(shop: OwnShop, people: People):
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/admin/catalog/templates/{quick(shop)['id']}")
    rows = page.locator("tbody tr[data-row]")
    count = rows.count()
    page.get_by_role("button", name=pages.say(page, "Add a stage")).press("Enter")
    # Before the handover.
    added = cell(page, count - 1, "name_ru")
    expect(added).to_be_focused()
    page.keyboard.type("Мойка")
    page.keyboard.press("Enter")
    expect(added).to_have_attribute("data-value", "Мойка")
    expect(rows).to_have_count(count + 1)
