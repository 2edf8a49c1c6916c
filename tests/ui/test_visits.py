"""What is new to a client since their last visit to an order's page."""

from datetime import timedelta
from typing import Any

import pytest

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.models import VISIT, OrderVisit
from autoservice.modules.progress.schemas import NewComment, StageHold, StageStep
from autoservice.shared.access import Actor
from autoservice.ui.current import Viewer
from autoservice.ui.pages.order_detail.state import OrderView as OrderPage
from autoservice.ui.pages.order_detail.visit import record_visit
from tests.support.factories import PASSWORD
from tests.support.runtime import Callers, MovableClock, Shop

A_MOMENT = timedelta(seconds=1)


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order that its client has looked at once."""
    placed = await shop.assigned_order()
    await record_visit(shop.people.client, placed.id)
    return placed


async def page(shop: Shop, order: OrderView, who: Actor | None = None) -> dict[str, Any]:
    """What the order's page shows."""
    view = OrderPage("", f"/orders/{order.id}")
    viewer = Viewer(who or shop.people.client, "en", "Europe/Moscow")
    return dict(await view.render(await view.read(), viewer))


async def news(shop: Shop, order: OrderView) -> str:
    return str((await page(shop, order))["news"].text)


async def work(shop: Shop, order: OrderView) -> None:
    """Complete the first stage, with a comment for the client and one for the shop."""
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        progress, stage_id = unit.services.progress, order.stages[0].id
        await progress.complete_stage(order.id, stage_id, StageStep())
        for published in (True, False):
            comment = NewComment(text="Готово.", published=published)
            await progress.add_comment(order.id, stage_id, comment)


async def test_what_has_happened_since_the_last_visit_is_marked(
    shop: Shop, order: OrderView, clock: MovableClock
):
    await work(shop, order)
    clock.now += VISIT + A_MOMENT
    await record_visit(shop.people.client, order.id)
    shown = await page(shop, order)
    assert shown["news"].text == "Since your last visit: 1 stage changed, 1 comment"
    assert [stage.is_new for stage in shown["stages"]] == [True, False, False, False]
    [comment] = shown["reports"][str(order.stages[0].id)].comments
    assert comment.is_new


async def test_a_change_that_was_taken_back_is_none_unless_the_client_had_seen_it(
    shop: Shop, order: OrderView, clock: MovableClock
):
    for seen in (False, True):
        async with shop.runtime.transaction(shop.people.mechanic) as unit:
            await unit.services.progress.complete_stage(order.id, order.stages[0].id, StageStep())
        if seen:
            await record_visit(shop.people.client, order.id)
        async with shop.runtime.transaction(shop.people.mechanic) as unit:
            await unit.services.undo.undo_step(order.id, order.stages[0].id, StageStep())
        clock.now += VISIT + A_MOMENT
        await record_visit(shop.people.client, order.id)
        assert await news(shop, order) == ("Since your last visit: 1 stage changed" if seen else "")


async def test_what_is_new_in_past_stages_is_told_where_they_are_folded(shop: Shop, order: OrderView):
    await work(shop, order)
    shown = await page(shop, order)
    assert [stage.is_past for stage in shown["stages"]] == [True, False, False, False]
    assert (shown["news"].folded, shown["news"].in_folded) == ("1 stage done", "1 stage changed, 1 comment")


async def test_marks_survive_a_reload_and_go_with_the_next_visit(
    shop: Shop, order: OrderView, clock: MovableClock
):
    await work(shop, order)
    clock.now += VISIT + A_MOMENT
    for _ in range(3):
        await record_visit(shop.people.client, order.id)
        assert await news(shop, order)
        clock.now += timedelta(minutes=5)
    clock.now += VISIT
    assert await news(shop, order) == ""
    await record_visit(shop.people.client, order.id)
    assert await news(shop, order) == ""


async def test_what_happens_before_their_eyes_is_marked_too(shop: Shop, order: OrderView):
    await work(shop, order)
    assert await news(shop, order) == "Since your last visit: 1 stage changed, 1 comment"


async def test_to_a_first_visit_nothing_is_new(shop: Shop):
    placed = await shop.assigned_order()
    await work(shop, placed)
    assert await news(shop, placed) == ""
    await record_visit(shop.people.client, placed.id)
    assert await news(shop, placed) == ""


async def test_nothing_is_new_to_the_shop_and_its_stages_are_not_folded(shop: Shop, order: OrderView):
    await work(shop, order)
    for who in (shop.people.mechanic, shop.people.administrator):
        shown = await page(shop, order, who)
        assert (shown["news"].text, shown["news"].folded) == ("", "")
        assert not any(stage.is_new or stage.is_past for stage in shown["stages"])
        assert not any(comment.is_new for one in shown["reports"].values() for comment in one.comments)


async def test_a_visit_is_written_once_and_only_for_the_client_of_the_order(
    shop: Shop, order: OrderView, clock: MovableClock
):
    before = await shop.everything()
    clock.now += timedelta(minutes=1)
    await record_visit(shop.people.client, order.id)
    for who in (shop.people.other_client, shop.people.mechanic, shop.people.administrator):
        await record_visit(who, order.id)
    await record_visit(shop.people.client, 999)
    assert await shop.everything() == before


async def test_a_hold_and_its_end_are_news(shop: Shop, order: OrderView):
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        progress, stage_id = unit.services.progress, order.stages[0].id
        await progress.start_stage(order.id, stage_id, StageStep())
        await progress.block_stage(order.id, stage_id, StageHold(reason=HoldReason.PARTS))
        await progress.resume_stage(order.id, stage_id, StageStep())
    assert await news(shop, order) == "Since your last visit: 1 stage changed"


async def test_visits_are_erased_with_their_client(shop: Shop, order: OrderView, callers: Callers):
    await shop.complete(order, count=4)
    other = await shop.place_order(client=shop.people.other_client)
    await record_visit(shop.people.other_client, other.id)
    answer = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert answer.status_code == 204, answer.text
    # A look that began before leaves nothing behind either.
    await record_visit(shop.people.client, order.id)
    assert [visit.user_id for visit in await shop.rows(OrderVisit)] == [shop.people.other_client.user_id]
