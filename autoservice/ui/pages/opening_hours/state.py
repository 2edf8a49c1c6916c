"""The forms of the opening hours: a week, and days that are unlike others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import reflex as rx
from babel.dates import format_date
from pydantic import BaseModel, ValidationError

from autoservice.modules.orders.opening_hours.errors import (
    DayTwice,
    OpeningHoursOutdated,
    PeriodReversed,
    PeriodsOverlap,
)
from autoservice.modules.orders.opening_hours.schemas import (
    DAYS,
    OpeningHours,
    OpeningHoursView,
    OpenPeriod,
    SpecialDay,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, format_zone, translate
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.kit.form_state import FormMixin, explain
from autoservice.ui.kit.theme import ViewModelVar

# Each weekday has fields for two periods: until noon and after it.
PERIODS: Final = (1, 2)
SPECIAL: Final = ("day", "opens", "closes", "note")
MISSING_TIME: Final = N_("Enter both times, or none for a day off.")


def field_name(day: int, period: int, end: str) -> str:
    """Return the name of a field of the week's form; ``end`` is "opens" or "closes"."""
    return f"{end}_{day}_{period}"


FIELDS: Final = tuple(
    field_name(day, period, end) for day in range(DAYS) for period in PERIODS for end in ("opens", "closes")
)


@dataclass(frozen=True)
class SpecialDayViewModel:
    """A day that is unlike others, ready to be shown."""

    day: str = ""
    name: str = ""
    hours: str = ""
    note: str = ""


SpecialDayVar = ViewModelVar


class Removal(BaseModel):
    """Which special day is to be removed."""

    day: date


@requires_permission(Permission.MANAGE_SHOP)
class OpeningHoursState(FormMixin, rx.State):
    """The opening hours as the forms show them at first, and the outcome of the last change."""

    values: dict[str, str] = dict.fromkeys(FIELDS, "")
    special_days: list[SpecialDayViewModel] = []
    zone: str = ""
    saved: str = ""
    outdated: bool = False
    loaded: bool = False
    # Another value makes the form of the week a new one, and that of a day.
    form_key: str = ""
    day_key: str = ""
    day_errors: dict[str, str] = {}
    day_refused: int = 0
    _version: int = 0

    @rx.event
    async def open(self) -> None:
        """Read the opening hours; what somebody is typing stays."""
        if has_returned(self) and self.loaded:
            return
        self.saved, self.errors, self.day_errors, self.outdated = "", {}, {}, False
        self._show(await _read())

    @rx.event
    async def show_present(self) -> None:
        """Show the present hours instead of what was typed."""
        self.errors, self.day_errors, self.outdated, self.saved = {}, {}, False, ""
        self._show(await _read())

    @rx.event
    async def save_week(self, form: dict[str, Any]) -> None:
        """Set the hours of all weekdays."""
        self._begin()
        typed = {name: str(form.get(name, "")).strip() for name in FIELDS}
        if errors := _half_given(typed, current_viewer().locale):
            self.errors, self.refused = errors, self.refused + 1
            return
        try:
            week = [_periods(typed, day) for day in range(DAYS)]
            present = await _read()
            await self._save(present.special_days, week)
        except (DomainError, ValidationError) as error:
            self._refuse_week(error)
            return
        self._accept()
        self.saved = "week"

    @rx.event
    async def add_day(self, form: dict[str, Any]) -> None:
        """Add a day that is unlike others: closed without times."""
        self._begin()
        typed = {name: str(form.get(name, "")).strip() for name in SPECIAL}
        locale = current_viewer().locale
        if bool(typed["opens"]) != bool(typed["closes"]):
            missing = "closes" if typed["opens"] else "opens"
            self.day_errors, self.day_refused = (
                {missing: translate(locale, MISSING_TIME)},
                self.day_refused + 1,
            )
            return
        try:
            day = SpecialDay.model_validate({**typed, "periods": _special_periods(typed)})
            present = await _read()
            await self._save([*present.special_days, day], present.week)
        except (DomainError, ValidationError) as error:
            self._refuse_day(error)
            return
        self.saved, self.day_key = "day", f"{self._version} {day.day}"

    @rx.event
    async def remove_day(self, day: str) -> None:
        """Remove a special day: it is like others of its weekday then."""
        self._begin()
        try:
            removed = Removal.model_validate({"day": day}).day
            present = await _read()
            kept = [one for one in present.special_days if one.day != removed]
            await self._save(kept, present.week)
        except (DomainError, ValidationError) as error:
            self._refuse_day(error)
            return
        self.saved = "removed"

    def _begin(self) -> None:
        self.saved, self.errors, self.day_errors, self.outdated = "", {}, {}, False

    async def _save(self, special_days: Sequence[SpecialDay], week: Sequence[Sequence[OpenPeriod]]) -> None:
        command = OpeningHours(version=self._version, week=list(map(list, week)), special_days=special_days)
        async with transaction(current_viewer().actor) as unit:
            self._show(await unit.services.opening_hours.set_opening_hours(command))

    def _refuse_week(self, error: DomainError | ValidationError) -> None:
        self.outdated = isinstance(error, OpeningHoursOutdated)
        if isinstance(error, PeriodReversed | PeriodsOverlap) and error.field.startswith("week."):
            # The place of the error is a day; its last given time is where it is shown.
            name = field_name(int(error.field.split(".")[1]), 1, "closes")
            self.errors, self.refused = {name: error.text(current_viewer().locale)}, self.refused + 1
            return
        self._refuse(error, FIELDS)

    def _refuse_day(self, error: DomainError | ValidationError) -> None:
        self.outdated = isinstance(error, OpeningHoursOutdated)
        self.day_errors, self.day_refused = explain(error, SPECIAL), self.day_refused + 1
        places: dict[type[Exception], str] = {
            DayTwice: "day",
            PeriodReversed: "closes",
            PeriodsOverlap: "closes",
        }
        if place := places.get(type(error)):
            self.day_errors = {place: explain(error).get("", "")}

    def _show(self, hours: OpeningHoursView) -> None:
        viewer = current_viewer()
        self._version, self.loaded = hours.version, True
        self.zone = format_zone(viewer.locale, hours.zone, viewer.now)
        self.values = _values(hours)
        self.special_days = [_special_day(one, viewer) for one in hours.special_days]
        self.form_key = str(hours.version)


