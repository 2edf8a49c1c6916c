"""One shop for all browser tests: every test makes the orders it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.accounts import OwnShop, own_shop
from tests.e2e.shop import People, Shop
from tests.support.databases import Databases
from tests.support.proxy import Proxy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A story in a browser gets a second try, which the report names as RERUN.

    Of three programs on a machine that is kept busy, one may come late once; what is broken falls twice.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun="."))


@pytest.fixture(scope="session")
def shop(sqlite_databases: Databases) -> Iterator[OwnShop]:
    """The program as it runs without any settings: one worker, SQLite."""
    with own_shop(sqlite_databases) as shop:
        yield shop


@pytest.fixture(scope="session")
def changing_shop(sqlite_databases: Databases) -> Iterator[OwnShop]:
    """Another one like it, for tests that change what others rely on: accounts, prices, repair templates."""
    with own_shop(sqlite_databases) as shop:
        yield shop


@pytest.fixture
def people(browser: Browser, shop: Shop) -> Iterator[People]:
    """Browsers at the shop."""
    people = People(browser, shop)
    yield people
    people.close()


@pytest.fixture
def proxy(shop: Shop) -> Iterator[Proxy]:
    """The network between the browsers and the shop."""
    with Proxy(shop.server.port) as proxy:
        yield proxy


@pytest.fixture
def people_behind_proxy(browser: Browser, shop: Shop, proxy: Proxy) -> Iterator[People]:
    """Browsers behind that network."""
    people = People(browser, Shop(shop.server, proxy.url))
    yield people
    people.close()
