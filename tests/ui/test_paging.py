"""Lists a page at a time: the pager stays inside of the list, also of one that becomes shorter."""

import pytest

from autoservice.shared.pagination import MAX_PAGE_SIZE, PageRequest
from autoservice.ui.pages.admin_console import AllOrdersState
from autoservice.ui.pages.profile.state import ON_A_PAGE, DevicesState
from tests.support.runtime import Shop
from tests.ui.pipeline import Pipeline, running_pipeline

WHOLE = PageRequest(size=MAX_PAGE_SIZE)


async def end_all_other_sessions(shop: Shop, session: str) -> None:
    """End them, as another tab would."""
    async with shop.runtime.work(await shop.runtime.actor_of(session)) as unit:
        for one in (await unit.services.auth.list_sessions(WHOLE)).items:
            if not one.current:
                await unit.services.auth.revoke_session(one.id)


@pytest.fixture
async def own_session(shop: Shop) -> str:
    """A session of somebody who is signed in on so many devices that they fill two pages."""
    for _ in range(ON_A_PAGE):
        await shop.sign_in(shop.people.client)
    return await shop.sign_in(shop.people.client)


def shown(pipeline: Pipeline) -> tuple[int, int, int]:
    """Which page is open, of how many, and how many devices are on it."""
    number, pages = (pipeline.wire.last(DevicesState, name) for name in ("number", "pages"))
    return number, pages, len(pipeline.wire.last(DevicesState, "sessions"))


async def test_the_pager_does_not_leave_the_list(own_session: str) -> None:
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(own_session)
        await pipeline.send(DevicesState, "load", own_session)
        assert shown(pipeline) == (1, 2, ON_A_PAGE)
        for step, expected in (("next", 2), ("next", 2), ("previous", 1), ("previous", 1)):
            await pipeline.send(DevicesState, f"{step}_page", own_session)
            assert shown(pipeline)[0] == expected


async def test_whoever_is_on_a_page_that_is_no_more_comes_to_the_last_one(
    shop: Shop, own_session: str
) -> None:
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(own_session)
        await pipeline.send(DevicesState, "load", own_session)
        await pipeline.send(DevicesState, "next_page", own_session)
        assert shown(pipeline) == (2, 2, 1)
        await end_all_other_sessions(shop, own_session)
        await pipeline.send(DevicesState, "read_again", own_session)
        assert shown(pipeline) == (1, 1, 1)


async def test_a_live_list_that_becomes_shorter_than_the_open_page_goes_back(shop: Shop) -> None:
    orders = [await shop.place_order() for _ in range(PageRequest().size + 1)]
    session = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session, path="/admin/orders")
        await pipeline.chain(AllOrdersState, "open")
        await pipeline.send(AllOrdersState, "filter_status", session, status=orders[-1].status)
        await pipeline.send(AllOrdersState, "next_page", session)
        assert pipeline.wire.last(AllOrdersState, "number") == 2
        await shop.assign(orders[-1])
        await shop.relay_all()
        await pipeline.wire.wait_until(lambda wire: wire.last(AllOrdersState, "number") == 1)
        full = PageRequest().size
        await pipeline.wire.wait_until(lambda wire: len(wire.last(AllOrdersState, "orders")) == full)
