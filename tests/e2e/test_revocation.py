"""Revoked means dead on open pages too, wherever the session ends and whichever worker hears of it first."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from autoservice.ui.engine.sockets import ACCESS_CHANGED
from tests.e2e.raw_socket import RawSocket
from tests.e2e.shop import ADMINISTRATOR, CLIENT, COLLEAGUE, MECHANIC, People, Rest, Shop, running_shop
from tests.e2e.test_workers import worker_of
from tests.support import pages
from tests.support.databases import Databases
from tests.support.redis import RedisServer
from tests.support.timeouts import TIMEOUT_MS, TIMEOUT_SECONDS

MOST_SOCKETS = 60


@pytest.fixture(scope="module")
def own_shop(sqlite_databases: Databases) -> Iterator[Shop]:
    """A shop for this file: who is thrown out here must not be needed elsewhere."""
    with sqlite_databases.fresh() as database_url, running_shop(database_url) as shop:
        yield shop


@pytest.fixture
def visitors(browser: Browser, own_shop: Shop) -> Iterator[People]:
    """Browsers at that shop."""
    people = People(browser, own_shop)
    yield people
    people.close()


def sign_out_everywhere(shop: Shop, email: str) -> None:
    """End all sessions of an account, as its owner does from another device."""
    Rest(shop.server, email).delete("/auth/sessions")


def change_role(shop: Shop, email: str, role: str) -> None:
    """Give an account another role, as the administrator does."""
    user, administrator = Rest(shop.server, email).user["id"], Rest(shop.server, ADMINISTRATOR).token
    httpx.patch(
        f"{shop.url}/api/admin/users/{user}",
        json={"role": role},
        headers={"Authorization": f"Bearer {administrator}"},
        timeout=TIMEOUT_SECONDS,
    ).raise_for_status()


def expect_soon(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: url.partition("?")[0].endswith(path), timeout=TIMEOUT_MS)


def test_a_page_open_on_an_order_is_sent_to_sign_in_and_shows_nothing_of_it(
    visitors: People, own_shop: Shop
) -> None:
    order = own_shop.place_order()
    page = pages.open_page(visitors.signed_in(CLIENT), f"/orders/{order['id']}")
    sign_out_everywhere(own_shop, CLIENT)
    expect_soon(page, "/sign-in")
    assert f"next=/orders/{order['id']}" in page.url
    assert order["vehicle"]["plate"] not in page.content()


def test_whoever_is_not_concerned_stays_where_they_are(visitors: People, own_shop: Shop) -> None:
    page = pages.open_page(visitors.signed_in(MECHANIC), "/work")
    unmoved = pages.Unmoved(page)
    with RawSocket(own_shop.url, Rest(own_shop.server, CLIENT).token, "/orders") as socket:
        socket.wait_until_filled()
        sign_out_everywhere(own_shop, CLIENT)
        assert socket.wait_until_cut_off() == ACCESS_CHANGED
    unmoved.check()
    pages.expect_path(page, "/work")


def test_a_new_role_moves_an_open_page_to_its_new_home(visitors: People, own_shop: Shop) -> None:
    page = pages.open_page(visitors.signed_in(COLLEAGUE), "/work")
    change_role(own_shop, COLLEAGUE, "client")
    expect_soon(page, "/orders")


def test_sockets_of_both_workers_are_cut_off(
    postgresql_databases: Databases, redis_server: RedisServer
) -> None:
    with (
        postgresql_databases.fresh() as database_url,
        running_shop(database_url, redis_server.fresh_url(), workers=2) as shop,
    ):
        sockets = sockets_of_both_workers(shop)
        sign_out_everywhere(shop, CLIENT)
        for socket in sockets:
            assert socket.wait_until_cut_off() == ACCESS_CHANGED
            socket.__exit__(None, None, None)


def sockets_of_both_workers(shop: Shop) -> list[RawSocket]:
    """Open pages of the client until both workers hold one."""
    token = Rest(shop.server, CLIENT).token
    sockets: list[RawSocket] = []
    while len({worker_of(shop, socket) for socket in sockets}) < 2:
        assert len(sockets) < MOST_SOCKETS, "All sockets went to one worker."
        sockets.append(RawSocket(shop.url, token, "/orders").__enter__())
        sockets[-1].wait_until_filled()
    return sockets
