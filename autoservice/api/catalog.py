"""``/api/catalog``: what the shop offers, for everybody to read."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute
from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission

router = APIRouter(prefix="/catalog", tags=["catalog"], route_class=DocumentedRoute)


@router.get("/services")
@requires_permission(Permission.READ_CATALOG)
async def list_services(actor: CurrentActor) -> list[ServiceView]:
    """All services on offer with their stages, in catalog order."""
    async with read_only(actor) as unit:
        return await unit.services.catalog.list_services()
