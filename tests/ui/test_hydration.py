"""A page whose socket comes back: the same session keeps what it sees, another one sees nothing of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import BaseState, OnLoadInternalState

from autoservice.adapters.local_hub import LocalHub
from autoservice.autoservice import app
from autoservice.modules.auth.models import User
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import NewComment
from autoservice.shared.access import SYSTEM, Role
from autoservice.ui.engine import rooms
from autoservice.ui.engine.hydration import FILLED_FOR, PageState
from autoservice.ui.features.rename import RenameState
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.pages.order_detail.state import OrderState
from autoservice.ui.pages.profile.state import ProfileState
from autoservice.ui.widgets.order_tracker.state import OlderReportsState
from autoservice.ui.widgets.service_list import ServiceListState
from tests.support.databases import Databases
from tests.support.runtime import MovableClock, Shop, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.wire import Socket, running_sockets

DROPPED: Final = 100


@pytest_asyncio.fixture
async def shop(sqlite_databases: Databases, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Shop]:
    """A shop on SQLite: nothing here depends on the database."""
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path, clock=clock) as opened:
            yield opened


def told(socket: Socket, state: type[BaseState], var: str) -> list[Any]:
    """All values of a var that the page was sent, in their order."""
    deltas = [(update.get("delta") or {}).get(state.get_full_name(), {}) for update in socket.updates]
    return [delta[f"{var}_rx_state_"] for delta in deltas if f"{var}_rx_state_" in delta]


async def filled(socket: Socket, order: OrderView) -> None:
    """The order's page shows the order."""
    await socket.wait_until(lambda: order.vehicle.plate in socket.text)


async def remembered(socket: Socket) -> dict[str, str]:
    """What the tab then keeps in its ``sessionStorage``, as its next hello carries it."""
    await socket.wait_until(lambda: bool(told(socket, PageState, "filled_for")[-1:]))
    return {FILLED_FOR: told(socket, PageState, "filled_for")[-1]}


async def seen_once(token: str, path: str, order: OrderView) -> tuple[Socket, dict[str, str]]:
    """A new tab in which the order was shown and whose socket is gone; and what the tab remembers."""
    async with Socket(token, path) as first:
        await first.hello(hashes=["new"])
        await filled(first, order)
        return first, await remembered(first)


def coming_back(before: Socket, token: str, path: str) -> Socket:
    """The same tab's next socket."""
    socket = Socket(token, path)
    socket.client_token = before.client_token
    return socket


def lose_states() -> None:
    """As a restart does, or an hour without an event."""
    assert isinstance(app.state_manager, StateManagerMemory)
    app.state_manager.states.clear()


@pytest.mark.parametrize("restarted", [False, True], ids=["dropped", "restarted"])
async def test_a_page_that_comes_back_is_told_nothing_before_the_new_reading(shop: Shop, restarted: bool):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    path = f"/orders/{order.id}"
    async with running_sockets():
        first, memory = await seen_once(token, path, order)
        if restarted:
            lose_states()
        async with coming_back(first, token, path) as second:
            await second.hello(vars=memory)
            await filled(second, order)
    assert told(second, OrderState, "path") == [path]
    assert len(told(second, OrderState, "order")) == 1
    assert told(second, ViewerState, "signed_in") in ([True], [True, True])
    assert False not in told(second, ViewerState, "loaded")


@pytest.mark.parametrize("restarted", [False, True], ids=["dropped", "restarted"])
async def test_the_profile_that_comes_back_is_never_said_to_be_unread(shop: Shop, restarted: bool):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets():
        async with Socket(token, "/profile") as first:
            await first.hello(hashes=["new"])
            memory = await remembered(first)
        if restarted:
            lose_states()
        async with coming_back(first, token, "/profile") as second:
            await second.hello(vars=memory)
            await second.wait_until(lambda: bool(told(second, ProfileState, "email")))
    assert False not in told(second, ProfileState, "loaded")
    assert "" not in told(second, ProfileState, "email")


async def test_what_was_lost_on_the_way_comes_with_the_next_socket(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets():
        async with Socket(token, "/profile") as first:
            await first.hello(hashes=["new"])
            memory = await remembered(first)
            first.send(RenameState, "rename", form={"name": ""})
            await first.wait_until(lambda: any(told(first, RenameState, "errors")))
        async with coming_back(first, token, "/profile") as second:
            await second.hello(vars=memory)
    assert "name" in told(second, RenameState, "errors")[0]


async def test_who_comes_without_a_hello_reaches_no_state_of_the_page_before(shop: Shop):
    order = await shop.assigned_order()
    path, (one, other) = f"/orders/{order.id}", order.stages[:2]
    mechanic, client = [await shop.sign_in(who) for who in (shop.people.mechanic, shop.people.client)]
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.add_comment(order.id, one.id, NewComment(text="Между нами"))
    async with running_sockets():
        async with Socket(mechanic, path) as first:
            await first.hello(hashes=["new"])
            first.send(OlderReportsState, "show_all", stage_id=str(one.id))
            await first.wait_until(lambda: bool(told(first, OlderReportsState, "whole")))
        async with coming_back(first, client, path) as second:
            second.greet_with(OlderReportsState, "show_all", stage_id=str(other.id))
            await second.wait_until(
                lambda: "whole" in second.text or '"throttled_rx_state_": true' in second.text
            )
    assert "Между нами" in first.text
    assert "Между нами" not in second.text


@pytest.mark.parametrize("who", ["nobody", "somebody else", "with another role"])
async def test_a_page_that_comes_back_for_another_session_is_blanked_first(shop: Shop, who: str):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    path = f"/orders/{order.id}"
    async with running_sockets():
        first, memory = await seen_once(token, path, order)
        async with coming_back(first, await another_token(shop, who, token), path) as second:
            await second.hello(vars=memory)
            blank = second.updates[0]["delta"][OrderState.get_full_name()]
    assert blank["order_rx_state_"]["plate"] == ""
    assert (blank["path_rx_state_"], blank["stages_rx_state_"]) == ("", [])
    assert order.vehicle.plate not in second.text


async def another_token(shop: Shop, who: str, token: str) -> str:
    if who == "nobody":
        return ""
    if who == "somebody else":
        return await shop.sign_in(shop.people.other_client)
    async with shop.runtime.transaction(SYSTEM) as unit:
        user = await unit.session.get(User, shop.people.client.user_id)
        assert user is not None
        user.role = Role.MECHANIC.value
    return token


async def test_a_claim_that_no_page_was_ever_given_keeps_nothing(shop: Shop):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token, f"/orders/{order.id}") as socket:
        await socket.hello(vars={FILLED_FOR: "somebody /orders"})
        await filled(socket, order)
    assert told(socket, OrderState, "path") == ["", f"/orders/{order.id}"]


