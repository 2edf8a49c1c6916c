"""Taps of a thumb: one is one step, a wrong one is taken back, what was typed stays, nothing is covered."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.frames import Frames
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages

WORDS = "Колодки стёрты до 2 мм, ставим новые."


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """An order whose stages are all the mechanic's."""
    return shop.assigned_order()


@pytest.fixture
def page(people: People, order: dict[str, Any]) -> Page:
    """The order on the mechanic's phone, whose clock stands still between what a test lets pass."""
    page = people.mechanic().new_page()
    page.clock.install()
    pages.visit(page, f"/orders/{order['id']}")
    expect(step(page, "Start the stage")).to_be_visible()
    # The button is where others were while the page was loading.
    page.clock.run_for(1100)
    return page


def step(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=pages.say(page, name))


def stop_the_clock(page: Page) -> None:
    page.clock.pause_at(page.evaluate("Date.now() + 100"))


def tap_there(page: Page, place: dict[str, float]) -> None:
    page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)


def place_of(button: Locator) -> dict[str, float]:
    expect(button).to_be_visible()
    box: Any = button.bounding_box()
    return dict(box)


def steps_of(shop: Shop, order: dict[str, Any]) -> list[str]:
    """What the timeline tells of stages."""
    entries = shop.rest(ADMINISTRATOR).get(f"/orders/{order['id']}/timeline")
    return [entry["kind"] for entry in entries if entry["kind"].startswith("stage_")]


