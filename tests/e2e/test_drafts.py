"""Unsent text outlives the page, is its writer's alone, and goes when it was sent or the writer signs out."""

import itertools
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.entry import PASSWORD, new_account
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop, fresh_plate
from tests.support import pages

_accounts = itertools.count(1)

DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('autoservice-drafts-'))"


def reload(page: Page) -> None:
    page.reload()
    pages.wait_until_filled(page)


def open_known(context: BrowserContext, address: str) -> Page:
    """A tab that knows whose it is: what is typed before has no owner yet, and a reload would lose it."""
    page = pages.open_page(context, address)
    expect(page.locator("[data-viewer]").first).to_have_attribute("data-viewer", re.compile(r"\d+"))
    return page


def kept(page: Page) -> str:
    """All that is kept of drafts in the browser."""
    return str(page.evaluate(f"{DRAFTS}.map((name) => localStorage[name]).join('')"))


def test_a_comment_outlives_a_reload_and_is_gone_when_it_was_sent(people: People, shop: Shop) -> None:
    page = open_known(people.mechanic(), f"/orders/{shop.started_order()['id']}")
    pages.comment_box(page, 1).fill("Течёт сальник")
    reload(page)
    expect(pages.comment_box(page, 1)).to_have_value("Течёт сальник")
    page.get_by_role("button", name="Отправить клиенту").first.click()
    expect(pages.comments(page, 1)).to_have_text(["Течёт сальник"])
    pages.expect_sent(page)
    reload(page)
    expect(pages.comment_box(page, 1)).to_have_value("")
    assert kept(page) == ""


def test_what_was_typed_in_a_folded_form_is_seen_after_a_reload(people: People, shop: Shop) -> None:
    page = open_known(people.mechanic(), f"/orders/{shop.started_order()['id']}")
    page.get_by_text(pages.say(page, "Put on hold"), exact=True).tap()
    page.locator("textarea[name=remark]").fill("Нет прокладки")
    reload(page)
    remark = page.locator("textarea[name=remark]")
    expect(remark).to_have_value("Нет прокладки")
    expect(remark).to_be_visible()


@pytest.fixture
def polyglot(people: People, shop: Shop) -> BrowserContext:
    """The browser of somebody whose language nobody else depends on."""
    email = f"polyglot{next(_accounts)}@example.com"
    new_account(shop, email)
    context = people.guest()
    assert context.request.post("/api/auth/login", data={"login": email, "password": PASSWORD}).ok
    return context


def test_an_order_form_outlives_another_language(polyglot: BrowserContext) -> None:
    page = pages.open_page(polyglot, "/orders/new")
    chosen = {pages.tick_service(page, 3), pages.tick_service(page, 5)}
    page.locator("[name=note]").fill("Стучит")
    pages.switch_language(page, "EN")
    expect(page.locator("[name=note]")).to_have_value("Стучит")
    assert ticked(page) == chosen
    expect(pages.card(page, "Order")).to_contain_text("2 services")


def ticked(page: Page) -> set[str]:
    """The ids of the services whose boxes are ticked."""
    boxes = page.locator("[name=service_ids]:checked")
    expect(boxes.first).to_be_visible()
    return {str(box.get_attribute("value")) for box in boxes.all()}


def test_what_was_unfolded_is_so_in_another_language(polyglot: BrowserContext) -> None:
    page = pages.open_page(polyglot, "/profile")
    folds = page.locator("main details")
    folds.last.locator("summary").click()
    pages.switch_language(page, "EN")
    expect(folds.last).to_have_attribute("open", "")
    expect(folds.first).not_to_have_attribute("open", "")


def test_what_is_typed_before_the_page_knows_its_viewer_outlives_another_language(
    polyglot: BrowserContext,
) -> None:
    polyglot.route_web_socket("**", lambda socket: None)
    page = polyglot.new_page()
    page.goto("/orders/new")
    page.wait_for_function("() => window.autoserviceSocket")
    page.locator("[name=note]").fill("Стучит")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=note]")).to_have_value("Стучит")


