"""The e-mail that a client's decision is needed: one for each proposal."""

import pytest

from autoservice.modules.orders.approvals.schemas import Decision, NewWork, WorkEdit
from autoservice.modules.orders.schemas import OrderView
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


async def test_nobody_is_told_of_what_is_decided_already(shop: Shop, order: OrderView):
    job_id = await propose(shop, order)
    await approve(shop, order, job_id, 1, 350_000)
    assert await shop.emails(TO) == []
