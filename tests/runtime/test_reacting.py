"""Changes reach their viewers at once and once, whatever the mail server does."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from autoservice.adapters import smtp_email
from autoservice.adapters.local_hub import LocalHub
from autoservice.events import accounts, base, orders
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.notifications.topics import (
    DASHBOARD,
    ORDERS,
    client_topic,
    mechanic_topic,
    order_topic,
)
from autoservice.modules.progress.schemas import StageStep
from autoservice.runtime import reacting, relay
from autoservice.runtime.reacting import EMAILS
from autoservice.shared.access import SYSTEM
from autoservice.shared.outbox import OutboxMessage
from tests.support.inventory import item
from tests.support.relays import running
from tests.support.runtime import MovableClock, Shop, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS

LETTERS = 20
NEVER = 3600.0


class ListeningHub(LocalHub):
    """A hub that tells a test what is published."""

    def __init__(self) -> None:
        super().__init__()
        self.published: asyncio.Queue[list[str]] = asyncio.Queue()

    async def publish(self, topics: Iterable[str]) -> None:
        """Publish, and remember."""
        await super().publish(topics)
        self.published.put_nowait(list(topics))

    async def next(self) -> list[str]:
        """The topics of the next publication."""
        return await asyncio.wait_for(self.published.get(), TIMEOUT_SECONDS)


@pytest.fixture
def hub() -> ListeningHub:
    return ListeningHub()


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=LETTERS) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


@pytest_asyncio.fixture
async def silent_shop(
    database_url: str,
    tmp_path: Path,
    clock: MovableClock,
    hub: ListeningHub,
    silent_server: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Shop]:
    """A shop whose mail server hangs, longer than any test waits; its relay does not run yet."""
    monkeypatch.setattr(smtp_email, "STEP_SECONDS", NEVER)
    monkeypatch.setattr(smtp_email, "EMAIL_SECONDS", NEVER)
    monkeypatch.setattr(reacting, "EMAIL_SECONDS", NEVER)
    more = {"smtp_url": silent_server, "mail_from": "shop@example.com"}
    async with opened_shop(database_url, tmp_path, clock=clock, hub=hub, **more) as shop:
        yield shop


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_command_is_published_once_whatever_it_changed_and_leaves_no_row(
    silent_shop: Shop, hub: ListeningHub
):
    order = await silent_shop.assigned_order()
    await silent_shop.relay_all()
    while not hub.published.empty():
        hub.published.get_nowait()
    async with running(silent_shop.runtime.relay):
        async with silent_shop.runtime.transaction(silent_shop.people.mechanic) as unit:
            await unit.services.progress.complete_stage(order.id, order.stages[0].id, StageStep())
        topics = await hub.next()
    assert "push_order_changed" not in {row.reaction for row in await silent_shop.rows(OutboxMessage)}
    assert set(topics) == {
        DASHBOARD,
        ORDERS,
        order_topic(order.id),
        client_topic(order.client_id),
        mechanic_topic(silent_shop.people.mechanic.user_id),
    }
    assert hub.published.empty()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_mail_server_that_never_answers_delays_no_viewer(
    silent_shop: Shop, hub: ListeningHub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relay, "DRAIN_SECONDS", 0.05)
    order = await silent_shop.assigned_order("front_pads")
    await silent_shop.relay_all()
    async with silent_shop.runtime.transaction(SYSTEM) as unit:
        for _ in range(LETTERS):
            unit.emit(accounts.PasswordChanged(silent_shop.people.client.user_id))
    async with running(silent_shop.runtime.relay):
        with hub.subscribe(order_topic(order.id)) as watcher:
            for stage in order.stages:
                watcher.changed.clear()
                async with silent_shop.runtime.transaction(silent_shop.people.mechanic) as unit:
                    await unit.services.progress.complete_stage(order.id, stage.id, StageStep())
                await asyncio.wait_for(watcher.changed.wait(), TIMEOUT_SECONDS)
        letters = await silent_shop.enqueued("password_changed")
    assert [letter.last_error for letter in letters] == [""] * LETTERS, "None of them has timed out."
    assert sum(letter.lease_owner is not None for letter in letters) <= EMAILS


def test_an_event_is_equal_to_itself_after_it_was_stored():
    event = orders.MechanicAssigned(1, 2, (3, 4))
    stored = json.loads(json.dumps(event.payload()))
    assert base.Event.load(event.name, stored) == event


async def test_a_transaction_that_changes_many_rows_tells_their_pages_once(shop: Shop):
    articles = ("W 914/2", "W 712/95", "HU 816 x")
    async with shop.runtime.transaction(SYSTEM) as unit:
        for article in articles:
            await unit.services.inventory.create_item(item(article=article))
    assert [message.reaction for message in await shop.rows(OutboxMessage)] == ["push_stock_changed"]
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        for article in articles:
            found = await unit.services.inventory.list_items(ItemFilter(q=article))
            assert [one.article for one in found.items] == [article]