def test_an_order_form_outlives_a_reload_and_is_empty_after_the_order(people: People) -> None:
    page = open_known(people.signed_in(CLIENT), "/orders/new")
    pages.choose_another_car(page)
    # The tab has the choice once the server has answered.
    pages.wait_for(page, lambda: page.evaluate("sessionStorage.getItem('autoservice_car')") == "another")
    plate, day = fresh_plate(), str(datetime.now(UTC).date() + timedelta(days=30))
    chosen = {pages.tick_service(page, 2), pages.tick_service(page, 4)}
    typed = {"plate": plate, "make": "Lada", "model": "Vesta", "note": "Стучит", "wished_on": day}
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    reload(page)
    for name, value in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    assert ticked(page) == chosen
    expect(pages.card(page, "Заказ")).to_contain_text("2 услуги")
    page.get_by_role("button", name="Оформить заказ").click()
    page.wait_for_url(re.compile(r"/orders/\d+$"))
    pages.wait_until_filled(page)
    expect(page.locator("main").get_by_text(plate)).to_be_visible()
    pages.visit(page, "/orders/new")
    for name in typed:
        expect(page.locator(f"[name={name}]")).to_have_value("")
    expect(page.locator("[name=service_ids]:checked")).to_have_count(0)
    assert kept(page) == ""


def test_what_was_typed_before_the_page_knew_whose_it_is_is_kept_too(people: People) -> None:
    page = open_known(people.signed_in(CLIENT), "/orders/new")
    viewer = page.locator("[data-viewer]").first
    known = viewer.get_attribute("data-viewer")
    assert known
    viewer.evaluate("element => { element.dataset.viewer = '' }")
    pages.choose_another_car(page)
    page.locator("[name=make]").fill("Vesta")
    assert kept(page) == ""
    viewer.evaluate("(element, known) => { element.dataset.viewer = known }", known)
    pages.wait_for(page, lambda: "Vesta" in kept(page))
    reload(page)
    expect(page.locator("[name=make]")).to_have_value("Vesta")


def test_profile_forms_keep_what_is_no_secret(people: People) -> None:
    page = open_known(people.signed_in(CLIENT), "/profile")
    phone = page.locator("form[action='/api/profile/phone']")
    phone.evaluate("form => { const place = form.closest('details'); if (place) place.open = true; }")
    phone.locator("[name=phone]").fill("+7 916 000-00-11")
    phone.locator("[type=password]").fill("a secret that is long")
    page.locator("form[data-draft=rename] [name=name]").fill("Новое Имя")
    reload(page)
    expect(page.locator("form[data-draft=rename] [name=name]")).to_have_value("Новое Имя")
    expect(phone.locator("[name=phone]")).to_have_value("+7 916 000-00-11")
    expect(phone.locator("[type=password]")).to_have_value("")
    assert "a secret" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_a_draft_is_its_writers_alone_and_gone_when_the_writer_signs_out(people: People, shop: Shop) -> None:
    order = shop.started_order()
    context = people.mechanic()
    page = write(context, order, "Только моё")
    people.sign_in(context, ADMINISTRATOR)
    reload(page)
    expect(pages.comment_box(page, 1)).to_have_value("")
    people.sign_in(context, MECHANIC)
    reload(page)
    expect(pages.comment_box(page, 1)).to_have_value("Только моё")
    pages.sign_out(page)
    assert kept(page) == ""


def write(context: BrowserContext, order: dict[str, Any], text: str) -> Page:
    page = open_known(context, f"/orders/{order['id']}")
    pages.comment_box(page, 1).fill(text)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    return page


def test_drafts_are_bounded_in_number_and_length(people: People, shop: Shop) -> None:
    page = open_known(people.mechanic(), f"/orders/{shop.started_order()['id']}")
    owner = page.locator("[data-viewer]").get_attribute("data-viewer")
    many = {f"/orders/{number}": {"text": "х", "at": 0} for number in range(500)}
    page.evaluate(
        "([name, drafts]) => { for (const one of Object.values(drafts)) one.at = Date.now() - 1000; "
        "localStorage[name] = JSON.stringify(drafts); }",
        [f"autoservice-drafts-{owner}", many],
    )
    box = pages.comment_box(page, 1)
    box.fill("х" * 30_000)
    box.fill("Свежий")
    pages.wait_for(page, lambda: "Свежий" in kept(page))
    assert page.evaluate(f"Object.keys(JSON.parse(localStorage[{DRAFTS}[0]])).length") == 40
    assert len(kept(page)) < 10_000
