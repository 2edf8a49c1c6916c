"""Two worker processes, PostgreSQL and Redis: what one worker did, the pages of both show."""

from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from autoservice.ui.pages.order_detail.state import OrderState
from tests.e2e.raw_socket import RawSocket, Update
from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, running_shop, stage_path
from tests.support import pages
from tests.support.databases import Databases
from tests.support.pages import Unmoved
from tests.support.redis import RedisServer

PAGES = 6
MOST_SOCKETS = 60


@pytest.fixture(scope="module")
def big_shop(postgresql_databases: Databases, redis_server: RedisServer) -> Iterator[Shop]:
    """The program as a shop with many clients runs it."""
    with (
        postgresql_databases.fresh() as database_url,
        running_shop(database_url, redis_server.fresh_url(), workers=2) as shop,
    ):
        yield shop


@pytest.fixture
def big_people(browser: Browser, big_shop: Shop) -> Iterator[People]:
    """Browsers at that shop."""
    people = People(browser, big_shop)
    yield people
    people.close()


def test_every_open_page_moves_whichever_worker_took_the_step(big_people: People, big_shop: Shop) -> None:
    order = big_shop.assigned_order()
    watching = [open_on_desk(big_people, order["id"]) for _ in range(PAGES)]
    unmoved = [Unmoved(page) for page in watching]
    big_shop.rest(MECHANIC).post(f"{stage_path(order)}/start")
    for page in watching:
        pages.expect_stage_state(page, 1, "In progress")
    big_shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    for page in watching:
        pages.expect_stage_state(page, 1, "Done")
        expect(pages.progress(page)).to_have_attribute("aria-valuenow", "11")
    for one in unmoved:
        one.check()


def test_sockets_of_both_workers_hear_of_each_step(big_shop: Shop) -> None:
    order = big_shop.assigned_order()
    watchers = watch_through_both_workers(big_shop, order["id"])
    try:
        for step in ("start", "complete"):
            big_shop.rest(MECHANIC).post(f"{stage_path(order)}/{step}")
            for watcher in watchers:
                watcher.wait_for(lambda update, step=step: first_stage(update) == AFTER[step])  # type: ignore[misc]
    finally:
        for watcher in watchers:
            watcher.__exit__(None, None, None)


AFTER = {"start": "in_progress", "complete": "done"}


def open_on_desk(people: People, order_id: int) -> Page:
    return pages.open_page(people.signed_in(CLIENT), f"/orders/{order_id}")


def watch_through_both_workers(shop: Shop, order_id: int) -> list[RawSocket]:
    """Open sockets on the order's page until both workers hold one."""
    watchers: list[RawSocket] = []
    workers: set[int] = set()
    while len(workers) < 2:
        assert len(watchers) < MOST_SOCKETS, f"All sockets went to one worker: {workers}"
        watcher = RawSocket(shop.url, shop.rest(CLIENT).token, f"/orders/{order_id}").__enter__()
        watchers.append(watcher)
        watcher.wait_for(lambda update: first_stage(update) == "assigned")
        workers.add(worker_of(shop, watcher))
    return watchers


def worker_of(shop: Shop, watcher: RawSocket) -> int:
    """The process at the other end of a connection."""
    connections = psutil.net_connections("tcp4")
    ours = (shop.server.port, watcher.port)
    found = [
        one.pid for one in connections if one.laddr and one.raddr and (one.laddr.port, one.raddr.port) == ours
    ]
    assert len(found) == 1, found
    return found[0] or 0


def first_stage(update: Update) -> str:
    """The first stage's state, as far as an update tells it."""
    told = (update.get("delta") or {}).get(OrderState.get_full_name(), {})
    stages = told.get("stages_rx_state_") or [{}]
    return str(stages[0].get("state", ""))
