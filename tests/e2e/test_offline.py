"""Without a network: F5 and the home screen open what its owner saw last, and never an old version."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.accounts import OwnShop
from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages
from tests.support.proxy import Proxy

NEVER_TRUE = "No connection. It will be restored by itself; what you see may be out of date."
AS_OF = re.compile(r"Нет связи, данные на \d\d:\d\d\.")


@pytest.fixture
def people(people_behind_proxy: People) -> People:
    """Browsers behind the proxy."""
    return people_behind_proxy


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """An order whose first stage is under way."""
    return shop.started_order()


def seen(context: BrowserContext) -> list[str]:
    """The paths that the device keeps."""
    page = context.pages[0]
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return sorted(
        key.removeprefix("autoservice-seen ") for key in keys if key.startswith("autoservice-seen ")
    )


def open_and_keep(page: Page, path: str) -> None:
    """Look at a page until the device keeps it."""
    pages.visit(page, path)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    pages.wait_for(page, lambda: path in seen(page.context))


def cut(proxy: Proxy) -> None:
    proxy.cut(lets_in=False)


def test_a_page_is_opened_without_a_network_as_it_was_seen_last(
    people: People, shop: Shop, proxy: Proxy, order: dict[str, Any]
) -> None:
    page = people.mechanic(service_workers="allow").new_page()
    path = f"/orders/{order['id']}"
    open_and_keep(page, "/work")
    open_and_keep(page, path)
    cut(proxy)
    shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    page.reload()
    expect(page.get_by_text(AS_OF)).to_be_visible()
    pages.expect_stage_state(page, 1, "In progress")
    page.locator("nav a[href='/work']:visible").click()
    expect(pages.order_in_list(page, order["id"]).first).to_be_visible()
    # From the home screen: the page that was seen last.
    page.goto("/?app")
    pages.expect_stage_state(page, 1, "In progress")
    page.evaluate("window.sameDocument = true")
    proxy.let_in()
    pages.expect_stage_state(page, 1, "Done")
    expect(page.get_by_text(AS_OF)).to_be_hidden()
    assert page.evaluate("window.sameDocument") is True


def test_what_was_seen_goes_with_the_session(people: People, proxy: Proxy, order: dict[str, Any]) -> None:
    page = people.signed_in(CLIENT, service_workers="allow").new_page()
    path = f"/orders/{order['id']}"
    open_and_keep(page, path)
    pages.sign_out(page)
    assert seen(page.context) == []
    people.sign_in(page.context, CLIENT)
    open_and_keep(page, path)
    # Another session, of which the device has not heard anything yet.
    people.sign_in(page.context, MECHANIC)
    cut(proxy)
    page.goto(path)
    expect(
        page.get_by_text(
            pages.say(page, "No connection. It will be restored by itself; what you see may be out of date.")
        )
    ).to_be_visible()
    expect(pages.progress(page)).to_have_count(0)
    assert seen(page.context) == []


def test_a_revoked_session_is_forgotten_at_the_next_contact(people: People, shop: OwnShop) -> None:
    email = shop.person()
    order = shop.place_order(email)
    page = people.signed_in(email, service_workers="allow").new_page()
    open_and_keep(page, f"/orders/{order['id']}")
    rest = shop.rest(email)
    [session] = [one for one in rest.get("/auth/sessions")["items"] if one["device"].startswith("Mozilla")]
    rest.delete(f"/auth/sessions/{session['id']}")
    page.wait_for_url("**/sign-in?**")
    pages.wait_for(page, lambda: seen(page.context) == [])


def test_a_new_version_is_shown_by_the_next_start_with_a_network(
    people: People, proxy: Proxy, order: dict[str, Any]
) -> None:
    page = people.mechanic(service_workers="allow").new_page()
    open_and_keep(page, "/work")
    # What the worker has stored is as good as an old version: the server's page is shown, not that.
    page.evaluate(
        """async () => {
            for (const name of await caches.keys()) {
                const store = await caches.open(name);
                const headers = {"Content-Type": "text/html"};
                await store.put("/work", new Response("<p>old</p>", {headers}));
            }
        }"""
    )
    page.reload()
    pages.wait_until_filled(page)
    expect(page.get_by_text("old", exact=True)).to_have_count(0)
    cut(proxy)
    page.reload()
    expect(page.get_by_text("old", exact=True)).to_be_visible()


def test_a_worker_drops_what_those_of_other_builds_stored(people: People, order: dict[str, Any]) -> None:
    page = people.mechanic(service_workers="allow").new_page()
    page.goto("/favicon.svg")
    page.evaluate("caches.open('autoservice-of-another-build')")
    open_and_keep(page, "/work")
    pages.wait_for(page, lambda: len(page.evaluate("caches.keys()")) == 1)
    assert page.evaluate("caches.keys()") != ["autoservice-of-another-build"]


def test_the_worker_stores_nothing_of_rest_and_signing_in(people: People, order: dict[str, Any]) -> None:
    page = people.signed_in(CLIENT, service_workers="allow").new_page()
    open_and_keep(page, f"/orders/{order['id']}")
    pages.visit(page, "/profile")
    stored: list[str] = page.evaluate(
        """async () => {
            const stores = await Promise.all((await caches.keys()).map(name => caches.open(name)));
            const requests = (await Promise.all(stores.map(store => store.keys()))).flat();
            return requests.map(({url}) => new URL(url).pathname);
        }"""
    )
    assert not [path for path in stored if path.startswith(("/api", "/sign-in", "/password", "/_event"))]


def test_what_is_needed_to_install_is_served_as_it_should_be(people: People) -> None:
    request = people.guest().request
    manifest = request.get("/manifest.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    worker = request.get("/service_worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == manifest.headers["cache-control"] == "no-cache"
    for icon in json.loads(manifest.text())["icons"]:
        answer = request.get(icon["src"])
        assert answer.ok
        assert answer.headers["content-type"] == icon["type"]


def test_the_sections_of_the_bar_are_fetched_ahead(people: People) -> None:
    page = people.mechanic().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pages.visit(page, "/profile")
    pages.wait_for(page, lambda: any("_work_._index" in url for url in asked))
    page.wait_for_function("document.querySelectorAll('link[rel=modulepreload][href*=_work_]').length")
    assert not page.locator("link[rel=modulepreload][href*=_admin_]").count()
