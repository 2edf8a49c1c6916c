"""The service of reports."""

import asyncio

from autoservice.modules.admin.reports.errors import ReportPeriodReversed, ReportPeriodTooLong
from autoservice.modules.admin.reports.periods import DAY, LONGEST, Days, named_periods
from autoservice.modules.admin.reports.ports import ReportRepository, Span
from autoservice.modules.admin.reports.schemas import MechanicWork, Part, Period, Report, ReportQuery
from autoservice.modules.admin.reports.sheet import write_sheet
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.shop_days import day_of, start_of
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class ReportsService(Service):
    """What the shop has done in a period, by completion, in the days of its ``zone``."""

    def __init__(
        self,
        unit: Unit,
        reports: ReportRepository,
        directory: DirectoryService,
        zone: str,
        currency: str,
    ) -> None:
        super().__init__(unit)
        self._reports = reports
        self._directory = directory
        self._zone = zone
        self._currency = currency

    @requires(Permission.READ_REPORTS)
    async def read_report(self, query: ReportQuery) -> Report:
        """Return the report; raises ``ReportPeriodReversed``, ``ReportPeriodTooLong``.

        As many queries however long the period is.
        """
        days = self._days(query)
        span, before = self._span(days), days.before()
        return Report(
            period=_view(days),
            previous=_view(before),
            currency=self._currency,
            totals=await self._reports.totals(span, self._currency),
            before=await self._reports.totals(self._span(before), self._currency),
            parts=await self._parts(days),
            services=await self._reports.services(span, self._currency),
            mechanics=await self._mechanics(span),
        )

    @requires(Permission.READ_REPORTS)
    async def export_report(self, query: ReportQuery, locale: str) -> bytes:
        """Return the same report as CSV in a language; raises what ``read_report`` raises."""
        return await asyncio.to_thread(write_sheet, await self.read_report(query), locale)

    def _days(self, query: ReportQuery) -> Days:
        month = named_periods(day_of(self._unit.now, self._zone))["month"]
        days = Days(
            query.from_day or query.to_day or month.first, query.to_day or query.from_day or month.last
        )
        if days.last < days.first:
            raise ReportPeriodReversed()
        if days.last - days.first > LONGEST:
            raise ReportPeriodTooLong()
        return days

    def _span(self, days: Days) -> Span:
        return start_of(days.first, self._zone), start_of(days.last + DAY, self._zone)

    async def _parts(self, days: Days) -> list[Part]:
        parts = days.parts()
        begins = [start_of(part.first, self._zone) for part in parts]
        sums = await self._reports.parts(begins, self._span(days)[1], self._currency)
        return [
            Part(first=part.first, last=part.last, completed=count, revenue_minor=minor)
            for part, (count, minor) in zip(parts, sums, strict=True)
        ]

    async def _mechanics(self, span: Span) -> list[MechanicWork]:
        found = await self._reports.mechanics(span)
        names = await self._directory.get_names({one.mechanic_id for one in found if one.mechanic_id})
        return [one.model_copy(update={"name": names.get(one.mechanic_id or 0, "")}) for one in found]


def _view(days: Days) -> Period:
    return Period(first=days.first, last=days.last)
