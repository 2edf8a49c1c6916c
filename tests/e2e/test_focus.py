"""Pages by keyboard and by ear: where the focus is after each step, the titles, and what is announced."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop, fresh_plate, stage_path
from tests.support import pages

# Keeps what the page's region for announcements comes to say.
LISTEN: Final = """
addEventListener("DOMContentLoaded", () => {
    window.announced = [];
    new MutationObserver((changes) => {
        const region = document.getElementById("announcer");
        const isIn = ({ target, addedNodes }) => addedNodes.length && region?.contains(target);
        if (changes.some(isIn)) window.announced.push(region.textContent);
    }).observe(document.body, { subtree: true, childList: true });
});
"""


def listening(context: BrowserContext) -> Page:
    """A new tab whose announcements are kept."""
    page = context.new_page()
    page.add_init_script(LISTEN)
    return page


def expect_announced(page: Page, text: str) -> None:
    pages.wait_for(page, lambda: text in page.evaluate("announced"))


def announced_comments(page: Page) -> list[int]:
    """How many comments each of the announcements told of; they tell of nothing else."""
    told = [
        re.fullmatch(r"(?:Comment from Илья Козлов|(\d+) comments)\.", text)
        for text in page.evaluate("announced")
    ]
    assert None not in told
    return [int(match[1] or 1) for match in told if match]


def expect_focus_on_heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_focused()


def press(button: Locator) -> None:
    """Press a button by keyboard."""
    button.focus()
    button.page.keyboard.press("Enter")


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    return shop.assigned_order()


def test_each_page_of_the_site_begins_at_its_heading_and_back_where_it_was_left(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    for _ in range(12):
        shop.place_order()
    page = people.signed_in(ADMINISTRATOR, reduced_motion="reduce").new_page()
    page.set_viewport_size({"width": 900, "height": 500})
    pages.visit(page, "/admin/orders")
    expect(page.locator("body")).to_be_focused()
    link = page.locator("main tbody a[href^='/orders/']").nth(9)
    link.scroll_into_view_if_needed()
    press(link)
    expect(page.locator("main h1")).to_be_focused()
    left_at = page.evaluate("scrollY")
    assert left_at == 0
    name = page.locator("main h1").inner_text()
    expect(page).to_have_title(f"0 % · {name} · autoservice")
    page.go_back()
    expect_focus_on_heading(page, pages.say(page, "Orders"))
    pages.wait_for(page, lambda: page.evaluate("scrollY") > 500)
    expect(link).to_be_in_viewport()
    page.go_forward()
    expect_focus_on_heading(page, name)


def test_a_filter_keeps_the_focus_and_tells_its_outcome_in_title_and_announcement(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page = listening(people.signed_in(ADMINISTRATOR))
    pages.visit(page, "/admin/orders")
    plate = order["vehicle"]["plate"]
    search = page.get_by_role("searchbox")
    search.fill(plate)
    search.press("Enter")
    expect_announced(page, "1 заказ")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page).to_have_title(f"«{plate}» · {pages.say(page, 'Orders')} · autoservice")
    assert page.evaluate("announced") == ["1 заказ"]


def test_how_many_people_are_found_is_announced(people: People) -> None:
    page = listening(people.signed_in(ADMINISTRATOR, locale="en-US"))
    pages.visit(page, "/admin/users")
    page.get_by_role("searchbox").fill(MECHANIC)
    expect_announced(page, "1 person")
    page.get_by_role("searchbox").fill("%_%")
    expect_announced(page, "0 people")
    assert page.evaluate("announced") == ["1 person", "0 people"]


def test_the_mechanic_goes_from_button_to_button_and_at_the_end_to_the_heading(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    *done, last, _ = range(1, len(order["stages"]) + 1)
    steps = [*((number, step) for number in done for step in ("start", "complete")), (last, "start")]
    for number, step in steps:
        shop.rest(MECHANIC).post(f"{stage_path(order, number)}/{step}")
    page = people.signed_in(MECHANIC).new_page()
    page.clock.install()
    pages.visit(page, f"/orders/{order['id']}")
    page.get_by_role("button", name=pages.say(page, "Complete the stage")).focus()
    for name in ("Complete the stage", "Start the stage", "Complete the stage"):
        expect(page.get_by_role("button", name=pages.say(page, name))).to_be_focused()
        # The new button is dead for a moment.
        page.clock.fast_forward(2000)
        page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_be_focused()


def test_show_all_leads_into_what_it_shows(people: People, shop: Shop, order: dict[str, Any]) -> None:
    for number in range(6):
        shop.rest(MECHANIC).post(f"{stage_path(order)}/comments", text=f"Ремарка {number}", published=True)
    page = pages.open_page(people.signed_in(CLIENT), f"/orders/{order['id']}")
    press(pages.stage(page, 1).get_by_role("button", name=pages.say(page, "Show all")))
    expect(pages.comments(page, 1)).to_have_count(6)
    expect(pages.stage(page, 1).locator(":focus")).to_contain_text("Ремарка 0")


def test_what_happens_is_announced_once_in_whole_sentences_and_a_burst_in_few(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page = listening(people.signed_in(CLIENT, locale="en-US"))
    pages.visit(page, f"/orders/{order['id']}")
    for number in range(10):
        shop.rest(MECHANIC).post(f"{stage_path(order)}/comments", text=f"{number}", published=True)
    pages.wait_for(page, lambda: sum(announced_comments(page)) == 10)
    # How many there are after the first is a matter of how quickly they are sent.
    assert announced_comments(page)[0] == 1
    assert len(announced_comments(page)) < 10
    expect(page.locator("#announcer")).to_have_attribute("aria-atomic", "true")


def test_a_placed_order_is_announced_on_its_page_and_not_again(people: People) -> None:
    page = listening(people.signed_in(CLIENT))
    pages.visit(page, "/orders/new")
    pages.place_order(page, fresh_plate(), "Lada", "Vesta")
    expect_announced(page, pages.say(page, "Order placed"))
    expect(page.locator("main h1")).to_be_focused()
    page.reload()
    pages.wait_until_filled(page)
    assert page.evaluate("announced") == []


def test_the_current_stage_is_named_as_the_current_step(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page = pages.open_page(people.signed_in(CLIENT), f"/orders/{order['id']}")
    for number in (1, 2):
        current = page.locator("ol > li[aria-current=step]")
        expect(current).to_have_count(1)
        expect(pages.stage(page, number)).to_have_attribute("aria-current", "step")
        shop.rest(MECHANIC).post(f"{stage_path(order, number)}/start")
        shop.rest(MECHANIC).post(f"{stage_path(order, number)}/complete")
        pages.expect_stage_state(page, number, "Done")
    expect(pages.stage(page, 3)).to_have_attribute("aria-current", re.compile("step"))
