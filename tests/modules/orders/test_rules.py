"""What may be done on a stage: what is offered is what is not refused, before anything changes."""

import asyncio

import pytest
from sqlalchemy import select

from autoservice.modules.orders.errors import OrderFinished, StageOnHold
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.shared.access import SYSTEM, Actor
from tests.support.runtime import Shop
from tests.support.timeouts import TIMEOUT_SECONDS

HOLD = StageHold(reason=HoldReason.PARTS, remark="Поставщик обещал во вторник.")


async def shape(shop: Shop, order: OrderView, **columns: object) -> None:
    """Set columns of the order's second and third stage, as a template could have them."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        for stage in order.stages[1:3]:
            row = await unit.session.get_one(OrderStage, stage.id)
            for name, value in columns.items():
                setattr(row, name, value)


async def seen_by(shop: Shop, order: OrderView, viewer: Actor) -> OrderView:
    async with shop.runtime.read_only(viewer) as unit:
        return await unit.services.orders.get_order(order.id)


async def actions_of(shop: Shop, order: OrderView, viewer: Actor) -> list[set[str]]:
    """What the viewer may begin, go on with or end on each stage."""
    stages = (await seen_by(shop, order, viewer)).stages
    beside = {"comment", "attach", "assign", "unassign", "undo", "skip", "reopen"}
    return [{str(action) for action in stage.actions} - beside for stage in stages]


BEGIN = {"start", "complete"}


async def test_only_the_stage_in_turn_can_be_begun(shop: Shop):
    order = await shop.assigned_order()
    assert await actions_of(shop, order, shop.people.mechanic) == [BEGIN, set(), set(), set()]


async def test_parallel_stages_can_be_begun_together(shop: Shop):
    order = await shop.assigned_order()
    await shape(shop, order, parallel_group=1)
    await shop.complete(order)
    assert await actions_of(shop, order, shop.people.mechanic) == [set(), BEGIN, BEGIN, set()]


async def test_an_optional_stage_keeps_nobody_waiting(shop: Shop):
    order = await shop.assigned_order()
    await shape(shop, order, required=False)
    await shop.complete(order)
    assert await actions_of(shop, order, shop.people.mechanic) == [set(), BEGIN, BEGIN, BEGIN]


async def test_each_viewer_has_actions_of_their_own(shop: Shop):
    order = await shop.assigned_order()
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        stage_id, other = order.stages[3].id, shop.people.other_mechanic
        await unit.services.assignment.assign_stage(order.id, stage_id, other.user_id)
    await shop.complete(order, count=3)
    nothing: set[str] = set()
    people = shop.people
    assert await actions_of(shop, order, people.client) == [nothing] * 4
    assert await actions_of(shop, order, people.mechanic) == [nothing] * 4
    assert await actions_of(shop, order, people.other_mechanic) == [*[nothing] * 3, BEGIN]
    assert await actions_of(shop, order, people.administrator) == [*[nothing] * 3, BEGIN]
    assert (await seen_by(shop, order, people.client)).stages[3].actions == []


async def test_an_order_can_be_given_out_while_it_is_open(shop: Shop):
    order = await shop.assigned_order()
    assert "assign" in (await seen_by(shop, order, shop.people.administrator)).actions
    assert "assign" not in (await seen_by(shop, order, shop.people.mechanic)).actions
    await shop.complete(order, count=4)
    assert "assign" not in (await seen_by(shop, order, shop.people.administrator)).actions


async def test_what_is_refused_has_changed_nothing_yet(shop: Shop):
    order = await shop.assigned_order()
    await shape(shop, order, required=False)
    await shop.complete(order)
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.complete_stage(order.id, order.stages[3].id, StageStep())
    before = await shop.everything()
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        # Whoever goes on after the refusal commits what the command has left behind.
        with pytest.raises(OrderFinished):
            await unit.services.progress.start_stage(order.id, order.stages[1].id, StageStep())
    assert await shop.everything() == before


async def test_a_stage_on_hold_cannot_be_completed(shop: Shop):
    order = await shop.assigned_order()
    stage_id = order.stages[0].id
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, stage_id, StageStep())
        await unit.services.progress.block_stage(order.id, stage_id, HOLD)
    assert await actions_of(shop, order, shop.people.mechanic) == [{"resume"}, set(), set(), set()]
    with pytest.raises(StageOnHold):
        await shop.complete(order)


async def test_a_unit_that_only_reads_locks_no_order(shop: Shop):
    order = await shop.assigned_order()
    async with shop.runtime.read_only(shop.people.mechanic) as unit:
        with pytest.raises(RuntimeError, match="must not lock"):
            await unit.services.progress.start_stage(order.id, order.stages[0].id, StageStep())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_check_before_an_upload_waits_for_nobody(shop: Shop):
    order = await shop.assigned_order()
    async with shop.runtime.transaction(shop.people.mechanic) as changing:
        await changing.services.progress.start_stage(order.id, order.stages[0].id, StageStep())
        async with asyncio.timeout(TIMEOUT_SECONDS), shop.runtime.read_only(shop.people.mechanic) as unit:
            await unit.services.progress.check_attach(order.id, order.stages[0].id)


async def test_a_hold_is_gone_when_the_work_goes_on(shop: Shop):
    order = await shop.assigned_order()
    stage_id = order.stages[0].id
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, stage_id, StageStep())
        await unit.services.progress.block_stage(order.id, stage_id, HOLD)
        await unit.session.flush()
        row = (await unit.session.scalars(select(OrderStage).filter_by(id=stage_id))).one()
        assert (row.blocked_reason, row.blocked_remark, row.blocked_since) == ("parts", HOLD.remark, unit.now)
        await unit.services.progress.resume_stage(order.id, stage_id, StageStep())
        assert (row.blocked_reason, row.blocked_remark, row.blocked_since) == (None, "", None)
