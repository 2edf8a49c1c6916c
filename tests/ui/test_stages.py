"""The stages of an order as one viewer's page shows them: what is offered, and what happens now."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason, StageAction
from autoservice.modules.progress.schemas import StageHold, StageStep
from autoservice.shared.access import SYSTEM
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.pickup import PickupViewModel, pickup_view_model
from autoservice.ui.entities.order.view_models import order_view_model
from autoservice.ui.entities.stage.view_models import FORMS, StageViewModel, stage_view_models
from autoservice.ui.features.stage_buttons import BUTTONS
from tests.support.runtime import Shop


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose second and third stage are parallel, and whose first is done."""
    order = await shop.assigned_order()
    async with shop.runtime.transaction(SYSTEM) as unit:
        query = select(OrderStage).where(col(OrderStage.id).in_([stage.id for stage in order.stages[1:3]]))
        for stage in await unit.session.scalars(query):
            stage.parallel_group = 1
    return await shop.complete(order)


async def shown(shop: Shop, order: OrderView, who: str = "mechanic") -> tuple[list[StageViewModel], Any]:
    viewer = Viewer(getattr(shop.people, who), "en", "Europe/Moscow")
    async with shop.runtime.read_only(viewer.actor) as unit:
        tracked = await unit.services.progress.track_order(order.id)
    return stage_view_models(tracked, viewer), order_view_model(tracked.order, viewer)


async def test_every_stage_on_which_something_can_be_done_is_offered(shop: Shop, order: OrderView):
    stages, _ = await shown(shop, order)
    assert [stage.actions for stage in stages] == [[], ["start"], ["start"], []]
    assert not any(stage.is_only for stage in stages)


async def test_the_only_stage_that_is_offered_is_called_so(shop: Shop, order: OrderView):
    await shop.complete(order, count=2)
    stages, _ = await shown(shop, order)
    assert [stage.actions for stage in stages] == [[], [], [], ["start"]]
    assert all(stage.is_only for stage in stages)


async def test_the_line_of_now_names_all_that_is_under_way(shop: Shop, order: OrderView):
    work, check = order.stages[1:3]
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, work.id, StageStep())
        await unit.services.progress.start_stage(order.id, check.id, StageStep())
        await unit.services.progress.block_stage(order.id, work.id, StageHold(reason=HoldReason.BAY))
    _, row = await shown(shop, order, "client")
    assert row.now.startswith("Waiting for a free bay since ")
    assert row.now.endswith(". Илья Козлов is checking the work.")
    assert row.status == "in_progress"


async def test_without_any_under_way_all_that_come_next_are_named(shop: Shop, order: OrderView):
    assert (await shown(shop, order))[1].now == "Next: Work (Oil and filter), Check."
    delivered = await shop.complete(order, count=3)
    assert (await shown(shop, delivered))[1].now == "Everything is done, the car has been collected."


async def test_norm_hours_are_for_the_shop_and_round_figures_for_everybody(shop: Shop, order: OrderView):
    stages, _ = await shown(shop, order)
    assert stages[1].duration == "about 25 min (0.4 n-h)"
    stages, _ = await shown(shop, order, "client")
    assert stages[1].duration == "about 25 min"


async def test_a_client_is_told_where_to_collect_what_is_ready(shop: Shop, order: OrderView):
    assert await pickup(shop, order) == PickupViewModel()
    ready = await shop.complete(order, count=2)
    settings = shop.runtime.settings
    settings.shop_address, settings.shop_phone = "Main St 1", "+7 (495) 000-00-00"
    assert await pickup(shop, ready) == PickupViewModel(
        is_due=True, address="Main St 1", phone="+7 (495) 000-00-00", phone_url="tel:+74950000000"
    )
    assert await pickup(shop, ready, "mechanic") == PickupViewModel()


async def pickup(shop: Shop, order: OrderView, who: str = "client") -> PickupViewModel:
    return pickup_view_model(order, Viewer(getattr(shop.people, who), "en", "Europe/Moscow"))


async def test_a_form_for_giving_the_order_out_is_for_those_who_may(shop: Shop, order: OrderView):
    assert (await shown(shop, order, "administrator"))[1].can_assign
    assert not (await shown(shop, order, "mechanic"))[1].can_assign
    await shop.complete(order, count=3)
    assert not (await shown(shop, order, "administrator"))[1].can_assign


def test_each_action_without_a_form_has_a_button():
    assert BUTTONS.keys() == set(StageAction) - FORMS
