"""An order of several jobs on pages: it is called by all of them, and each offers its own next step."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.view_models import order_view_model
from autoservice.ui.entities.stage.view_models import StageViewModel, stage_view_models
from tests.support.databases import Databases
from tests.support.jobs import add_job
from tests.support.runtime import Shop, opened_shop


@pytest_asyncio.fixture
async def shop(sqlite_databases: Databases, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop on SQLite: nothing here depends on the database."""
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path) as opened:
            yield opened


async def tracked(shop: Shop, order_id: int) -> tuple[TrackedOrder, Viewer]:
    """The order as its mechanic sees it, in English."""
    async with shop.runtime.read_only(shop.people.mechanic) as unit:
        found = await unit.services.progress.track_order(order_id)
    return found, Viewer(shop.people.mechanic, "en", "Europe/Moscow")


def named(stages: list[StageViewModel]) -> list[tuple[str, str]]:
    return [(stage.name, stage.job) for stage in stages]


async def test_an_order_of_one_job_is_called_by_it_and_its_stages_need_no_job(shop: Shop):
    order, viewer = await tracked(shop, (await shop.assigned_order()).id)
    assert order_view_model(order.order, viewer).service == "Oil and filter"
    assert {stage.job for stage in stage_view_models(order, viewer)} == {""}


async def test_an_order_of_two_jobs_is_called_by_the_first_and_offers_the_next_step_of_each(shop: Shop):
    placed = await shop.assigned_order()
    await add_job(shop, placed.id, mechanic_id=shop.people.mechanic.user_id)
    await shop.complete(placed)
    order, viewer = await tracked(shop, placed.id)
    shown, stages = order_view_model(order.order, viewer), stage_view_models(order, viewer)
    assert (shown.service, shown.price.replace("\xa0", " ")) == ("Oil and filter and 1 more", "RUB 2,200")
    assert named(stages) == [
        ("Intake", ""),
        ("Work", "Oil and filter"),
        ("Check", "Oil and filter"),
        ("Work", "Job 2"),
        ("Handover", ""),
    ]
    offered = [stage for stage in stages if stage.actions]
    assert named(offered) == [("Work", "Oil and filter"), ("Work", "Job 2")]


async def test_proposed_work_does_not_name_the_order(shop: Shop):
    placed = await shop.assigned_order()
    await add_job(shop, placed.id, "proposed")
    order, viewer = await tracked(shop, placed.id)
    assert order_view_model(order.order, viewer).service == "Oil and filter"
