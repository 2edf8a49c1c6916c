"""The services of the shop's time: opening hours, the board of a day, estimates."""

from functools import cached_property

from autoservice.modules.orders.board.repository import SqlBoardRepository
from autoservice.modules.orders.board.service import BoardService
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
    def board(self) -> BoardService:
        """The open work of a day, by mechanic."""
        board, zone = SqlBoardRepository(self._unit.session), self._settings.timezone
        return BoardService(self._unit, board, self._opening_hours, self.directory, zone)

    @cached_property
    def _estimates(self) -> Estimates:
        workload = SqlWorkload(self._unit.session)
        return Estimates(self._opening_hours, workload, self._settings.timezone)

    @cached_property
    def _opening_hours(self) -> SqlOpeningHoursRepository:
        return SqlOpeningHoursRepository(self._unit.session)
