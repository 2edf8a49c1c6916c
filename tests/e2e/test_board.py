"""The board: work is moved by keys and by a button, to another lane or day, and every open board shows it."""

from datetime import UTC, datetime, timedelta
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, COLLEAGUE, MECHANIC, NAMES, People, Shop
from tests.support import pages

# Where orders stand that have a mechanic only.
WITHOUT_DAY: Final = "/admin/board?day=none"


def card(page: Page, stage: int, lane: str) -> Locator:
    """The card of a stage in a lane, by the lane's name."""
    return page.get_by_role("region", name=lane, exact=True).locator(f"[data-card='{stage}']")


def test_a_stage_is_moved_by_keys_and_every_board_shows_it(people: People, shop: Shop) -> None:
    order = shop.assigned_order()
    stage = order["stages"][-1]["id"]
    page, other = (pages.open_page(people.signed_in(ADMINISTRATOR), WITHOUT_DAY) for _ in range(2))
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
    page = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), WITHOUT_DAY)
    card(page, stage, NAMES[MECHANIC]).get_by_role("button").click()
    question = page.get_by_role("dialog")
    question.get_by_role("button", name=NAMES[COLLEAGUE]).click()
    expect(card(page, stage, NAMES[COLLEAGUE])).to_be_visible()
    expect(question).to_be_hidden()


def test_an_order_is_planned_by_keys_and_comes_to_the_board_of_its_day(people: People, shop: Shop) -> None:
    stage = shop.assigned_order()["stages"][-1]["id"]
    day = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    page, other = (
        pages.open_page(people.signed_in(ADMINISTRATOR), address)
        for address in (WITHOUT_DAY, f"/admin/board?day={day}")
    )
    expect(card(other, stage, NAMES[MECHANIC])).to_be_hidden()
    card(page, stage, NAMES[MECHANIC]).get_by_role("button").press("Enter")
    question = page.get_by_role("dialog")
    field = question.get_by_label(pages.say(page, "Day on which the car comes"))
    field.fill(day)
    field.press("Enter")
    expect(card(other, stage, NAMES[MECHANIC])).to_be_visible()
    expect(card(page, stage, NAMES[MECHANIC])).to_be_hidden()
    expect(question).to_be_hidden()
    # The button that asked is gone; who used it goes on from what is beside it.
    expect(page.locator("#main :focus")).to_have_count(1)
