"""A network that is away, or that swallows all and says nothing: the page and its forms say so in time."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shop import (
    ADMINISTRATOR,
    CLIENT,
    COLLEAGUE,
    MECHANIC,
    NAMES,
    People,
    Shop,
    fresh_plate,
    stage_path,
)
from tests.support import pages
from tests.support.proxy import Proxy

AS_OF = "Нет связи, данные на"
UNSENT = "Not sent yet: no connection. What you typed stays here."
LATE = 5000
SILENCE = 9500


@pytest.fixture
def people(people_behind_proxy: People) -> People:
    """Browsers behind the proxy."""
    return people_behind_proxy


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """An order that nobody has begun."""
    return shop.assigned_order()


def open_with_clock(people: People, email: str, path: str) -> Page:
    """A page whose clock the test moves."""
    page = people.signed_in(email).new_page()
    page.clock.install()
    pages.visit(page, path)
    return page


def test_a_dead_network_is_told_five_seconds_after_the_page_was_used(
    people: People, proxy: Proxy, order: dict[str, Any]
) -> None:
    page = open_with_clock(people, CLIENT, f"/orders/{order['id']}")
    proxy.swallows = True
    page.clock.fast_forward(SILENCE)
    page.keyboard.press("Shift")
    page.clock.fast_forward(LATE - 500)
    expect(page.get_by_text(AS_OF)).to_be_hidden()
    page.clock.fast_forward(600)
    expect(page.get_by_text(AS_OF)).to_be_visible()
    proxy.swallows = False
    page.clock.fast_forward(LATE)
    expect(page.get_by_text(AS_OF)).to_be_hidden()


def test_an_answer_that_takes_less_is_no_alarm(
    people: People, shop: Shop, proxy: Proxy, order: dict[str, Any]
) -> None:
    page = open_with_clock(people, CLIENT, f"/orders/{order['id']}")
    page.clock.fast_forward(SILENCE)
    page.evaluate("window.heard = new Promise(go => { autoserviceSocket.onAny(() => go(true)) })")
    page.keyboard.press("Shift")
    page.clock.run_for(10)
    assert page.evaluate("heard")
    page.clock.fast_forward(2 * LATE)
    shop.rest(MECHANIC).post(f"{stage_path(order)}/start")
    pages.expect_stage_state(page, 1, "In progress")
    expect(page.get_by_text(AS_OF)).to_be_hidden()


def save_name(page: Page) -> None:
    """Send the form of the name, which is said to stay what it is."""
    form = page.locator("form[data-draft=rename]")
    form.get_by_role("button", name=pages.say(page, "Save")).click()


def test_a_form_on_a_dead_network_says_that_nothing_was_sent(people: People, proxy: Proxy) -> None:
    page = open_with_clock(people, COLLEAGUE, "/profile")
    unsent = page.locator("form").get_by_text(pages.say(page, UNSENT))
    proxy.swallows = True
    save_name(page)
    expect(unsent).to_be_hidden()
    page.clock.fast_forward(LATE + 100)
    expect(unsent).to_be_visible()
    expect(page.get_by_text(AS_OF)).to_be_visible()
    # What was put on that connection is lost with it: a new one does not take the words back.
    proxy.cut()
    proxy.swallows = False
    expect(page.get_by_text(AS_OF)).to_be_hidden()
    expect(unsent).to_be_visible()
    page.clock.fast_forward(LATE)
    save_name(page)
    expect(unsent).to_be_hidden()


def test_a_form_without_a_connection_says_so_until_it_was_sent(people: People, proxy: Proxy) -> None:
    page = people.signed_in(COLLEAGUE).new_page()
    pages.visit(page, "/profile")
    proxy.cut(lets_in=False)
    save_name(page)
    unsent = page.locator("form").get_by_text(pages.say(page, UNSENT))
    expect(unsent).to_be_visible()
    proxy.let_in()
    expect(unsent).to_be_hidden()


def test_a_click_without_a_connection_is_said_by_the_page_until_it_was_sent(
    people: People, proxy: Proxy, order: dict[str, Any]
) -> None:
    page = people.signed_in(ADMINISTRATOR).new_page()
    pages.visit(page, f"/orders/{order['id']}")
    proxy.cut(lets_in=False)
    pages.assign_mechanic(page, NAMES[COLLEAGUE])
    unsent = page.locator("page-life [data-when=unsent]")
    expect(unsent).to_be_visible()
    proxy.let_in()
    expect(unsent).to_be_hidden()


def test_a_form_of_the_session_says_so_and_keeps_what_was_typed(people: People, proxy: Proxy) -> None:
    page = people.guest().new_page()
    page.clock.install()
    pages.visit(page, "/sign-in")
    proxy.swallows = True
    pages.type_credentials(page, CLIENT, "a password of mine")
    page.clock.fast_forward(LATE + 100)
    expect(page.locator("form[data-first-form] form-error")).to_have_text(pages.say(page, UNSENT))
    expect(page.locator("input[name=password]")).to_have_value("a password of mine")


def test_a_section_whose_script_does_not_come_leaves_the_page_and_can_be_tried_again(
    people: People, proxy: Proxy
) -> None:
    page = people.signed_in(CLIENT).new_page()
    scripts = "**/assets/_orders_._new_*.js"
    page.route(scripts, lambda route: route.abort())
    pages.visit(page, "/orders")
    page.evaluate("window.sameDocument = true")
    page.locator("main a[href='/orders/new']").first.click()
    notice = page.locator("page-life [data-when=missing]")
    expect(notice).to_be_visible()
    pages.expect_path(page, "/orders")
    page.unroute(scripts)
    notice.get_by_role("button").click()
    pages.expect_path(page, "/orders/new")
    expect(notice).to_be_hidden()
    assert page.evaluate("window.sameDocument") is True


@pytest.fixture
def order_form(people: People) -> Page:
    """The form of a new order, filled; its note is its plate."""
    page = pages.open_page(people.signed_in(CLIENT, phone=True), "/orders/new")
    plate = fresh_plate()
    pages.fill_order(page, plate, "Lada", "Vesta", plate)
    return page


def orders_with(shop: Shop, note: str) -> list[int]:
    return [one["id"] for one in shop.rest(CLIENT).get("/orders?size=100")["items"] if one["note"] == note]


def test_an_order_placed_without_a_network_is_sent_once_and_leads_to_its_page(
    order_form: Page, shop: Shop, proxy: Proxy
) -> None:
    note = order_form.locator("[name=note]").input_value()
    proxy.cut(lets_in=False)
    # The choice is the browser's own.
    chosen = pages.tick_service(order_form, 2)
    order_form.get_by_role("button", name=pages.say(order_form, "Place the order")).tap()
    expect(pages.queue(order_form)).to_contain_text(pages.say(order_form, "Waiting for the network"))
    expect(order_form.locator(f"[name=service_ids][value='{chosen}']")).to_be_checked()
    assert orders_with(shop, note) == []
    proxy.let_in()
    order_form.wait_for_url(re.compile(r"/orders/\d+$"))
    [placed] = orders_with(shop, note)
    assert urlsplit(order_form.url).path == f"/orders/{placed}"
    assert len(shop.rest(CLIENT).get(f"/orders/{placed}")["jobs"]) == 2


def test_an_order_placed_without_a_network_outlives_its_tab(
    order_form: Page, shop: Shop, proxy: Proxy
) -> None:
    note = order_form.locator("[name=note]").input_value()
    proxy.cut(lets_in=False)
    with pages.stored(order_form):
        order_form.get_by_role("button", name=pages.say(order_form, "Place the order")).tap()
    pages.expect_pending(order_form)
    expect(pages.queue(order_form)).to_contain_text(pages.say(order_form, "Waiting for the network"))
    order_form.close()
    proxy.let_in()
    page = pages.open_page(order_form.context, "/orders")
    pages.expect_sent(page)
    assert len(orders_with(shop, note)) == 1