async def test_whoever_goes_to_another_page_leaves_the_room_and_takes_nothing_along(shop: Shop):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token, f"/orders/{order.id}") as socket:
        await socket.hello(hashes=["new"])
        await filled(socket, order)
        socket.path = "/profile"
        socket.send(OnLoadInternalState, "on_load_internal")
        await socket.wait_until(lambda: bool(told(socket, ProfileState, "email")))
        assert OrderState not in {view.state for _, view in rooms._rooms}
    assert told(socket, OrderState, "path") == [f"/orders/{order.id}", ""]


async def test_a_change_touches_no_state_of_those_who_watch(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token, f"/orders/{order.id}") as socket:
        await socket.hello(hashes=["new"])
        await filled(socket, order)

        def refuse(*_: Any, **__: Any) -> None:
            raise AssertionError("A State was opened.")

        for name in ("get_state", "set_state", "modify_state", "modify_state_with_links"):
            monkeypatch.setattr(app.state_manager, name, refuse)
        await shop.complete(order)
        await shop.runtime.adapters.hub.publish([f"order:{order.id}"])
        await socket.wait_until(lambda: len(told(socket, OrderState, "stages")) == 2)
        monkeypatch.undo()
    assert told(socket, OrderState, "stages")[-1][0]["state"] == "done"


async def test_dropped_sockets_leave_no_member_and_no_task(shop: Shop):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    path = f"/orders/{order.id}"
    async with running_sockets():
        async with Socket(token, path) as first:
            await first.hello(hashes=["new"])
            await filled(first, order)
        tasks = await settled_tasks()
        sockets = [Socket(token, path) for _ in range(DROPPED)]
        for socket in sockets:
            await socket.__aenter__()
            await socket.hello(hashes=["new"])
        for socket in sockets:
            await filled(socket, order)
        watched = [room for (_, view), room in rooms._rooms.items() if view.state is OrderState]
        assert sum(len(room.members) for room in watched) == DROPPED
        for socket in sockets:
            await socket.__aexit__()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            # A room that nobody is in any more ends with the reading that it has begun.
            while await settled_tasks() > tasks:  # noqa: ASYNC110 - rooms have no event for it
                await asyncio.sleep(0.01)
    assert (rooms._rooms, rooms._memberships) == ({}, {})
    hub = shop.runtime.adapters.hub
    assert isinstance(hub, LocalHub)
    assert not any(topic.startswith("order:") for topic in hub._watchers)


async def settled_tasks() -> int:
    """How many tasks there are once those that are ending have ended."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while running := list(app.event_processor._tasks.values()):
            await asyncio.wait(running)
            await asyncio.sleep(0)
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    # engine.io's sleep until the next ping ends by itself.
    return sum(1 for name in names if not name.endswith("._send_ping"))


@pytest.mark.parametrize("returns", [True, False], ids=["comes back", "is new"])
async def test_only_a_new_page_begins_without_what_was_said_on_it(shop: Shop, returns: bool):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets():
        async with Socket(token, "/profile") as first:
            await first.hello(hashes=["new"])
            memory = await remembered(first)
            first.send(RenameState, "rename", form={"name": ""})
            await first.wait_until(lambda: any(told(first, RenameState, "errors")))
        async with coming_back(first, token, "/profile") as second:
            await second.hello(**({"vars": memory} if returns else {"hashes": ["new"]}))
    assert any(told(second, RenameState, "errors")) is returns
    assert ({} in told(second, RenameState, "errors")) is not returns


async def test_a_state_that_is_lost_while_its_socket_is_open_blanks_nothing(shop: Shop):
    order, token = await shop.assigned_order(), await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token, f"/orders/{order.id}") as socket:
        await socket.hello(hashes=["new"])
        await filled(socket, order)
        await remembered(socket)
        await settled_tasks()
        lose_states()
        socket.updates.clear()
        socket.send(ServiceListState, "load")
        await remembered(socket)
        await filled(socket, order)
    assert told(socket, OrderState, "path") == [f"/orders/{order.id}"]
    assert False not in told(socket, ViewerState, "loaded")
    assert not told(socket, PageState, "filled_for")[-1].startswith(" ")
