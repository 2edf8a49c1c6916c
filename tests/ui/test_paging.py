"""Lists a page at a time: the address says which page is open, and what is shown leads to its neighbours."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from reflex.state import BaseState

from autoservice.shared.pagination import PageRequest
from autoservice.ui.pages.admin_console import AllOrdersState
from autoservice.ui.pages.admin_users.state import UsersState
from autoservice.ui.pages.profile.state import ON_A_PAGE, SessionsState
from tests.support.runtime import Shop
from tests.ui.pipeline import Pipeline, Wire, running_pipeline

FULL = PageRequest().size


@pytest.fixture
async def own_session(shop: Shop) -> str:
    """A session of somebody who is signed in on so many devices that they fill two pages."""
    for _ in range(ON_A_PAGE):
        await shop.sign_in(shop.people.client)
    return await shop.sign_in(shop.people.client)


async def end_all_other_sessions(shop: Shop, session: str) -> None:
    """End them, as another tab would."""
    async with shop.runtime.transaction(await shop.runtime.identity.actor_of(session)) as unit:
        for one in (await unit.services.sessions.list_sessions(PageRequest(size=100))).items:
            if not one.current:
                await unit.services.sessions.revoke_session(one.id)


async def devices(pipeline: Pipeline, session: str, path: str) -> tuple[str, str, int]:
    """What the devices' list shows at an address: its neighbours' addresses, and how many devices."""
    await pipeline.send(SessionsState, "load", session, path)
    return (*links(pipeline, SessionsState), len(pipeline.wire.last(SessionsState, "sessions")))


def links(pipeline: Pipeline, state: type[BaseState]) -> tuple[str, str]:
    return pipeline.wire.last(state, "previous_url"), pipeline.wire.last(state, "next_url")


async def test_the_pager_leads_to_the_neighbours_and_keeps_the_rest_of_the_address(own_session: str) -> None:
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(own_session)
        previous, following, count = await devices(pipeline, own_session, "/profile?email=asked")
        assert (previous, count) == ("", ON_A_PAGE)
        assert query(following).keys() == {"email", "cursor"}
        previous, last, count = await devices(pipeline, own_session, following)
        assert (last, count) == ("", 1)
        assert pipeline.wire.last(SessionsState, "first_url") == "/profile?email=asked"
        _, again, count = await devices(pipeline, own_session, previous)
        assert (again, count) == (following, ON_A_PAGE)


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


async def test_whoever_is_on_a_page_that_is_no_more_comes_to_the_last_one(
    shop: Shop, own_session: str
) -> None:
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(own_session)
        _, following, _ = await devices(pipeline, own_session, "/profile")
        await devices(pipeline, own_session, following)
        await end_all_other_sessions(shop, own_session)
        await pipeline.send(SessionsState, "reload", own_session, following)
        assert links(pipeline, SessionsState) == ("", "")
        assert len(pipeline.wire.last(SessionsState, "sessions")) == 1


@pytest.mark.parametrize("cursor", ["x", "%00", "b3JkZXJzPlsxXQ", "%ED%A0%80", "a" * 3000])
async def test_a_cursor_that_is_none_leads_to_the_beginning_and_says_so(
    own_session: str, cursor: str
) -> None:
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(own_session)
        previous, following, count = await devices(pipeline, own_session, f"/profile?cursor={cursor}")
        assert (previous, count) == ("", ON_A_PAGE)
        assert pipeline.wire.last(SessionsState, "unknown_cursor") is True
        await devices(pipeline, own_session, following)
        assert pipeline.wire.last(SessionsState, "unknown_cursor") is False


async def open_orders(pipeline: Pipeline, session: str, path: str) -> None:
    """Go to an address of the orders' list, and wait for its rows."""
    pipeline.wire.clear()
    # Any event tells where the browser is; the opening itself is chained, and carries no address.
    await pipeline.send(AllOrdersState, "clear_selection", session, path)
    await pipeline.chain(AllOrdersState, "open")
    await pipeline.wire.wait_until(lambda wire: f"{AllOrdersState.get_full_name()}" in wire.text)


async def open_people(pipeline: Pipeline, session: str, path: str) -> None:
    """Go to an address of the people's list."""
    await pipeline.send(UsersState, "clear_selection", session, path)
    await pipeline.chain(UsersState, "open")


def people_shown(wire: Wire) -> int:
    try:
        return len(wire.last(UsersState, "rows"))
    except IndexError:
        return 0


