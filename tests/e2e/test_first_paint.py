"""What a page shows and does before its scripts have come: all but its data, in the right language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocket, expect

from tests.e2e.entry import PASSWORD, fresh_email, new_account, rest_of
from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages

SCRIPTS: Final = re.compile(r"/assets/.*\.js$")
LANGUAGES: Final = {"ru": "ru-RU", "en": "en-US"}


@contextmanager
def without_scripts(context: BrowserContext) -> Iterator[None]:
    """Scripts that do not stand in the page never come, as on a network that has just died."""

    def refuse(route: Route) -> None:
        route.abort()

    context.route(SCRIPTS, refuse)
    yield
    context.unroute(SCRIPTS, refuse)


def expect_shell(page: Page, locale: str, text: str) -> None:
    """The page is shown, with its styles, in that language, with ``text`` (a msgid) on it."""
    expect(page.locator("html")).to_have_attribute("lang", locale)
    expect(page.get_by_text(pages.say(page, text)).first).to_be_visible()
    expect(page.locator("header")).to_have_css("position", "sticky")


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    ("email", "path", "text"),
    [
        ("", "/", "Services and prices"),
        ("", "/no/such/page", "Skip to content"),
        (CLIENT, "/orders/1", "Skip to content"),
        (MECHANIC, "/work", "My work"),
    ],
)
def test_a_page_is_painted_before_its_scripts_have_come(
    people: People, locale: str, email: str, path: str, text: str
) -> None:
    language = LANGUAGES[locale]
    context = people.signed_in(email, locale=language) if email else people.guest(locale=language)
    with without_scripts(context):
        page = context.new_page()
        page.goto(path)
        expect_shell(page, locale, text)


# How the title and the progress look; React's and emotion's own marks do not show.
LOOK: Final = """() => {
    const main = document.querySelector("main").cloneNode(true);
    main.querySelectorAll("style").forEach((style) => style.remove());
    const parts = [main.querySelector("h1").parentElement.parentElement];
    parts.push(main.querySelector("[role=progressbar]").closest("section"));
    const width = getComputedStyle(document.querySelector("[role=progressbar] > div")).width;
    const html = parts.map((part) => part.outerHTML).join("").replace(/<!--.*?-->| ?css-\\w+/g, "");
    return [html, width];
}"""


def see_twice(page: Page, path: str) -> tuple[list[str], list[str]]:
    """What ``LOOK`` sees on the page at ``path`` before its scripts have come, and afterwards."""
    held: list[Route] = []
    first: list[str] = []
    page.route(SCRIPTS, lambda route: route.continue_() if first else held.append(route))
    page.goto(path, wait_until="commit")
    expect(page.locator("main [role=progressbar]")).to_be_visible()
    first += page.evaluate(LOOK)
    for route in held:
        route.continue_()
    pages.wait_until_filled(page)
    expect(page.locator("[data-first-look]")).to_have_count(0)
    return first, page.evaluate(LOOK)


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_how_an_order_stands_is_seen_before_the_scripts_have_come(
    people: People, shop: Shop, locale: str
) -> None:
    order = shop.assigned_order(make='<b onclick="alert(1)">&amp;$&')
    if locale == "ru":
        shop.rest(MECHANIC).post(f"{stage_path(order)}/start")
        shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    page = people.signed_in(CLIENT, locale=LANGUAGES[locale]).new_page()
    first, then = see_twice(page, f"/orders/{order['id']}")
    assert first == then
    assert "&lt;b onclick=" in first[0]
    assert order["number"] in first[0]


def test_a_tracking_link_shows_how_the_order_stands_before_the_scripts_have_come(
    people: People, shop: Shop
) -> None:
    order = shop.started_order()
    made = shop.rest(CLIENT).post(f"/orders/{order['id']}/tracking-links", may_approve=False)
    page = people.guest(phone=True).new_page()
    pages.visit_and_land(page, "/t/" + made["url"].rpartition("/t/")[2], f"/track/{order['id']}")
    first, then = see_twice(page, f"/track/{order['id']}")
    assert first == then
    assert order["vehicle"]["plate"] not in first[0]


def test_a_page_asks_for_its_content_once_and_before_its_scripts_have_come(people: People) -> None:
    context = people.guest()
    held: list[Route] = []
    sockets: list[WebSocket] = []
    sent: list[str | bytes] = []
    context.route(SCRIPTS, lambda route: route.continue_() if sent else held.append(route))
    page = context.new_page()
    page.on("websocket", lambda socket: sockets.append(socket))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto("/", wait_until="commit")
    pages.wait_for(page, lambda: bool(sent))
    assert held
    for route in held:
        route.continue_()
    pages.wait_until_filled(page)
    assert len(sockets) == 1
    assert [frame for frame in sent if "hydrate_and_load" in str(frame)] == sent[:1]


@pytest.fixture(scope="module")
def speaks_english(shop: Shop) -> dict[str, str]:
    """Credentials of an account in English."""
    email = fresh_email("polyglot")
    new_account(shop, email)
    with rest_of(shop, email) as rest:
        rest.post("/profile", json={"locale": "en"}).raise_for_status()
    return {"login": email, "password": PASSWORD}


def signed_in(people: People, credentials: dict[str, str]) -> BrowserContext:
    """A browser in Russian whose owner has that account."""
    context = people.guest(locale=LANGUAGES["ru"])
    assert context.request.post("/api/auth/login", data=credentials).ok
    return context


def test_signing_in_brings_the_language_of_the_account(
    people: People, speaks_english: dict[str, str]
) -> None:
    context = signed_in(people, speaks_english)
    with without_scripts(context):
        page = context.new_page()
        page.goto("/orders")
        expect_shell(page, "en", "My orders")


def test_a_cookie_of_another_language_is_mended_by_the_first_page(
    people: People, shop: Shop, speaks_english: dict[str, str]
) -> None:
    context = signed_in(people, speaks_english)
    context.add_cookies([{"name": "autoservice_locale", "value": "ru", "url": shop.url}])
    page = context.new_page()
    page.goto("/orders")
    pages.expect_locale(page, "en")
    with without_scripts(context):
        page.goto("/orders")
        expect_shell(page, "en", "My orders")
