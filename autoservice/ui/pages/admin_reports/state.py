"""The State of the reports: a report is of the past, and read when it is asked for."""

from datetime import date
from typing import Any

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.admin.reports.periods import Days
from autoservice.modules.admin.reports.schemas import ReportQuery
from autoservice.modules.orders.shop_days import day_of
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.pages.admin_reports.view_models import (
    FROM,
    PATH,
    TO,
    BarViewModel,
    PeriodViewModel,
    TableViewModel,
    report_values,
)


@requires_permission(Permission.READ_REPORTS)
class ReportsState(FormMixin, rx.State):
    """The report of the period that the address names."""

    title: str = ""
    first_day: str = ""
    last_day: str = ""
    csv_url: str = ""
    periods: list[PeriodViewModel] = []
    bars: list[BarViewModel] = []
    bars_from: str = ""
    bars_to: str = ""
    tables: list[TableViewModel] = []
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the report of the address; that of this month where it names no period that can be."""
        asked = self.router.url.query_parameters
        try:
            await self._read({name: str(asked[name]) for name in (FROM, TO) if asked.get(name)})
            self._accept()
        except (DomainError, ValidationError) as error:
            self._refuse(error, (FROM, TO))
            await self._read({})
        self.loaded = True

    @rx.event
    async def choose(self, form: dict[str, Any]) -> Any:
        """Show the report of the days that were typed."""
        days = {name: str(form.get(name, ""))[:10] for name in (FROM, TO)}
        try:
            query = ReportQuery.model_validate(days)
            async with read_only(current_viewer().actor) as unit:
                await unit.services.reports.read_report(query)
        except (DomainError, ValidationError) as error:
            self._refuse(error, (FROM, TO))
            return None
        self._accept()
        shown = Days(date.fromisoformat(days[FROM]), date.fromisoformat(days[TO]))
        return rx.redirect(f"{PATH}?{FROM}={shown.first}&{TO}={shown.last}")

    async def _read(self, days: dict[str, str]) -> None:
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            report = await unit.services.reports.read_report(ReportQuery.model_validate(days))
        for name, value in report_values(report, viewer, day_of(viewer.now, viewer.zone)).items():
            setattr(self, name, value)
