"""``/api/catalog``: what the shop offers, for everybody to read."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.etags import NOT_MODIFIED, answer_unless_kept
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.modules.catalog.services.schemas import CategoryView, ServicesQuery, ServiceView
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

SERVICES: Final = TypeAdapter(list[ServiceView])
CATEGORIES: Final = TypeAdapter(list[CategoryView])

router = APIRouter(prefix="/catalog", tags=["catalog"], route_class=DocumentedRoute)


@router.get("/services", response_model=list[ServiceView], responses=NOT_MODIFIED)
@requires_permission(Permission.READ_CATALOG)
async def list_services(
    query: Annotated[ServicesQuery, Query()], actor: CurrentActor, request: Request
) -> Response:
    """The services on offer with their stages, by category, in catalog order."""
    async with read_only(actor) as unit:
        services = await unit.services.catalog.list_services(query)
    return answer_unless_kept(request, SERVICES.dump_json(services))


@router.get("/services/{service_id}")
@requires_permission(Permission.READ_CATALOG)
@fails_with(ServiceNotFound)
async def get_service(service_id: Id, actor: CurrentActor) -> ServiceView:
    """One service on offer with its stages."""
    async with read_only(actor) as unit:
        return await unit.services.catalog.get_service(service_id)


@router.get("/categories", response_model=list[CategoryView], responses=NOT_MODIFIED)
@requires_permission(Permission.READ_CATALOG)
async def list_categories(actor: CurrentActor, request: Request) -> Response:
    """All categories of services, in their order."""
    async with read_only(actor) as unit:
        categories = await unit.services.catalog.list_categories()
    return answer_unless_kept(request, CATEGORIES.dump_json(categories))
