"""``/api/admin/opening-hours``: when the shop is open."""

from fastapi import APIRouter

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.modules.orders.opening_hours.errors import (
    DayTwice,
    OpeningHoursOutdated,
    PeriodReversed,
    PeriodsOverlap,
)
from autoservice.modules.orders.opening_hours.schemas import OpeningHours, OpeningHoursView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission

router = APIRouter(prefix="/admin/opening-hours", tags=["shop"], route_class=DocumentedRoute)


@router.get("")
@requires_permission(Permission.VISIT)
async def get_opening_hours(actor: CurrentActor) -> OpeningHoursView:
    """The opening hours by weekday, and the days that are unlike others."""
    async with read_only(actor) as unit:
        return await unit.services.opening_hours.get_opening_hours()


@router.put("")
@requires_permission(Permission.MANAGE_SHOP)
@fails_with(OpeningHoursOutdated, PeriodReversed, PeriodsOverlap, DayTwice)
async def set_opening_hours(hours: OpeningHours, actor: CurrentActor) -> OpeningHoursView:
    """Set all opening hours at once; ``version`` is 0 where nobody has set any."""
    async with transaction(actor) as unit:
        return await unit.services.opening_hours.set_opening_hours(hours)
