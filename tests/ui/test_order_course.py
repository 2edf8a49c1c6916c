"""The course of an order and the checklists of its stages, as one viewer's page shows them."""

from datetime import timedelta

import pytest

from autoservice.modules.orders.checklist import AnswerValue, NewAnswer
from autoservice.modules.orders.commands import Cancellation, OrderHold, Scheduling
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import StageStep, TrackedOrder
from autoservice.shared.access import SYSTEM
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.course import WITH_OWN_FORMS, CourseViewModel, course_view_model
from autoservice.ui.entities.order.step import step_view_model
from autoservice.ui.entities.order.view_models import order_view_model
from autoservice.ui.entities.stage.view_models import StageViewModel, stage_view_models
from autoservice.ui.features.order_buttons import BUTTONS
from tests.support.runtime import MovableClock, Shop


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose stages are all the mechanic's."""
    return await shop.assigned_order()


def viewer(shop: Shop, who: str, locale: str = "en") -> Viewer:
    return Viewer(getattr(shop.people, who), locale, "Europe/Moscow", shop.runtime.clock())


async def tracked(shop: Shop, order: OrderView, who: str) -> TrackedOrder:
    async with shop.runtime.read_only(getattr(shop.people, who)) as unit:
        return await unit.services.progress.track_order(order.id)


async def course(shop: Shop, order: OrderView, who: str, locale: str = "en") -> CourseViewModel:
    return course_view_model((await tracked(shop, order, who)).order, viewer(shop, who, locale))


async def first_stage(shop: Shop, order: OrderView, who: str) -> StageViewModel:
    return stage_view_models(await tracked(shop, order, who), viewer(shop, who))[0]


def test_every_action_but_giving_out_work_has_a_button():
    assert set(BUTTONS) == set(OrderAction) - WITH_OWN_FORMS


async def test_each_viewer_is_offered_their_own(shop: Shop, order: OrderView):
    offered = {
        who: (await course(shop, order, who)).actions for who in vars(shop.people) if "other" not in who
    }
    assert offered == {
        "administrator": ["schedule", "check_in", "hold", "cancel"],
        "client": ["cancel"],
        # It is the stage that they work on.
        "mechanic": [],
    }


async def test_a_hold_is_told_with_its_day_in_both_languages(
    shop: Shop, order: OrderView, clock: MovableClock
):
    until = (clock.now + timedelta(days=9)).date()
    command = OrderHold(reason=HoldReason.PARTS, remark="Ждём.", until=until)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.order_life.hold_order(order.id, command)
    shown = await course(shop, order, "client")
    assert (shown.hold, shown.remark) == (f"Waiting for parts until {until:%B} {until.day}", "")
    russian = await course(shop, order, "administrator", "ru")
    assert russian.hold.startswith(f"Ждём запчасти до {until.day} ")
    assert russian.remark == "Ждём."
    held = (await tracked(shop, order, "mechanic")).order
    step = step_view_model(held, viewer(shop, "mechanic"))
    assert (step.turn, step.time) == ("on_hold", shown.hold)
    clock.forward(days=20)
    assert (await course(shop, order, "client")).hold.startswith("Waiting for parts since ")


async def test_the_day_is_told_until_the_car_is_there(shop: Shop, order: OrderView, clock: MovableClock):
    day = (clock.now + timedelta(days=3)).date()
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.order_life.schedule_order(order.id, Scheduling(day=day))
    row = order_view_model((await tracked(shop, order, "client")).order, viewer(shop, "client"))
    assert row.now == f"We expect your car on {day:%B} {day.day}."
    assert (await course(shop, order, "client")).scheduled
    await shop.complete(order)
    assert (await course(shop, order, "client")).scheduled == ""


async def test_a_cancelled_order_says_why(shop: Shop, order: OrderView):
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.order_life.cancel_order(order.id, Cancellation(reason="Нет запчастей."))
    assert (await course(shop, order, "client", "ru")).cancelled == "Отменён: Нет запчастей."


async def test_what_is_missing_is_said_where_the_stage_cannot_be_completed(shop: Shop, order: OrderView):
    async with shop.runtime.transaction(SYSTEM) as unit:
        stage = await unit.session.get_one(OrderStage, order.stages[0].id)
        stage.checklist = [{"ru": "Болты", "en": "Bolts"}]
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[0].id, StageStep())
    shown = await first_stage(shop, order, "mechanic")
    assert (shown.actions, shown.can_answer) == (["block"], True)
    assert shown.missing == "To complete the stage, this is still missing: an answer to “Bolts”."
    assert (await first_stage(shop, order, "client")).missing == ""
    answer = NewAnswer(value=AnswerValue.ATTENTION, remark="Слева")
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.checklists.answer_item(order.id, order.stages[0].id, 1, answer)
    shown = await first_stage(shop, order, "mechanic")
    assert (shown.missing, "complete" in shown.actions) == ("", True)
    assert [(line.answer, line.remark) for line in shown.checklist] == [("Needs attention", "Слева")]
    await shop.complete(order)
    found = await first_stage(shop, order, "client")
    assert [(line.text, line.answer) for line in found.checklist] == [("Bolts", "Needs attention")]
