"""Filling an empty catalog."""

import pytest
from sqlalchemy import delete
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import (
    TEMPLATE,
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.catalog.services.models import SERVICE, ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.shared.access import SYSTEM
from autoservice.shared.search import SearchToken
from tests.support.runtime import Shop

pytestmark = pytest.mark.both_databases


async def test_an_empty_catalog_is_filled(shop: Shop):
    before = await shop.rows(StageTemplate)
    async with shop.runtime.transaction(SYSTEM) as unit:
        for table in (StageTemplate, RepairTemplateVersion, ServiceTemplate, RepairTemplate, ServiceCategory):
            await unit.session.execute(delete(table))
        await unit.session.execute(delete(SearchToken).where(col(SearchToken.kind).in_((SERVICE, TEMPLATE))))
        assert await seed_catalog(unit.session, unit.now) == 25
    assert [stage.name_ru for stage in await shop.rows(StageTemplate)] == [stage.name_ru for stage in before]


async def test_a_catalog_is_filled_only_once(shop: Shop):
    async with shop.runtime.transaction(SYSTEM) as unit:
        assert await seed_catalog(unit.session, unit.now) == 0
    assert len(await shop.rows(ServiceTemplate)) == 25


async def test_every_stage_belongs_to_the_only_version_of_a_template(shop: Shop):
    versions = await shop.rows(RepairTemplateVersion)
    assert {stage.version_id for stage in await shop.rows(StageTemplate)} == {one.id for one in versions}
    services = await shop.rows(ServiceTemplate)
    assert {one.template_id for one in versions} == {service.template_id for service in services}


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
