"""The dashboard in a browser: a tap elsewhere moves a number, which leads to its list."""

from playwright.sync_api import expect

from tests.e2e.shop import ADMINISTRATOR, People, Shop, stage_path
from tests.support import pages


def test_a_mechanics_tap_moves_a_number_that_leads_to_its_list(people: People, shop: Shop) -> None:
    order = shop.started_order()
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin")
    tile = page.get_by_role("link", name=pages.say(page, "Waiting for parts"))
    before = int(tile.inner_text().split()[0])
    mechanic = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    shop.rest(ADMINISTRATOR).post(f"{stage_path(order)}/block", reason="parts")
    expect(tile).to_contain_text(str(before + 1))
    resume = mechanic.get_by_role("button", name=pages.say(mechanic, "Resume the stage"))
    resume.click()
    expect(tile).to_contain_text(str(before))
    shop.rest(ADMINISTRATOR).post(f"{stage_path(order)}/block", reason="parts")
    expect(tile).to_contain_text(str(before + 1))
    tile.click()
    pages.expect_path(page, "/admin/orders")
    expect(page.locator("tbody tr")).to_have_count(before + 1)
    expect(pages.order_in_list(page, order["id"])).to_be_visible()