async def wait_for(pipeline: Pipeline, var: str, value: Any) -> None:
    def reached(_: object) -> bool:
        try:
            return bool(pipeline.wire.last(AllOrdersState, var) == value)
        except IndexError:
            return False

    await pipeline.wire.wait_until(reached)


async def test_a_live_list_that_becomes_shorter_than_the_open_page_goes_back(shop: Shop) -> None:
    orders = [await shop.place_order() for _ in range(FULL + 1)]
    session = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session, path="/admin/orders")
        await open_orders(pipeline, session, "/admin/orders?status=requested")
        await wait_for(pipeline, "loaded", True)
        second = pipeline.wire.last(AllOrdersState, "next_url")
        assert query(second).keys() == {"status", "cursor"}
        await open_orders(pipeline, session, second)
        await wait_for(pipeline, "next_url", "")
        assert [row["id"] for row in pipeline.wire.last(AllOrdersState, "rows")] == [str(orders[-1].id)]
        await shop.assign(orders[-1])
        await shop.relay_all()
        await pipeline.wire.wait_until(lambda wire: len(wire.last(AllOrdersState, "rows")) == FULL)
        await wait_for(pipeline, "previous_url", "")


async def test_a_live_page_keeps_its_rows_while_others_come_before_it(shop: Shop) -> None:
    orders = [await shop.place_order() for _ in range(FULL + 2)]
    session = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session, path="/admin/orders")
        # What is found comes with the newest first.
        await open_orders(pipeline, session, "/admin/orders?q=lada")
        await wait_for(pipeline, "loaded", True)
        await open_orders(pipeline, session, pipeline.wire.last(AllOrdersState, "next_url"))
        await wait_for(pipeline, "next_url", "")
        for _ in range(2):
            await shop.place_order()
        await shop.relay_all()
        await pipeline.wire.wait_until(lambda wire: wire.last(AllOrdersState, "total") == FULL + 4)
        shown = [row["id"] for row in pipeline.wire.last(AllOrdersState, "rows")]
        assert shown == [str(orders[1].id), str(orders[0].id)]


async def test_a_filter_is_an_address(shop: Shop) -> None:
    session = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session)
        for status in ("ready", "", "nonsense"):
            here = "/admin/orders?status=delivered&cursor=x"
            await pipeline.send(AllOrdersState, "filter_rows", session, here, name="status", value=status)
        await pipeline.send(UsersState, "search", session, "/admin/users?role=client&cursor=x", text=" Анна ")
        here = "/admin/users?q=Анна"
        await pipeline.send(UsersState, "filter_rows", session, here, name="role", value="mechanic")
        await pipeline.send(UsersState, "filter_rows", session, here, name="nothing", value="mechanic")
    ready, *cleared, people, mechanics = pipeline.wire.redirects
    assert ready == "/admin/orders?status=ready"
    assert cleared == ["/admin/orders", "/admin/orders"]
    assert query(people) == {"role": "client", "q": "Анна"}
    assert query(mechanics) == {"role": "mechanic", "q": "Анна"}


async def test_what_no_database_can_hold_is_left_out_of_a_search(shop: Shop) -> None:
    session = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session)
        await open_people(pipeline, session, "/admin/users?q=%00Бел%00")
        await pipeline.wire.wait_until(lambda wire: people_shown(wire) == 1)
        await pipeline.send(UsersState, "search", session, "/admin/users", text="\ud800Бел")
        await pipeline.send(AllOrdersState, "search", session, "/admin/orders", text="\ud800A\0")
    people, orders = pipeline.wire.redirects
    assert (query(people), query(orders)) == ({"q": "Бел"}, {"q": "A"})


async def test_an_address_that_follows_from_typing_leaves_the_field_alone(shop: Shop) -> None:
    session = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(session)
        await open_people(pipeline, session, "/admin/users?q=Бел")
        assert pipeline.wire.last(UsersState, "field_key") == 1
        await pipeline.wire.wait_until(lambda wire: people_shown(wire) == 1)
        pipeline.wire.clear()
        for text in ("И", "Иль"):
            await pipeline.send(UsersState, "search", session, "/admin/users", text=text)
        for text in ("И", "Иль"):
            await open_people(pipeline, session, f"/admin/users?q={text}")
        assert "field_key" not in pipeline.wire.text
        await open_people(pipeline, session, "/admin/users")
        assert pipeline.wire.last(UsersState, "field_key") == 2
