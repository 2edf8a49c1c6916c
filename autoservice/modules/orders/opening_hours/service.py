"""The service of the shop's opening hours."""

from collections.abc import Sequence
from typing import Any

from autoservice.events.shop import OpeningHoursChanged
from autoservice.modules.orders.opening_hours.errors import OpeningHoursOutdated
from autoservice.modules.orders.opening_hours.models import OpeningPeriod, ShopCalendar
from autoservice.modules.orders.opening_hours.ports import OpeningHoursRepository
from autoservice.modules.orders.opening_hours.rules import check_hours
from autoservice.modules.orders.opening_hours.schemas import (
    OpeningHours,
    OpeningHoursView,
    OpenPeriod,
    SpecialDay,
    no_hours,
    to_wall,
)
from autoservice.modules.orders.opening_hours.texts import parse_week
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class OpeningHoursService(Service):
    """When the shop is open: read by everybody, set by administrators."""

    def __init__(self, unit: Unit, hours: OpeningHoursRepository, zone: str) -> None:
        super().__init__(unit)
        self._hours = hours
        self._zone = zone

    @requires(Permission.VISIT)
    async def get_opening_hours(self) -> OpeningHoursView:
        """Return the opening hours; those of nobody where they were never said."""
        return view_hours(*await self._hours.read(), self._zone)

    @requires(Permission.MANAGE_SHOP)
    async def set_opening_hours(self, command: OpeningHours) -> OpeningHoursView:
        """Set all opening hours at once.

        Raises ``OpeningHoursOutdated`` if the caller saw another version than the present one,
        ``PeriodReversed``, ``PeriodsOverlap`` and ``DayTwice``.
        """
        check_hours(command)
        calendar = await self._lock(command.version)
        await self._store(calendar, command)
        return await self.get_opening_hours()

    @requires(Permission.MANAGE_SHOP)
    async def fill_from_text(self, text: str) -> bool:
        """Set the hours that a line such as "Mon-Sat 9:00-20:00" says, where nobody has set any.

        Returns whether it did; a line that says something else sets nothing.
        """
        week = parse_week(text)
        if week is None or (await self._hours.read())[0]:
            return False
        calendar = await self._hours.add()
        if calendar is None:
            return False
        await self._store(calendar, OpeningHours(version=calendar.version, week=week))
        return True

    async def _lock(self, version: int) -> ShopCalendar:
        """Return the calendar in the version that the caller saw, with the next one."""
        calendar = await self._hours.lock() if version else await self._hours.add()
        if calendar is None or version not in (0, calendar.version):
            raise OpeningHoursOutdated()
        calendar.version += bool(version)
        return calendar

    async def _store(self, calendar: ShopCalendar, hours: OpeningHours) -> None:
        await self._hours.replace(calendar.id, _rows(calendar.id, hours))
        event = OpeningHoursChanged(calendar.id)
        self._unit.record(event, event.subject, after={"version": calendar.version})


def view_hours(version: int, periods: Sequence[OpeningPeriod], zone: str) -> OpeningHoursView:
    """Return stored periods as they are shown, special days by date."""
    view = no_hours(zone).model_copy(update={"version": version})
    special: dict[object, SpecialDay] = {}
    for row in periods:
        if row.day is None:
            view.week[row.weekday or 0].append(_period(row))
            continue
        day = special.setdefault(row.day, SpecialDay(day=row.day, note=row.note))
        if row.opens is not None:
            day.periods.append(_period(row))
    view.special_days.extend(sorted(special.values(), key=lambda one: one.day))
    return view


def _period(row: OpeningPeriod) -> OpenPeriod:
    return OpenPeriod(opens=to_wall(row.opens or 0), closes=to_wall(row.closes or 0))


def _rows(calendar_id: int, hours: OpeningHours) -> list[OpeningPeriod]:
    of_week = [
        OpeningPeriod(calendar_id=calendar_id, weekday=number, **_times(period))
        for number, periods in enumerate(hours.week)
        for period in _sorted(periods)
    ]
    of_days = [
        OpeningPeriod(calendar_id=calendar_id, day=special.day, note=special.note, **_times(period))
        for special in hours.special_days
        # A day off is a row without times.
        for period in _sorted(special.periods) or (None,)
    ]
    return of_week + of_days


def _sorted(periods: Sequence[OpenPeriod]) -> list[OpenPeriod]:
    return sorted(periods, key=lambda period: period.minutes)


def _times(period: OpenPeriod | None) -> dict[str, Any]:
    return dict(zip(("opens", "closes"), period.minutes, strict=True)) if period else {}
