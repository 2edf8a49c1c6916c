"""The form in which the shop adds services to a running order, as its State fills it."""

import json
from typing import Any

import pytest_asyncio

from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.orders.schemas import OrderView
from autoservice.ui.features.add_jobs import AddJobsState
from tests.support.runtime import Shop
from tests.ui.desk import Desk


@pytest_asyncio.fixture
async def order(shop: Shop) -> OrderView:
    return await shop.assigned_order()


@pytest_asyncio.fixture
async def form(desk: Desk, order: OrderView) -> Desk:
    """An administrator's open form on the order's page."""
    await desk.send(AddJobsState, "begin", f"/orders/{order.id}")
    return desk


def last(form: Desk, name: str) -> Any:
    return form.pipeline.wire.last(AddJobsState, name)


async def choose(form: Desk, order: OrderView, *ids: str) -> None:
    for id in ids:
        await form.send(
            AddJobsState,
            "choose",
            f"/orders/{order.id}",
            opening=last(form, "opening"),
            service_id=id,
            is_chosen=True,
        )


async def send(form: Desk, order: OrderView, prices: dict[str, int], version: int) -> None:
    sent = {"prices": json.dumps(prices), "version": str(version), "remark": "По телефону."}
    await form.send(AddJobsState, "add_jobs", f"/orders/{order.id}", form=sent)


async def test_the_chosen_services_are_summed_up_and_added_and_the_form_is_closed(
    form: Desk, shop: Shop, order: OrderView
):
    services = {str(one.id): one for one in await shop.rows(ServiceTemplate)}
    await choose(form, order, "2", "1")
    await form.shows("2 услуги")
    await send(form, order, {"1": 150_000}, order.version)
    assert (last(form, "is_open"), last(form, "is_done")) == (False, True)
    after = await shop.order(order.id)
    assert [job.name_ru for job in after.jobs[1:]] == [services[one].name_ru for one in ("2", "1")]


async def test_what_is_refused_is_said_and_the_choice_stays(form: Desk, shop: Shop, order: OrderView):
    await choose(form, order, "1")
    for prices, version in (({"1": 1}, order.version), ({"1": 150_000}, order.version - 1)):
        before = last(form, "refused") or 0
        await send(form, order, prices, version)
        assert last(form, "refused") == before + 1
        assert list(last(form, "errors")) == [""]
    assert (last(form, "is_open"), last(form, "chosen")) == (True, "1")
    assert len((await shop.order(order.id)).jobs) == 1


async def test_an_empty_choice_is_refused(form: Desk, shop: Shop, order: OrderView):
    await send(form, order, {}, order.version)
    assert last(form, "errors")[""]
    assert len((await shop.order(order.id)).jobs) == 1
