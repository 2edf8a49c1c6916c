"""A client's decision is needed: one message for each proposal, by every channel."""

import pytest
from sqlalchemy import delete

from autoservice.events.orders import WorkProposed
from autoservice.modules.notifications.models import Delivery, Message, PersonalQuietHours
from autoservice.modules.orders.approvals.schemas import Decision, NewWork, WorkEdit
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import SYSTEM
from autoservice.shared.outbox import OutboxMessage, enqueue
from tests.support.runtime import Shop

SHOP = {"demo": True}
TO = "client@example.com"
PADS = {"name": "Передние колодки", "price_minor": 350_000, "norm_minutes": 60}


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    return await shop.assigned_order()


async def propose(shop: Shop, order: OrderView) -> int:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        return await unit.services.proposals.propose_work(order.id, NewWork.model_validate(PADS))


async def edit(shop: Shop, order: OrderView, job_id: int, version: int) -> None:
    command = WorkEdit.model_validate({**PADS, "price_minor": 400_000, "version": version})
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.proposals.edit_work(order.id, job_id, command)


async def approve(shop: Shop, order: OrderView, job_id: int, version: int, price: int) -> None:
    async with shop.runtime.transaction(shop.people.client) as unit:
        decision = Decision(version=version, price_minor=price)
        await unit.services.decisions.approve_work(order.id, job_id, decision)


async def test_the_client_is_told_once_what_is_proposed_and_for_how_much(shop: Shop, order: OrderView):
    job_id = await propose(shop, order)
    [sent] = await shop.emails(TO)
    assert "Передние колодки" in sent.mail.text
    assert "3 500 ₽" in sent.mail.text
    assert any(link.endswith(f"/orders/{order.id}") for link in sent.mail.links)
    await edit(shop, order, job_id, 1)
    assert len(await shop.emails(TO)) == 1


async def test_they_are_told_again_if_what_they_approved_was_changed(shop: Shop, order: OrderView):
    job_id = await propose(shop, order)
    await approve(shop, order, job_id, 1, 350_000)
    await edit(shop, order, job_id, 1)
    assert "4 000 ₽" in (await shop.last_email(TO)).mail.text


async def test_the_question_is_a_delivery_like_all_others(shop: Shop, order: OrderView):
    await propose(shop, order)
    await shop.relay_all()
    client = shop.people.client.user_id
    told = {
        (row.channel, row.state) for row in await shop.rows(Delivery, user_id=client, kind="work_proposed")
    }
    assert told == {("email", "sent"), ("in_app", "sent")}
    assert [row.kind for row in await shop.rows(Message, user_id=client)] == ["work_proposed"]


async def test_the_question_knows_no_quiet_hours(shop: Shop, order: OrderView):
    now = shop.runtime.clock()
    hours = [f"{(now.hour + hour) % 24:02}:00" for hour in (0, 2)]
    async with shop.runtime.transaction(SYSTEM) as unit:
        whole = dict(zip(("start", "end"), hours, strict=True))
        unit.session.add(PersonalQuietHours(user_id=shop.people.client.user_id, zone="UTC", **whole))
    await propose(shop, order)
    assert len(await shop.emails(TO)) == 1


async def test_two_proposals_at_once_are_one_message_that_names_both(shop: Shop, order: OrderView):
    await propose(shop, order)
    await propose(shop, order)
    [sent] = await shop.emails(TO)
    assert sent.mail.text.count("Передние колодки, 3 500 ₽") == 2


async def test_what_an_earlier_version_has_enqueued_is_told(shop: Shop, order: OrderView):
    job_id = await propose(shop, order)
    async with shop.runtime.transaction(SYSTEM) as unit:
        await unit.session.execute(delete(OutboxMessage))
        enqueue(unit.session, WorkProposed(order.id, job_id), ["send_work_proposed"], unit.now)
    assert len(await shop.emails(TO)) == 1


async def test_nobody_is_told_of_what_is_decided_already(shop: Shop, order: OrderView):
    job_id = await propose(shop, order)
    await approve(shop, order, job_id, 1, 350_000)
    assert await shop.emails(TO) == []
