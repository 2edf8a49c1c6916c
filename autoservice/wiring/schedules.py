"""The services of the shop's time: opening hours, estimates."""

from functools import cached_property

from autoservice.modules.orders.estimates import Estimates
from autoservice.modules.orders.opening_hours.repository import SqlOpeningHoursRepository
from autoservice.modules.orders.opening_hours.service import OpeningHoursService
from autoservice.modules.orders.workload import SqlWorkload
from autoservice.wiring.auth import AuthServices


class ScheduleServices(AuthServices):
    """When the shop is open, and when what it does will be done."""

    @cached_property
    def opening_hours(self) -> OpeningHoursService:
        """The opening hours."""
        return OpeningHoursService(self._unit, self._opening_hours, self._settings.timezone)

    @cached_property
    def _estimates(self) -> Estimates:
        workload = SqlWorkload(self._unit.session)
        return Estimates(self._opening_hours, workload, self._settings.timezone)

    @cached_property
    def _opening_hours(self) -> SqlOpeningHoursRepository:
        return SqlOpeningHoursRepository(self._unit.session)
