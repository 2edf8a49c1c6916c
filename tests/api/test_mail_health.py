"""A mail server that refuses, for every reason it may have: who is to blame, what waits, what is told."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import update

from autoservice.modules.notifications.groups import Channel
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.schemas import TroubleView
from autoservice.shared.access import SYSTEM
from autoservice.shared.outbox import MAX_ATTEMPTS, DeadLetter, OutboxMessage
from tests.support.runtime import Callers, MovableClock, Shop, opened_shop, sign_everybody_in
from tests.support.smtp import SmtpServer, running_smtp

TRIAL = "/api/profile/notifications/test"
TO = "client@example.com"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """A server of the test's own."""
    with running_smtp() as server:
        yield server


@pytest_asyncio.fixture
async def shop(
    database_url: str, tmp_path: Path, clock: MovableClock, server: SmtpServer
) -> AsyncIterator[Shop]:
    """A shop whose e-mails go over the server."""
    async with opened_shop(database_url, tmp_path, clock=clock, smtp_url=server.url) as shop:
        yield shop


@pytest_asyncio.fixture
async def callers(shop: Shop) -> Callers:
    """Everybody, signed in."""
    return await sign_everybody_in(shop)


async def send(shop: Shop, callers: Callers) -> None:
    """Send a test message to the client."""
    assert (await callers.client.post(TRIAL)).status_code == 202
    await shop.relay_all()


async def alarm(shop: Shop) -> TroubleView | None:
    """What an administrator is told of the shop's e-mail."""
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        channels = await unit.services.delivery_log.list_channels()
    return next(one.trouble for one in channels if one.channel is Channel.EMAIL)


async def use_up_attempts(shop: Shop) -> None:
    """Let the next attempt be the last one of what is tried for a while only."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        for table in (OutboxMessage, Delivery):
            await unit.session.execute(update(table).values(attempts=MAX_ATTEMPTS - 1))


async def email(shop: Shop) -> Delivery:
    return (await shop.rows(Delivery, channel="email"))[-1]


async def is_marked(shop: Shop) -> bool:
    return (await shop.user(shop.people.client)).email_fails


@pytest.mark.both_databases
async def test_an_address_that_does_not_exist_is_marked_and_tried_no_more(
    shop: Shop, callers: Callers, server: SmtpServer
):
    server.answers[TO] = "550 5.1.1 no such mailbox"
    await send(shop, callers)
    delivery = await email(shop)
    assert (delivery.state, delivery.attempts) == ("dead", 1)
    assert "5.1.1" in delivery.last_error
    assert await is_marked(shop)
    assert not await shop.rows(OutboxMessage)
    assert not await shop.rows(DeadLetter)
    assert await alarm(shop) is None
    # News go by the other channels; the next e-mail that is taken clears the mark.
    order = await shop.assigned_order()
    await shop.complete(order)
    await shop.relay_all()
    client = shop.people.client.user_id
    assert {row.channel for row in await shop.rows(Delivery, order_id=order.id, user_id=client)} == {"in_app"}
    del server.answers[TO]
    await send(shop, callers)
    assert not await is_marked(shop)


async def test_another_address_is_not_marked(shop: Shop, callers: Callers, server: SmtpServer):
    server.answers[TO] = "550 5.1.1 no such mailbox"
    await send(shop, callers)
    await shop.change(shop.people.client, email="another@example.com")
    assert not await is_marked(shop)


@pytest.mark.parametrize("answer", ["552 5.2.2 mailbox full", "550 unavailable", "450 4.2.2 full"])
async def test_a_mailbox_that_takes_nothing_now_marks_nobody(
    shop: Shop, callers: Callers, server: SmtpServer, answer: str
):
    server.answers[TO] = answer
    await send(shop, callers)
    delivery = await email(shop)
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert not await is_marked(shop)
    assert await alarm(shop) is None


@pytest.mark.parametrize(
    ("field", "answer", "trouble"),
    [
        ("answer_to_senders", "550 5.1.8 blocked", "sender"),
        ("answer_to_senders", "535 5.7.8 wrong credentials", "login"),
        ("answer_to_data", "550 5.7.1 refused by policy", "policy"),
        ("stop", "", "unreachable"),
    ],
)
async def test_what_concerns_all_emails_keeps_them_and_is_told_until_one_goes_through(
    shop: Shop,
    callers: Callers,
    clock: MovableClock,
    server: SmtpServer,
    field: str,
    answer: str,
    trouble: str,
):
    if field == "stop":
        server.stop()
    else:
        setattr(server, field, answer)
    await send(shop, callers)
    begun = clock.now
    await use_up_attempts(shop)
    for _ in range(2):
        clock.now += timedelta(minutes=20)
        await shop.relay_all()
    delivery = await email(shop)
    assert delivery.state == "waiting"
    assert delivery.attempts > MAX_ATTEMPTS
    assert not await shop.rows(DeadLetter)
    told = await alarm(shop)
    assert told
    assert (told.trouble, told.kept) == (trouble, 1)
    assert told.since == begun
    assert not await is_marked(shop)
    server.start() if field == "stop" else setattr(server, field, "")
    clock.now += timedelta(minutes=20)
    await shop.relay_all()
    assert (await email(shop)).state == "sent"
    assert len(server.emails) == 1
    assert await alarm(shop) is None