async def _read() -> OpeningHoursView:
    async with read_only(current_viewer().actor) as unit:
        return await unit.services.opening_hours.get_opening_hours()


def _half_given(typed: Mapping[str, str], locale: str) -> dict[str, str]:
    """Return an error at each time that is missing beside another one."""
    missing = translate(locale, MISSING_TIME)
    ends = [
        (field_name(day, period, end), field_name(day, period, other))
        for day in range(DAYS)
        for period in PERIODS
        for end, other in (("opens", "closes"), ("closes", "opens"))
    ]
    return {name: missing for name, other in ends if typed[other] and not typed[name]}


def _periods(typed: Mapping[str, str], day: int) -> list[OpenPeriod]:
    given = [{end: typed[field_name(day, period, end)] for end in ("opens", "closes")} for period in PERIODS]
    return [OpenPeriod.model_validate(one) for one in given if one["opens"]]


def _special_periods(typed: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"opens": typed["opens"], "closes": typed["closes"]}] if typed["opens"] else []


def _values(hours: OpeningHoursView) -> dict[str, str]:
    values = dict.fromkeys(FIELDS, "")
    for day, periods in enumerate(hours.week):
        for period, one in zip(PERIODS, periods, strict=False):
            values[field_name(day, period, "opens")] = one.opens
            # What browsers call midnight.
            values[field_name(day, period, "closes")] = "00:00" if one.closes == "24:00" else one.closes
    return values


def _special_day(special: SpecialDay, viewer: Viewer) -> SpecialDayViewModel:
    locale = viewer.locale
    periods = ", ".join(f"{one.opens}–{one.closes}" for one in special.periods)
    return SpecialDayViewModel(
        day=special.day.isoformat(),
        name=format_date(special.day, "EEE, d MMMM y" if locale == "ru" else "EEE, MMMM d, y", locale=locale),
        hours=periods or translate(locale, N_("Closed")),
        note=special.note,
    )
