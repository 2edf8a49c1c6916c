"""The service that reads the catalog."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from autoservice.modules.catalog.repair_templates.shares import divide_minutes
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.modules.catalog.services.picture_files import picture_view
from autoservice.modules.catalog.services.ports import ServiceTemplateRepository
from autoservice.modules.catalog.services.prices import service_price
from autoservice.modules.catalog.services.schemas import CategoryView, ServicesQuery, ServiceView
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

VIEWS: Final = TypeAdapter(list[ServiceView])
EVERYTHING: Final = ServicesQuery()


class CatalogService(Service):
    """The services a shop offers. ``labour_rate_minor`` is the price of an hour where none is fixed."""

    def __init__(
        self, unit: Unit, templates: ServiceTemplateRepository, currency: str, labour_rate_minor: int
    ) -> None:
        super().__init__(unit)
        self._templates = templates
        self._currency = currency
        self._labour_rate_minor = labour_rate_minor

    @requires(Permission.READ_CATALOG)
    async def list_services(self, asked: ServicesQuery = EVERYTHING) -> list[ServiceView]:
        """Return the services on offer with their stages, by category and position."""
        services = await self._templates.on_offer(asked)
        views = VIEWS.validate_python([self._priced(service) for service in services])
        return [view.for_viewer(self._actor) for view in views]

    @requires(Permission.READ_CATALOG)
    async def get_service(self, service_id: int) -> ServiceView:
        """Return a service on offer as the actor sees it; raises ``ServiceNotFound``."""
        return self._view(await self._templates.offered(service_id)).for_viewer(self._actor)

    @requires(Permission.PLACE_ORDER)
    async def get_services_to_order(self, service_ids: Sequence[int]) -> list[ServiceView]:
        """Return services on offer with all their stages, as they are asked for; raises ``ServiceNotFound``.

        They are not deleted before the transaction ends.
        """
        found = {one["id"]: one for one in await self._templates.offered_to_order(service_ids)}
        return [self._view(found.get(id)) for id in service_ids]

    @requires(Permission.READ_CATALOG)
    async def list_categories(self) -> list[CategoryView]:
        """Return all categories in their order."""
        return [CategoryView.model_validate(one.model_dump()) for one in await self._templates.categories()]

    def _view(self, service: dict[str, Any] | None) -> ServiceView:
        if service is None:
            raise ServiceNotFound()
        return ServiceView.model_validate(self._priced(service))

    def _priced(self, service: dict[str, Any]) -> dict[str, Any]:
        minutes, stages = service["norm_minutes"], service["stages"]
        if stages:
            parts = divide_minutes(minutes, [stage["share"] for stage in stages])
            stages = [stage | {"norm_minutes": part} for stage, part in zip(stages, parts, strict=True)]
        price = service_price(service["price_minor"], minutes, self._labour_rate_minor)
        shown = {"picture": picture_view(service["picture"]), "price_minor": price}
        return service | shown | {"stages": stages, "currency": self._currency}
