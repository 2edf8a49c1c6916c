"""The log of messages to people: what became of each, and what has failed is sent once more."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlmodel import col

from autoservice.events.notifications import EmailPlanned
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.orders.workflow import UNDO_TIME
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from autoservice.shared.outbox import MAX_ATTEMPTS, DeadLetter, OutboxMessage
from tests.support.runtime import Callers, MovableClock, Shop, opened_shop, sign_everybody_in
from tests.support.smtp import SmtpServer

LOG = "/api/admin/deliveries"


@pytest_asyncio.fixture
async def shop(
    database_url: str, tmp_path: Path, clock: MovableClock, smtp_server: SmtpServer
) -> AsyncIterator[Shop]:
    """A shop whose e-mails go over a real server, which has no room in the mailbox of the client's."""
    async with opened_shop(database_url, tmp_path, clock=clock, smtp_url=smtp_server.url) as shop:
        address = f"nobody-{uuid4().hex}@example.com"
        await shop.change(shop.people.client, email=address)
        smtp_server.answers[address] = "552 5.2.2 mailbox full"
        yield shop


@pytest_asyncio.fixture
async def callers(shop: Shop) -> Callers:
    """Everybody, signed in."""
    return await sign_everybody_in(shop)


async def fail_to_tell(shop: Shop, clock: MovableClock) -> Delivery:
    """The e-mail that the car is ready, after all its attempts."""
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    # All attempts but the last one are over: each takes a while, and longer each time.
    async with shop.runtime.transaction(SYSTEM) as unit:
        its_own = col(OutboxMessage.event) == EmailPlanned.name
        await unit.session.execute(update(OutboxMessage).where(its_own).values(attempts=MAX_ATTEMPTS - 1))
        await unit.session.execute(update(Delivery).values(attempts=MAX_ATTEMPTS - 1))
    clock.now += UNDO_TIME
    await shop.relay_all()
    return await ready_email(shop)


async def ready_email(shop: Shop) -> Delivery:
    [delivery] = await shop.rows(Delivery, kind="ready", channel="email")
    return delivery


async def let_pass(shop: Shop, smtp_server: SmtpServer) -> str:
    """The client's mailbox is there from now on, at the address that is returned."""
    address = (await shop.user(shop.people.client)).email or ""
    del smtp_server.answers[address]
    return address


async def listed(callers: Callers, **filters: str) -> list[dict[str, Any]]:
    answer = await callers.administrator.get(LOG, params=filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_became_of_a_message_is_told_without_an_address(
    shop: Shop, callers: Callers, clock: MovableClock
):
    delivery = await fail_to_tell(shop, clock)
    [shown] = await listed(callers, state="dead")
    assert (shown["id"], shown["kind"], shown["channel"]) == (delivery.id, "ready", "email")
    assert (shown["recipient_id"], shown["recipient_name"]) == (1, "Анна Смирнова")
    assert (shown["attempts"], shown["order_number"]) == (MAX_ATTEMPTS, "2026-00001")
    assert "552 5.2.2" in shown["last_error"]
    assert "nobody-" not in str(shown)


async def test_the_log_is_narrowed_by_state_and_channel_and_the_newest_comes_first(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await fail_to_tell(shop, clock)
    everything = await listed(callers)
    assert [one["id"] for one in everything] == sorted((one["id"] for one in everything), reverse=True)
    in_app = await listed(callers, channel="in_app")
    assert in_app == [one for one in everything if one["channel"] == "in_app"] != []
    sent = await listed(callers, channel="in_app", state="sent")
    assert sent == [one for one in in_app if one["state"] == "sent"] != []
    assert (await callers.administrator.get(LOG, params={"state": "lost"})).status_code == 422


async def test_the_channels_say_what_waits_and_what_has_failed(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await fail_to_tell(shop, clock)
    answer = await callers.administrator.get("/api/admin/channels")
    channels = {one.pop("channel"): one for one in answer.json()}
    assert channels["email"] == {"is_on": True, "waiting": 0, "dead": 1, "trouble": None}
    assert channels["in_app"] == {"is_on": True, "waiting": 0, "dead": 0, "trouble": None}


@pytest.mark.both_databases
async def test_what_has_failed_is_sent_once_more_and_its_dead_letter_is_gone(
    shop: Shop, callers: Callers, clock: MovableClock, smtp_server: SmtpServer
):
    delivery = await fail_to_tell(shop, clock)
    assert len(await shop.rows(DeadLetter)) == 1
    address = await let_pass(shop, smtp_server)
    assert (await callers.administrator.post(f"{LOG}/{delivery.id}/resend")).status_code == 204
    assert await shop.rows(DeadLetter) == []
    again = await callers.administrator.post(f"{LOG}/{delivery.id}/resend")
    assert (again.status_code, again.json()["title"]) == (409, "DeliveryNotDead")
    await shop.relay_all()
    assert len([email for email in smtp_server.emails if email["To"] == address]) == 1
    assert (await ready_email(shop)).state == "sent"
    assert len(await shop.rows(AuditEntry, action="delivery_resent")) == 1


async def test_a_replayed_dead_letter_sends_its_message_too(
    shop: Shop, callers: Callers, clock: MovableClock, smtp_server: SmtpServer
):
    await fail_to_tell(shop, clock)
    await let_pass(shop, smtp_server)
    [letter] = await shop.rows(DeadLetter)
    answer = await callers.administrator.post(f"/api/admin/dead-letters/{letter.id}/replay")
    assert answer.status_code == 204
    await shop.relay_all()
    assert (await ready_email(shop)).state == "sent"


async def test_a_message_that_is_not_there_is_not_sent(callers: Callers):
    assert (await callers.administrator.post(f"{LOG}/77/resend")).status_code == 404
