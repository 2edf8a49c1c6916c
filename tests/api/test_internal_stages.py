"""Stages that are not published: the shop works on them as on any other, the client never hears of them."""

from typing import Any

import httpx
import pytest_asyncio
from sqlalchemy import update
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import StageTemplate
from autoservice.modules.notifications.topics import order_topic
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import SYSTEM, Actor
from autoservice.ui.current import Viewer
from autoservice.ui.pages.order_detail.state import OrderView as OrderPage
from tests.support.factories import jpeg
from tests.support.runtime import Callers, Shop

# In the names, the checklist and the remark of what the client must not read.
SECRET = "zyzzyva"
# The third of four stages: intake, work, check, handover.
HIDDEN = 2


@pytest_asyncio.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose check is internal, and whose work has a checklist."""
    secret: dict[str, Any] = {
        "name_ru": f"Проверка {SECRET}",
        "name_en": f"Check {SECRET}",
        "published": False,
    }
    told: dict[str, Any] = {
        "checklist": [{"ru": "Болты", "en": "Bolts"}],
        "skill": SECRET,
    }
    async with shop.runtime.transaction(SYSTEM) as unit:
        for code, values in (("check", secret), ("work", told | {"photo_needed": True})):
            stages = update(StageTemplate).where(col(StageTemplate.code) == code)
            await unit.session.execute(stages.values(values))
    return await shop.assigned_order()


def stage_path(order: OrderView, number: int) -> str:
    return f"/api/orders/{order.id}/stages/{order.stages[number].id}"


async def work_on_the_hidden(callers: Callers, order: OrderView) -> int:
    """Let the mechanic come to the internal stage, comment on it and show it; returns the photo's id."""
    path = stage_path(order, HIDDEN)
    needed: dict[str, Any] = {"files": {"file": jpeg()}, "data": {"published": "false"}}
    await callers.mechanic.post(f"{stage_path(order, 1)}/attachments", **needed)
    for number, answered in ((0, {}), (1, {"answers": [{"item": 1, "value": "ok"}]})):
        completed = await callers.mechanic.post(f"{stage_path(order, number)}/complete", json=answered)
        assert completed.status_code == 200
    assert (await callers.mechanic.post(f"{path}/start")).status_code == 200
    told = await callers.mechanic.post(f"{path}/comments", json={"text": SECRET, "published": True})
    assert told.json()["published"] is False
    photo: dict[str, Any] = {"files": {"file": jpeg()}, "data": {"published": "true"}}
    shown = await callers.mechanic.post(f"{path}/attachments", **photo)
    assert shown.json()["published"] is False
    hold = {"reason": "parts", "remark": SECRET}
    assert (await callers.mechanic.post(f"{path}/block", json=hold)).status_code == 200
    return int(shown.json()["id"])


async def page_of(order: OrderView, actor: Actor) -> dict[str, Any]:
    """What the live page of the order shows to ``actor``."""
    page = OrderPage(order_topic(order.id), f"/orders/{order.id}")
    reading = await page.read()
    assert reading
    return dict(await page.render(reading, Viewer(actor, "en", "Europe/Moscow", reading.order.now)))


async def test_the_client_reads_nothing_of_an_internal_stage(shop: Shop, callers: Callers, order: OrderView):
    photo = await work_on_the_hidden(callers, order)
    await shop.relay_all()
    hidden = order.stages[HIDDEN].id
    for path in (
        f"/api/orders/{order.id}",
        "/api/orders",
        f"/api/orders/{order.id}/timeline",
        "/api/profile/export",
        "/api/catalog/services",
    ):
        answer = await callers.client.get(path)
        assert answer.status_code == 200, path
        assert SECRET not in answer.text, path
        assert f'"stage_id":{hidden},' not in answer.text, path
    for path in (f"/api/attachments/{photo}", f"/api/attachments/{photo}/thumbnail"):
        assert (await callers.client.get(path)).status_code == 404
    page = await page_of(order, shop.people.client)
    assert SECRET not in str(page)
    assert [stage.name for stage in page["stages"]] == ["Intake", "Work", "Handover"]


async def test_progress_and_status_count_all_work(shop: Shop, callers: Callers, order: OrderView):
    await work_on_the_hidden(callers, order)
    whole, seen = await shop.order(order.id), (await callers.client.get(f"/api/orders/{order.id}")).json()
    minutes = [stage.norm_minutes for stage in whole.stages]
    assert seen["progress"] == 100 * sum(minutes[:2]) // sum(minutes)
    assert (seen["status"], len(seen["stages"])) == ("on_hold", 3)
    page = await page_of(order, shop.people.client)
    assert (page["order"].now, page["order"].progress) == (
        "The work has paused and will go on.",
        seen["progress"],
    )
    await callers.mechanic.post(f"{stage_path(order, HIDDEN)}/resume")
    page = await page_of(order, shop.people.client)
    assert (page["order"].now, page["order"].status) == ("We are working on the car.", "in_progress")


async def test_the_shop_reads_all_of_it(shop: Shop, callers: Callers, order: OrderView):
    photo = await work_on_the_hidden(callers, order)
    for caller in (callers.mechanic, callers.administrator):
        stages = (await caller.get(f"/api/orders/{order.id}")).json()["stages"]
        assert (stages[HIDDEN]["name_en"], stages[HIDDEN]["published"]) == (f"Check {SECRET}", False)
        assert stages[1]["checklist"] == [{"ru": "Болты", "en": "Bolts"}]
        assert (stages[1]["photo_needed"], stages[1]["skill"]) == (True, SECRET)
        assert (await caller.get(f"/api/attachments/{photo}")).status_code == 200
        services = (await caller.get("/api/catalog/services")).text
        assert SECRET in services
    page = await page_of(order, shop.people.mechanic)
    assert [stage.internal for stage in page["stages"]] == [False, False, True, False]


async def test_what_happens_to_an_internal_stage_is_no_news(shop: Shop, callers: Callers, order: OrderView):
    async with shop.runtime.transaction(shop.people.client) as unit:
        await unit.services.visits.record_visit(order.id)
    await work_on_the_hidden(callers, order)
    async with shop.runtime.read_only(shop.people.client) as unit:
        news = await unit.services.visits.find_news(order.id, shop.people.client.user_id)
    assert news.stages == {stage.id for stage in order.stages[:2]}
    assert (news.comments, news.photos) == (set(), set())


async def test_a_mechanic_of_internal_stages_only_is_not_told(shop: Shop, callers: Callers, order: OrderView):
    stage = order.stages[HIDDEN].id
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        other = shop.people.other_mechanic.user_id
        await unit.services.assignment.assign_stage(order.id, stage, other)
    timeline: httpx.Response = await callers.client.get(f"/api/orders/{order.id}/timeline")
    assert [entry["kind"] for entry in timeline.json()].count("mechanic_assigned") == 1
    seen = await callers.client.get(f"/api/orders/{order.id}")
    assert shop.people.other_mechanic.name not in seen.text
