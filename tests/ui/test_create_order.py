"""The order form as its State fills it: what is asked for, chosen, looked for, and what it comes to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.notifications.topics import CATALOG
from autoservice.shared.access import SYSTEM
from autoservice.ui.features.create_order import CreateOrderState
from tests.support.runtime import Shop
from tests.ui.desk import Desk
from tests.ui.pipeline import running_pipeline

PAGE = "/orders/new"


@pytest_asyncio.fixture
async def form(shop: Shop) -> AsyncIterator[Desk]:
    """A client's order form."""
    token = await shop.sign_in(shop.people.client)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, PAGE)
        yield Desk(pipeline, token)


def last(form: Desk, name: str) -> Any:
    return form.pipeline.wire.last(CreateOrderState, name)


async def choose(form: Desk, service_id: Any, is_chosen: bool = True) -> None:
    opening = last(form, "opening")
    await form.send(
        CreateOrderState, "choose", PAGE, opening=opening, service_id=service_id, is_chosen=is_chosen
    )


async def open_form(form: Desk, query: str = "") -> None:
    await form.send(CreateOrderState, "load", PAGE + query)


async def test_the_form_shows_all_services_by_category_and_begins_with_none(form: Desk, shop: Shop):
    await open_form(form)
    groups = last(form, "groups")
    ids = [one["id"] for group in groups for one in group["services"]]
    assert len(ids) == len(set(ids)) == len(await shop.rows(ServiceTemplate))
    assert len({group["code"] for group in groups}) == len(groups)
    assert (last(form, "given"), last(form, "chosen")) == ([], "")
    await form.shows("Пока ничего не выбрано")


async def test_the_address_chooses_a_service_if_there_is_one(form: Desk):
    await open_form(form, "?service=3")
    assert last(form, "given") == ["3"]
    await open_form(form, "?service=999")
    assert last(form, "given") == []


async def test_price_and_time_are_summed_up_as_services_are_chosen(form: Desk, shop: Shop):
    await open_form(form)
    await choose(form, "1")
    await form.shows("1 услуга", "1\u00a0500\u00a0₽")
    await choose(form, "2")
    services = {one.id: one for one in await shop.rows(ServiceTemplate)}
    await form.shows("2 услуги")
    await choose(form, "1", is_chosen=False)
    await form.shows("1 услуга", services[2].name_ru)
    assert last(form, "chosen") == "2"


async def test_a_price_that_changes_is_in_the_sum_at_once(form: Desk, shop: Shop):
    await open_form(form, "?service=1")
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(ServiceTemplate, 1)).price_minor = 777_700
    await shop.runtime.adapters.hub.publish([CATALOG])
    await form.shows("7\u00a0777\u00a0₽")


async def test_what_is_no_service_is_not_chosen(form: Desk):
    await open_form(form)
    for odd in ("999", "1,2", "", "x"):
        await choose(form, odd)
    assert last(form, "chosen") == ""


async def test_what_was_chosen_before_the_form_began_anew_is_drawn_anew(form: Desk):
    await open_form(form)
    old = last(form, "opening")
    await open_form(form)
    await form.send(CreateOrderState, "choose", PAGE, opening=old, service_id="4", is_chosen=True)
    assert (last(form, "given"), last(form, "opening")) == (["4"], old + 2)


async def test_services_are_found_by_words_and_category(form: Desk):
    await open_form(form)
    await form.send(CreateOrderState, "search", PAGE, text="масло")
    assert "1" in last(form, "found")
    assert last(form, "is_searched") is True
    await form.send(CreateOrderState, "search", PAGE, text="no such thing")
    assert last(form, "found") == []
    await form.send(CreateOrderState, "search", PAGE, text="")
    category = last(form, "groups")[1]
    await form.send(CreateOrderState, "choose_category", PAGE, code=category["code"])
    assert last(form, "found") == [one["id"] for one in category["services"]]
    await form.send(CreateOrderState, "choose_category", PAGE, code="%")
    assert last(form, "is_searched") is False
