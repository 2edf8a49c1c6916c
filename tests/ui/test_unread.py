"""The number of unread messages is true on every page of its person, and of nobody else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from reflex.state import BaseState, OnLoadInternalState

from autoservice.modules.notifications.models import Message
from autoservice.modules.notifications.topics import messages_topic
from autoservice.shared.access import SYSTEM, Actor
from autoservice.ui.engine import rooms
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.pages.messages.state import MessagesState
from autoservice.ui.pages.profile.state import ProfileState
from tests.support.databases import Databases
from tests.support.runtime import MovableClock, Shop, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.wire import Socket, running_sockets


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


async def write_to(shop: Shop, person: Actor) -> None:
    """A message for somebody."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.session.add(Message(user_id=person.user_id, kind="trial", at=unit.now))
    await shop.runtime.adapters.hub.publish([messages_topic(person.user_id)])


async def test_the_number_follows_each_message_and_goes_along_to_other_pages(shop: Shop):
    client = shop.people.client
    async with running_sockets(), Socket(await shop.sign_in(client), "/orders") as socket:
        await socket.hello(hashes=["new"])
        await socket.wait_until(lambda: told(socket, ViewerState, "unread") == [0])
        await write_to(shop, client)
        await write_to(shop, shop.people.other_client)
        await socket.wait_until(lambda: told(socket, ViewerState, "unread")[-1] == 1)
        assert told(socket, ViewerState, "heard_unread") == [1], "What is there at the opening is no news."
        socket.path = "/profile"
        socket.send(OnLoadInternalState, "on_load_internal")
        await socket.wait_until(lambda: bool(told(socket, ProfileState, "email")))
        await write_to(shop, client)
        await socket.wait_until(lambda: told(socket, ViewerState, "unread")[-1] == 2)
    assert told(socket, ViewerState, "unread")[0] == 0
    assert 0 not in told(socket, ViewerState, "unread")[1:]


async def test_guests_wait_for_no_messages(shop: Shop):
    async with running_sockets(), Socket("", "/sign-in") as socket:
        await socket.hello(hashes=["new"])
        await socket.wait_until(lambda: bool(told(socket, ViewerState, "loaded")))
        await write_to(shop, shop.people.client)
        assert not any(view.topic.startswith("messages:") for _, view in rooms._rooms)
    assert told(socket, ViewerState, "unread") == []


async def test_the_list_is_true_while_it_is_looked_at_and_read_there(shop: Shop):
    client = shop.people.client
    await write_to(shop, client)
    async with running_sockets(), Socket(await shop.sign_in(client), "/notifications") as socket:
        await socket.hello(hashes=["new"])
        await socket.wait_until(lambda: bool(told(socket, MessagesState, "messages")))
        await write_to(shop, client)
        await socket.wait_until(lambda: len(told(socket, MessagesState, "messages")[-1]) == 2)
        newest = told(socket, MessagesState, "newest")[-1]
        socket.send(MessagesState, "read_all", newest=newest)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not await shop.relay_all():
                pass
        await socket.wait_until(
            lambda: not any(one["is_new"] for one in told(socket, MessagesState, "messages")[-1])
        )
    titles = [one["title"] for one in told(socket, MessagesState, "messages")[-1]]
    assert titles == ["Проверочное сообщение"] * 2
