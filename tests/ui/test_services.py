"""The pages of services: all that is chosen is archived, and nobody's parts are overwritten unseen."""

from decimal import Decimal
from typing import Any

from autoservice.modules.catalog.inventory.schemas import ServicePartLine
from autoservice.modules.catalog.services.editing_schemas import NewCategory, ServiceParts
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.notifications.topics import CATALOG
from autoservice.shared.access import SYSTEM
from autoservice.ui.features.edit_service import CatalogChoicesState, ServiceCommandsState, ServicePartsState
from tests.support.inventory import add_item
from tests.support.runtime import Shop
from tests.ui.desk import Desk

SERVICES = "/admin/catalog/services"
MANY = 120


async def test_all_chosen_services_are_archived_however_many(shop: Shop, desk: Desk):
    async with shop.runtime.transaction(SYSTEM) as unit:
        fields: dict[str, Any] = {"name_ru": "Мойка", "name_en": "Wash", "category_id": 1, "template_id": 1}
        unit.session.add_all(
            ServiceTemplate(**fields, code=f"wash_{number}", position=number, norm_minutes=30)
            for number in range(MANY)
        )
    ids = [str(one.id) for one in await shop.rows(ServiceTemplate)]
    await desk.send(ServiceCommandsState, "switch", SERVICES, service_ids=[*ids, ids[0]], active=False)
    assert {one.active for one in await shop.rows(ServiceTemplate)} == {False}
    assert desk.pipeline.wire.last(ServiceCommandsState, "saved").startswith(str(len(ids)))
    await desk.send(ServiceCommandsState, "switch", SERVICES, service_ids=[ids[0], "99999"], active=True)
    assert {one.active for one in await shop.rows(ServiceTemplate)} == {False}
    assert desk.pipeline.wire.last(ServiceCommandsState, "errors")


async def test_parts_that_somebody_else_has_changed_are_shown_not_overwritten(shop: Shop, desk: Desk):
    oil, filters = await add_item(shop, unit="l", article="5W-30"), await add_item(shop, article="W 914/2")
    page = f"{SERVICES}/1"
    await desk.send(ServicePartsState, "load", page)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        theirs = ServicePartLine(item_id=oil.id, quantity=Decimal("4.3"))
        await unit.services.catalog_editing.set_parts(1, ServiceParts(parts=[theirs]))
    await desk.send(ServicePartsState, "search", page, text="W 914")
    await desk.send(ServicePartsState, "add", page, item_id=str(filters.id))
    assert [line["quantity"] for line in desk.pipeline.wire.last(ServicePartsState, "lines")] == ["4,3"]
    assert "изменил" in desk.pipeline.wire.last(ServicePartsState, "errors")[""]
    await desk.send(ServicePartsState, "search", page, text="W 914")
    await desk.send(ServicePartsState, "add", page, item_id=str(filters.id))
    assert [line["quantity"] for line in desk.pipeline.wire.last(ServicePartsState, "lines")] == ["4,3", "1"]


async def test_a_new_category_is_a_choice_on_pages_that_are_open(shop: Shop, desk: Desk):
    await desk.open(SERVICES, CatalogChoicesState)
    await desk.shows("Тормоза")
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.categories.create_category(NewCategory(name_ru="Стёкла"))
    await shop.runtime.adapters.hub.publish([CATALOG])
    await desk.shows("Стёкла")
    assert desk.pipeline.wire.last(CatalogChoicesState, "categories")[-1] == "Стёкла"
