"""The service that reads the catalog."""

from typing import Final

from pydantic import TypeAdapter

from autoservice.modules.catalog.errors import ServiceNotFound
from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate
from autoservice.modules.catalog.ports import ServiceTemplateRepository
from autoservice.modules.catalog.schemas import ServiceView, StageTemplateView
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

VIEWS: Final = TypeAdapter(list[ServiceView])


class CatalogService(Service):
    """The services a shop offers."""

    def __init__(self, unit: Unit, templates: ServiceTemplateRepository, currency: str) -> None:
        super().__init__(unit)
        self._templates = templates
        self._currency = currency

    @requires(Permission.READ_CATALOG)
    async def list_services(self) -> list[ServiceView]:
        """Return all services on offer with their stages, by position."""
        services = await self._templates.on_offer()
        return VIEWS.validate_python([{**service, "currency": self._currency} for service in services])

    @requires(Permission.READ_CATALOG)
    async def get_service(self, service_id: int) -> ServiceView:
        """Return a service on offer; raises ``ServiceNotFound``."""
        service = await self._templates.by_id(service_id)
        if service is None or not service.active:
            raise ServiceNotFound()
        stages = await self._templates.stages([service_id])
        return self._view(service, stages.get(service_id, []))

    def _view(self, service: ServiceTemplate, stages: list[StageTemplate]) -> ServiceView:
        return ServiceView(
            **service.model_dump(exclude={"position", "active"}),
            currency=self._currency,
            stages=[StageTemplateView(**stage.model_dump()) for stage in stages],
        )