def test_a_second_tap_in_the_same_place_does_nothing_for_a_second(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    place = place_of(step(page, "Start the stage"))
    stop_the_clock(page)
    tap_there(page, place)
    expect(step(page, "Complete the stage")).to_be_visible()
    for milliseconds in (150, 150, 200, 300):
        page.clock.run_for(milliseconds)
        tap_there(page, place)
    assert steps_of(shop, order) == ["stage_started"]
    page.clock.run_for(250)
    tap_there(page, place)
    expect(step(page, "Start the stage")).to_be_visible()
    tap_there(page, place)
    assert steps_of(shop, order) == ["stage_started", "stage_completed"]
    page.clock.run_for(1000)
    tap_there(page, place)
    expect(step(page, "Complete the stage")).to_be_visible()


def test_what_a_colleague_turns_into_another_button_is_dead_under_the_thumb(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    shop.rest(MECHANIC).post(f"{stage_path(order)}/start")
    place = place_of(step(page, "Complete the stage"))
    page.clock.run_for(2000)
    stop_the_clock(page)
    shop.rest(ADMINISTRATOR).post(f"{stage_path(order)}/complete")
    expect(step(page, "Start the stage")).to_be_visible()
    tap_there(page, place)
    page.clock.run_for(900)
    tap_there(page, place)
    assert steps_of(shop, order) == ["stage_started", "stage_completed"]


def test_a_second_enter_does_nothing_either(page: Page, shop: Shop, order: dict[str, Any]) -> None:
    stop_the_clock(page)
    step(page, "Start the stage").press("Enter")
    button = step(page, "Complete the stage")
    expect(button).to_be_visible()
    button.press("Enter")
    page.clock.run_for(1100)
    assert steps_of(shop, order) == ["stage_started"]
    button.press("Enter")
    expect(step(page, "Start the stage")).to_be_visible()


def test_a_wrong_tap_is_taken_back_and_the_client_sees_one_change(
    page: Page, people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page.clock.resume()
    for number in (1, 2):
        shop.rest(ADMINISTRATOR).post(f"{stage_path(order, number)}/complete")
    context = people.signed_in(CLIENT)
    client = pages.open_page(context, f"/orders/{order['id']}")
    before = pages.progress(client).get_attribute("aria-valuenow") or ""
    step(page, "Start the stage").tap()
    step(page, "Complete the stage").tap()
    pages.expect_stage_state(client, 3, "Done")
    step(page, "Undo").tap()
    pages.expect_stage_state(client, 3, "In progress")
    expect(pages.progress(client)).to_have_attribute("aria-valuenow", before)
    expect(step(page, "Complete the stage")).to_be_visible()
    expect(step(page, "Undo")).to_have_count(0)
    assert steps_of(shop, order)[-2:] == ["stage_completed", "stage_completion_undone"]


def test_the_undo_goes_by_itself_and_moves_nothing(page: Page) -> None:
    page.clock.resume()
    step(page, "Start the stage").tap()
    expect(step(page, "Undo")).to_be_visible()
    place = place_of(step(page, "Complete the stage"))
    # The styles' clock, which no test can move: the end of the animation is asked for.
    page.locator(".undo-strip").evaluate("strip => strip.getAnimations().forEach((one) => one.finish())")
    expect(page.locator(".undo-strip")).not_to_be_visible()
    assert place_of(step(page, "Complete the stage")) == place


def test_a_tap_that_waits_is_marked_and_taken_out_of_the_queue(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    page.clock.resume()
    page.context.set_offline(True)
    step(page, "Start the stage").tap()
    pages.expect_pending(page)
    expect(page.get_by_text(pages.say(page, "Started, waits for the network"))).to_be_visible()
    expect(step(page, "Start the stage")).not_to_be_visible()
    expect(pages.queue(page)).to_have_count(0)
    step(page, "Undo").tap()
    pages.expect_pending(page, 0)
    expect(step(page, "Start the stage")).to_be_visible()
    page.context.set_offline(False)
    step(page, "Start the stage").tap()
    expect(step(page, "Complete the stage")).to_be_visible()
    assert steps_of(shop, order) == ["stage_started"]


def test_a_tap_that_may_have_arrived_is_taken_back_on_the_server(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    page.clock.resume()
    # As far as the browser knows, it is online: what was sent may have arrived, and only its answer was lost.
    for address in ("**/start", "**/healthz"):
        page.route(address, lambda route: route.abort("connectionreset"))
    step(page, "Start the stage").tap()
    expect(page.get_by_text(pages.say(page, "Started, waits for the network"))).to_be_visible()
    step(page, "Undo").tap()
    page.unroute("**/start")
    pages.expect_sent(page)
    expect(step(page, "Start the stage")).to_be_visible()
    assert steps_of(shop, order) == ["stage_started", "stage_start_undone"]


def test_a_comment_that_was_typed_stays_when_its_stage_is_completed(
    page: Page, people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page.clock.resume()
    shop.rest(MECHANIC).post(f"{stage_path(order)}/start")
    context = people.signed_in(CLIENT)
    told = Frames(context)
    client = pages.open_page(context, f"/orders/{order['id']}")
    box = pages.comment_box(page, 1)
    box.fill(WORDS)
    step(page, "Complete the stage").tap()
    pages.expect_stage_state(client, 1, "Done")
    kept = pages.stage(page, 1).locator("textarea[name=text]")
    expect(kept).to_be_visible()
    expect(kept).to_have_value(WORDS)
    assert not told.tell(WORDS)
    pages.stage(page, 1).get_by_role("button", name=pages.say(page, "For the shop only")).tap()
    expect(pages.comments(page, 1)).to_have_text([WORDS])
    assert not told.tell(WORDS)


def test_what_waits_covers_neither_the_car_nor_the_percentage(page: Page, order: dict[str, Any]) -> None:
    page.clock.resume()
    page.context.set_offline(True)
    for words in ("Первое наблюдение.", "Второе наблюдение."):
        pages.write_comment(page, 1, words, published=True)
        expect(pages.queue(page).filter(has_text=words)).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    cover = place_of(page.locator(".queue-box"))["y"]
    plate = page.get_by_text(order["vehicle"]["plate"]).first
    for needed in (page.get_by_role("heading", level=1), plate, pages.progress(page)):
        needed.evaluate("element => element.scrollIntoView({ block: 'center' })")
        place = place_of(needed)
        assert place["y"] + place["height"] < cover


def test_on_a_phone_the_next_step_stands_at_the_bottom_and_hides_nothing(page: Page) -> None:
    button = step(page, "Start the stage")
    expect(button).to_have_count(1)
    place = place_of(button)
    tabs = place_of(page.get_by_role("navigation", name=pages.say(page, "Sections")))
    assert place["height"] >= 64
    assert tabs["y"] - 16 < place["y"] + place["height"] <= tabs["y"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    end = place_of(page.locator("footer button"))
    assert end["y"] + end["height"] <= place_of(button)["y"]


def test_a_mechanics_targets_are_as_large_as_a_thumb(page: Page) -> None:
    small = """() => [...document.querySelectorAll(
            "a[href], button, summary, textarea, select, label:has([type=file])"
        )]
        .map((one) => [one.innerText, one.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && (box.height < 48 || box.width < 48))
        .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""
    for path in (page.url, "/work", "/profile"):
        pages.visit(page, path)
        assert page.evaluate(small) == []
