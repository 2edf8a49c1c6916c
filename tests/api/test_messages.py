"""Messages in the program: who has which, that they are read, and that nobody reads another's."""

from datetime import timedelta

import httpx
import pytest

from autoservice.events.notifications import MessagePlanned
from autoservice.modules.notifications.models import Delivery, Message
from autoservice.modules.notifications.topics import messages_topic
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import UNDO_TIME
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.access import SYSTEM
from tests.support.factories import PASSWORD
from tests.support.runtime import Callers, MovableClock, Shop, sign_everybody_in, walk

MESSAGES = "/api/notifications"


async def kinds(caller: httpx.AsyncClient) -> list[tuple[str, int]]:
    """The kinds of somebody's messages with how much joined in each, the newest first."""
    return [(one["kind"], one["count"]) for one in (await caller.get(MESSAGES)).json()["items"]]


async def comment(callers: Callers, order: OrderView, who: str = "mechanic") -> None:
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/comments"
    answer = await callers.by(who).post(path, json={"text": "Колодки в норме.", "published": True})
    assert answer.status_code == 201


async def test_messages_come_without_a_mail_server(shop: Shop, callers: Callers, clock: MovableClock):
    order = await shop.assigned_order()
    await comment(callers, order)
    await shop.relay_all()
    assert await kinds(callers.client) == [("comments", 1)]
    assert await kinds(callers.administrator) == [("order_placed", 1)]
    assert await kinds(callers.mechanic) == await kinds(callers.other_client) == []
    clock.now += UNDO_TIME
    await shop.relay_all()
    assert await kinds(callers.mechanic) == [("work_assigned", 1)]
    assert {row.channel for row in await shop.rows(Delivery)} == {"in_app"}


async def test_what_is_not_read_yet_grows_and_what_was_read_does_not(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    for _ in range(3):
        await comment(callers, order)
        await shop.relay_all()
    [message] = (await callers.client.get(MESSAGES)).json()["items"]
    assert (message["kind"], message["count"], message["read_at"]) == ("comments", 3, None)
    assert (await callers.client.post(f"{MESSAGES}/read", json={"id": message["id"]})).status_code == 204
    await comment(callers, order)
    await shop.relay_all()
    assert await kinds(callers.client) == [("comments", 1), ("comments", 3)]


@pytest.mark.both_databases
async def test_a_delivery_that_is_run_twice_is_one_message(shop: Shop, callers: Callers):
    await comment(callers, await shop.assigned_order())
    await shop.relay_all()
    [delivery] = await shop.rows(Delivery, user_id=shop.people.client.user_id)
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.emit(MessagePlanned(delivery.id))
    await shop.relay_all()
    assert await kinds(callers.client) == [("comments", 1)]


async def test_nobody_reads_or_marks_the_messages_of_another(shop: Shop, callers: Callers):
    await comment(callers, await shop.assigned_order())
    await shop.relay_all()
    [message] = await shop.rows(Message, user_id=shop.people.client.user_id)
    for command in ({"id": message.id}, {"up_to": message.id}):
        answer = await callers.other_client.post(f"{MESSAGES}/read", json=command)
        assert answer.status_code == 204
    [message] = await shop.rows(Message, user_id=shop.people.client.user_id)
    assert message.read_at is None


async def test_all_that_was_seen_is_marked_and_what_came_since_is_not(shop: Shop, callers: Callers):
    first, second = await shop.assigned_order(), await shop.assigned_order()
    await comment(callers, first)
    await shop.relay_all()
    [seen] = (await callers.client.get(MESSAGES)).json()["items"]
    await comment(callers, second)
    await shop.relay_all()
    await callers.client.post(f"{MESSAGES}/read", json={"up_to": seen["id"]})
    items = (await callers.client.get(MESSAGES)).json()["items"]
    assert [(one["order_id"], one["read_at"] is None) for one in items] == [
        (second.id, True),
        (first.id, False),
    ]


@pytest.mark.parametrize("command", [{}, {"id": 1, "up_to": 1}, {"id": 0}, {"up_to": "x"}])
async def test_a_command_that_names_no_messages_is_refused(callers: Callers, command: dict[str, object]):
    assert (await callers.client.post(f"{MESSAGES}/read", json=command)).status_code == 422


@pytest.mark.both_databases
async def test_a_long_list_comes_in_pages(shop: Shop, callers: Callers):
    for _ in range(5):
        await comment(callers, await shop.assigned_order())
        await shop.relay_all()
    pages = [page["items"] async for page in walk(callers.client, MESSAGES, size=2)]
    assert [len(items) for items in pages] == [2, 2, 1]
    ids = [one["id"] for items in pages for one in items]
    assert ids == sorted(ids, reverse=True)


async def test_no_more_unread_messages_are_counted_than_a_header_shows(shop: Shop):
    client = shop.people.client.user_id
    async with shop.runtime.transaction(SYSTEM) as unit:
        for _ in range(130):
            unit.session.add(Message(user_id=client, kind="trial", at=unit.now))
    async with shop.runtime.read_only(SYSTEM) as unit:
        assert await unit.services.messages.count_unread(client) == 100
        assert await unit.services.messages.count_unread(shop.people.mechanic.user_id) == 0


async def test_a_message_and_its_reading_are_heard_by_the_persons_pages_only(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await shop.relay_all()
    hub = shop.runtime.adapters.hub
    theirs, others = (messages_topic(one.user_id) for one in (shop.people.client, shop.people.other_client))
    with hub.subscribe(theirs) as subscription, hub.subscribe(others) as other:
        before = subscription.generation, other.generation
        await comment(callers, order)
        await shop.relay_all()
        assert subscription.generation > before[0]
        assert other.generation == before[1]


async def test_who_switched_messages_off_has_none(shop: Shop, callers: Callers):
    change = {"groups": {"progress": {"in_app": False}}}
    assert (await callers.client.put("/api/profile/notifications", json=change)).status_code == 200
    await comment(callers, await shop.assigned_order())
    await shop.relay_all()
    assert await kinds(callers.client) == []


@pytest.mark.both_databases
async def test_messages_are_exported_and_erased(shop: Shop, callers: Callers, clock: MovableClock):
    order = await shop.assigned_order()
    await comment(callers, order)
    await shop.complete(order, len(order.stages))
    clock.now += UNDO_TIME
    await shop.relay_all()
    exported = (await callers.client.get("/api/profile/export")).json()["messages"]
    assert "comments" in {one["kind"] for one in exported}
    gone = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert gone.status_code == 204, gone.text
    assert not await shop.rows(Message, user_id=shop.people.client.user_id)


@pytest.mark.both_databases
async def test_messages_of_long_ago_are_deleted(shop: Shop, callers: Callers, clock: MovableClock):
    await comment(callers, await shop.assigned_order())
    await shop.relay_all()
    clock.now += timedelta(days=366)
    await clean_up(shop.runtime.transaction)
    callers = await sign_everybody_in(shop)
    assert await kinds(callers.client) == []


async def test_a_message_names_its_order_by_the_number_that_people_read(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    await comment(callers, order)
    await shop.relay_all()
    [message] = (await callers.client.get(MESSAGES)).json()["items"]
    assert (message["order_id"], message["order_number"]) == (order.id, order.number)
