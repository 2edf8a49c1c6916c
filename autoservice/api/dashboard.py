"""``/api/admin/dashboard``: the shop's today, for administrators."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute
from autoservice.modules.admin.dashboard.schemas import Dashboard
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission

router = APIRouter(prefix="/admin/dashboard", tags=["admin"], route_class=DocumentedRoute)


@router.get("")
@requires_permission(Permission.READ_REPORTS)
async def read_dashboard(actor: CurrentActor) -> Dashboard:
    """Today's cars, what waits, the load of mechanics, and what was completed today and this month."""
    async with read_only(actor) as unit:
        return await unit.services.dashboard.read_dashboard()
