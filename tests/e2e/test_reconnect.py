"""What is on a page stays there when its connection is cut, or its server begins anew, amid typing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages
from tests.support.proxy import Proxy

TYPED = "Стучит слева, и ещё"
PROFILE_FIELD = "phone"


@pytest.fixture
def people(people_behind_proxy: People) -> People:
    """Browsers behind the proxy."""
    return people_behind_proxy


class Filled:
    """Counts how often the server has filled a page, once for each socket."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        self._page = page
        page.on("websocket", lambda ws: ws.on("framereceived", self._look))

    def _look(self, payload: str | bytes) -> None:
        self.count += '"filled_for_rx_state_"' in str(payload)

    def wait_for(self, count: int) -> None:
        pages.wait_for(self._page, lambda: self.count >= count)


@dataclass
class HalfWritten:
    """A page on which somebody is just typing, with the caret amid the text."""

    page: Page
    field: Locator
    filled: Filled

    def begin(self) -> None:
        """Type, put the caret amid it, and scroll a little."""
        self.field.fill(TYPED)
        self.field.evaluate(
            """field => {
                field.focus();
                field.setSelectionRange(3, 6);
                scrollBy(0, 40);
                window.unfolded = () => document.querySelectorAll("details[open]").length;
                window.place = () => Math.round(field.getBoundingClientRect().top);
                window.before = {field, place: place(), open: unfolded()};
                window.blanked = 0;
                const look = () => { blanked += Boolean(document.querySelector("main .animate-pulse")) };
                new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
            }"""
        )

    def check(self) -> None:
        """All is as it was, in the same field, and was never away."""
        expect(self.field).to_have_value(TYPED)
        kept = self.page.evaluate(
            """() => ({
                field: before.field === document.activeElement && before.field.isConnected,
                caret: [before.field.selectionStart, before.field.selectionEnd],
                place: before.place === place(),
                open: unfolded() === before.open,
                blanked,
            })"""
        )
        assert kept == {"field": True, "caret": [3, 6], "place": True, "open": True, "blanked": 0}


def half_written(page: Page, path: str, find: Callable[[Page], Locator]) -> HalfWritten:
    filled = Filled(page)
    pages.visit(page, path)
    one = HalfWritten(page, find(page), filled)
    filled.wait_for(1)
    one.begin()
    return one


def comment_field(page: Page) -> Locator:
    """Under a stage that is over: folded away, so that it has to stay open."""
    return pages.comment_box(page, 1)


def note_field(page: Page) -> Locator:
    pages.tick_service(page, 3)
    return page.locator("textarea[name=note]")


def phone_field(page: Page) -> Locator:
    field = page.locator(f"input[name={PROFILE_FIELD}]")
    page.locator("details", has=field).locator("summary").click()
    return field


@pytest.fixture
def order(shop: Shop) -> dict:
    """An order whose first stage is over."""
    order = shop.started_order()
    shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    return order


@pytest.fixture
def written(people: People, order: dict) -> list[HalfWritten]:
    """The order page, the order form and the profile, each in the middle of something."""
    mechanic, client = people.mechanic().new_page(), people.signed_in(CLIENT)
    return [
        half_written(mechanic, f"/orders/{order['id']}", comment_field),
        half_written(client.new_page(), "/orders/new", note_field),
        half_written(client.new_page(), "/profile", phone_field),
    ]


def test_a_cut_connection_takes_nothing_from_a_page(
    written: list[HalfWritten], shop: Shop, proxy: Proxy, order: dict
) -> None:
    proxy.cut(lets_in=False)
    shop.rest(MECHANIC).post(f"{stage_path(order, 2)}/start")
    proxy.let_in()
    for one in written:
        one.filled.wait_for(2)
    pages.expect_stage_state(written[0].page, 2, "In progress")
    expect(written[1].page.locator("[name=service_ids]").nth(3)).to_be_checked()
    expect(written[1].page.locator("[name=service_ids]:checked")).to_have_count(1)
    for one in written:
        one.check()


def test_a_server_that_begins_anew_takes_nothing_from_a_page(
    written: list[HalfWritten], shop: Shop, order: dict
) -> None:
    shop.server.stop()
    shop.server.start()
    shop.rest(MECHANIC).post(f"{stage_path(order, 2)}/start")
    for one in written:
        one.filled.wait_for(2)
    pages.expect_stage_state(written[0].page, 2, "In progress")
    expect(written[1].page.locator("[name=service_ids]").nth(3)).to_be_checked()
    expect(pages.card(written[1].page, "Заказ")).to_contain_text("1 услуга")
    for one in written:
        one.check()
