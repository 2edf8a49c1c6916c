"""``/api/admin/reports``: what the shop has done in a period, for administrators."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.modules.admin.reports.errors import ReportPeriodReversed, ReportPeriodTooLong
from autoservice.modules.admin.reports.schemas import Report, ReportQuery
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission

router = APIRouter(prefix="/admin", tags=["admin"], route_class=DocumentedRoute)

CSV: Final = "text/csv; charset=utf-8"
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/reports")
@requires_permission(Permission.READ_REPORTS)
@fails_with(ReportPeriodReversed, ReportPeriodTooLong)
async def read_report(query: Annotated[ReportQuery, Query()], actor: CurrentActor) -> Report:
    """Orders, revenue, cycle times, extra work, parts, services and mechanics of some days, and before."""
    async with read_only(actor) as unit:
        return await unit.services.reports.read_report(query)


@router.get("/reports.csv", response_class=Response, responses=FILE)
@requires_permission(Permission.READ_REPORTS)
@fails_with(ReportPeriodReversed, ReportPeriodTooLong)
async def export_report(
    query: Annotated[ReportQuery, Query()], request: Request, actor: CurrentActor
) -> Response:
    """The same report as a file, in the reader's language."""
    async with read_only(actor) as unit:
        data = await unit.services.reports.export_report(query, request_locale(request))
    return Response(
        data, media_type=CSV, headers={"Content-Disposition": 'attachment; filename="report.csv"'}
    )
