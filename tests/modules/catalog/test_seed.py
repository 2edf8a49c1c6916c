"""Filling an empty catalog."""

import pytest
from sqlalchemy import delete

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate
from autoservice.modules.catalog.seed import seed_catalog
from autoservice.shared.access import SYSTEM
from tests.support.runtime import Shop

pytestmark = pytest.mark.both_databases


async def test_an_empty_catalog_is_filled(shop: Shop):
    before = await shop.rows(StageTemplate)
    async with shop.runtime.transaction(SYSTEM) as unit:
        await unit.session.execute(delete(StageTemplate))
        await unit.session.execute(delete(ServiceTemplate))
        assert await seed_catalog(unit.session) == 25
    assert [stage.name_ru for stage in await shop.rows(StageTemplate)] == [stage.name_ru for stage in before]


async def test_a_catalog_is_filled_only_once(shop: Shop):
    async with shop.runtime.transaction(SYSTEM) as unit:
        assert await seed_catalog(unit.session) == 0
    assert len(await shop.rows(ServiceTemplate)) == 25


async def test_every_stage_belongs_to_a_service(shop: Shop):
    services = {service.id for service in await shop.rows(ServiceTemplate)}
    assert {stage.service_id for stage in await shop.rows(StageTemplate)} == services


async def test_an_order_keeps_the_service_as_it_was_when_ordered(shop: Shop):
    order = await shop.place_order()
    async with shop.runtime.transaction(SYSTEM) as unit:
        service = await unit.session.get_one(ServiceTemplate, 1)
        service.price_minor, service.name_en = 1, "Something else"
    kept = await shop.order(order.id)
    assert (kept.price_minor, kept.service_name_en) == (150000, "Oil and filter")


async def test_a_withdrawn_service_cannot_be_ordered(shop: Shop, callers):
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(ServiceTemplate, 1)).active = False
    wanted = {"service_id": 1, "plate": "А123ВС777", "make": "Lada", "model": "Vesta"}
    answer = await callers.client.post("/api/orders", json=wanted)
    assert (answer.status_code, answer.json()["title"]) == (404, "ServiceNotFound")
