"""What happens to an open page: left in vain, asleep, outdated - and it says so in its own language."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.shop import ADMINISTRATOR, MECHANIC, People, Shop, stage_path
from tests.support import pages

AS_OF = re.compile(r"Нет связи, данные на \d\d:\d\d\.")
NEW_VERSION = "Вышла новая версия страницы"


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """An order whose first stage is under way."""
    return shop.started_order()


def complete(shop: Shop, order: dict[str, Any], number: int = 1) -> None:
    shop.rest(MECHANIC).post(f"{stage_path(order, number)}/complete")


def show_again(page: Page) -> None:
    """What a browser tells a page that is seen again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_page_that_was_nearly_left_is_live_as_before(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    left: list[str] = []
    page.expose_function("left", lambda: left.append("once"))
    page.evaluate(
        """() => {
            addEventListener("beforeunload", () => window.left());
            const link = Object.assign(document.createElement("a"), { href: "mailto:client@example.com" });
            document.body.append(link);
            link.click();
        }"""
    )
    pages.wait_for(page, lambda: bool(left))
    complete(shop, order)
    pages.expect_stage_state(page, 1, "Done")


class Tunnel:
    """The way of a page's websockets; in a ``hole`` nothing passes, and nobody hears that it does not."""

    def __init__(self, page: Page) -> None:
        self.hole = False
        page.route_web_socket(re.compile("/_event"), self._open)

    def _open(self, client: WebSocketRoute) -> None:
        server = client.connect_to_server()
        client.on_message(lambda message: None if self.hole else server.send(message))
        server.on_message(lambda message: None if self.hole else client.send(message))


@pytest.fixture
def dead_socket(people: People, order: dict[str, Any]) -> tuple[Page, Tunnel]:
    """An open page on whose socket nothing passes, without a sign."""
    page = people.signed_in(ADMINISTRATOR).new_page()
    tunnel = Tunnel(page)
    pages.visit(page, f"/orders/{order['id']}")
    tunnel.hole = True
    return page, tunnel


def test_a_page_that_wakes_up_on_a_dead_socket_says_how_old_it_is_and_then_is_true(
    dead_socket: tuple[Page, Tunnel], shop: Shop, order: dict[str, Any]
) -> None:
    page, tunnel = dead_socket
    complete(shop, order)
    show_again(page)
    expect(page.get_by_text(AS_OF)).to_be_visible()
    tunnel.hole = False
    show_again(page)
    pages.expect_stage_state(page, 1, "Done")
    expect(page.get_by_text(AS_OF)).to_be_hidden()


def test_a_new_version_is_said_in_the_pages_language_and_loaded_when_nobody_looks(
    people: People, order: dict[str, Any]
) -> None:
    page = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    pages.comment_box(page, 1).fill("Пишу уже давно")
    page.evaluate("window.sameDocument = true")
    page.evaluate("dispatchEvent(new Event('autoservice:new-version'))")
    expect(page.get_by_text(NEW_VERSION)).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
    hide(page)
    page.wait_for_function("window.sameDocument !== true")
    pages.wait_until_filled(page)
    expect(pages.comment_box(page, 1)).to_have_value("Пишу уже давно")


def hide(page: Page) -> None:
    """What a browser tells a page that is not seen any more."""
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", { value: "hidden" });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )


def test_another_state_of_the_server_reloads_nothing_by_itself(people: People) -> None:
    # Reflex's own client would: at once, and a second time with a banner in English.
    page = people.signed_in(ADMINISTRATOR).new_page()
    page.route_web_socket(re.compile("/_event"), lie_about_version)
    pages.visit(page, "/profile")
    page.evaluate("window.sameDocument = true")
    expect(page.get_by_text(NEW_VERSION)).to_be_visible()
    typed = page.locator("main [type=password]").first
    typed.evaluate("field => (field.value = 'half a secret')")
    hide(page)
    assert page.evaluate("window.sameDocument") is True
    page.get_by_role("button", name="Обновить").click()
    page.wait_for_function("window.sameDocument !== true")


def lie_about_version(client: WebSocketRoute) -> None:
    server = client.connect_to_server()
    client.on_message(
        lambda message: server.send(re.sub(r'"state_schema":"[^"]*"', '"state_schema":"other"', str(message)))
    )
    server.on_message(client.send)


def test_a_link_leads_into_the_new_version(people: People) -> None:
    page = people.mechanic().new_page()
    pages.visit(page, "/work")
    page.route("**/version.txt", lambda route: route.fulfill(body="0123abcd"))
    page.evaluate("window.sameDocument = true")
    page.evaluate("performance.now = () => 1e9")
    show_again(page)
    expect(page.get_by_text(NEW_VERSION)).to_be_visible()
    page.locator("a[href='/profile']").first.click()
    pages.expect_path(page, "/profile")
    assert page.evaluate("window.sameDocument") is None
