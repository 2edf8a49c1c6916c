"""The board: work is moved from lane to lane by keys and by a button, and every open board shows it."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, COLLEAGUE, MECHANIC, NAMES, People, Shop
from tests.support import pages


def card(page: Page, stage: int, lane: str) -> Locator:
    """The card of a stage in a lane, by the lane's name."""
    return page.get_by_role("region", name=lane, exact=True).locator(f"[data-card='{stage}']")


def test_a_stage_is_moved_by_keys_and_every_board_shows_it(people: People, shop: Shop) -> None:
    order = shop.assigned_order()
    stage = order["stages"][-1]["id"]
    page, other = (pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/board") for _ in range(2))
    lanes = page.get_by_role("region").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label'))"
    )
    present = lanes.index(NAMES[MECHANIC])
    key, target = ("ArrowRight", present + 1) if present + 1 < len(lanes) else ("ArrowLeft", present - 1)
    card(page, stage, NAMES[MECHANIC]).get_by_role("button").focus()
    page.keyboard.press(f"Alt+{key}")
    for board in (page, other):
        expect(card(board, stage, lanes[target])).to_be_visible()
    # Who moves by keys goes on from there.
    expect(card(page, stage, lanes[target]).get_by_role("button")).to_be_focused()
    moved = shop.rest(ADMINISTRATOR).get(f"/orders/{order['id']}")["stages"][-1]
    assert moved["mechanic_id"] != order["stages"][-1]["mechanic_id"]


def test_a_stage_is_given_to_another_by_its_button(people: People, shop: Shop) -> None:
    stage = shop.assigned_order()["stages"][-1]["id"]
    page = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), "/admin/board")
    card(page, stage, NAMES[MECHANIC]).get_by_role("button").click()
    question = page.get_by_role("alertdialog")
    question.get_by_role("button", name=NAMES[COLLEAGUE], exact=True).click()
    expect(card(page, stage, NAMES[COLLEAGUE])).to_be_visible()
    expect(question).to_be_hidden()
