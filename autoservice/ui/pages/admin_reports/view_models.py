"""A report in the viewer's language: the cells of its file, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from babel.dates import format_date
from babel.numbers import format_percent

from autoservice.modules.admin.reports.periods import Days, named_periods
from autoservice.modules.admin.reports.schemas import Part, Report
from autoservice.modules.admin.reports.tables import Cell, Table, Unit, report_tables
from autoservice.shared.i18n import N_, format_hours, format_money, format_number, translate
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

PATH: Final = "/admin/reports"
CSV: Final = "/api/admin/reports.csv"
FROM, TO = "from", "to"
PERIODS: Final = {
    "month": N_("This month"),
    "last_month": N_("Last month"),
    "quarter": N_("This quarter"),
    "year": N_("This year"),
}
NOTHING: Final = "—"


@dataclass(frozen=True)
class CellViewModel:
    """A cell under its heading."""

    label: str = ""
    text: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class RowViewModel:
    """A row of a table."""

    id: str = ""
    cells: list[CellViewModel] = field(default_factory=list)


@dataclass(frozen=True)
class TableViewModel:
    """A table with the formula of its numbers in words."""

    id: str = ""
    title: str = ""
    formula: str = ""
    headings: list[CellViewModel] = field(default_factory=list)
    rows: list[RowViewModel] = field(default_factory=list)


@dataclass(frozen=True)
class BarViewModel:
    """The bar of a day or a month; ``share`` is its height in percent of the highest one."""

    id: str = ""
    title: str = ""
    share: int = 0


@dataclass(frozen=True)
class PeriodViewModel:
    """A period that can be chosen."""

    id: str = ""
    label: str = ""
    url: str = ""
    is_shown: bool = False


ReportVar = ViewModelVar


def report_values(report: Report, viewer: Viewer, today: date) -> dict[str, Any]:
    """Return the values of the page's vars."""
    locale, shown = viewer.locale, Days(report.period.first, report.period.last)
    tables = report_tables(report, locale)
    query = _query(shown)
    before = translate(
        locale,
        N_("compared with %(period)s"),
        period=_describe(report.previous.first, report.previous.last, locale),
    )
    return {
        "title": f"{_describe(shown.first, shown.last, locale)}, {before}",
        "first_day": shown.first.isoformat(),
        "last_day": shown.last.isoformat(),
        "csv_url": f"{CSV}?{query}",
        "periods": [
            PeriodViewModel(name, translate(locale, label), f"{PATH}?{_query(days)}", days == shown)
            for name, label in PERIODS.items()
            for days in (named_periods(today)[name],)
        ],
        "bars": _bars(report.parts, report.currency, locale),
        "bars_from": _short(report.parts[0], locale),
        "bars_to": _short(report.parts[-1], locale),
        "tables": [_table(number, table, report.currency, locale) for number, table in enumerate(tables)],
    }


def _query(days: Days) -> str:
    return urlencode({FROM: days.first.isoformat(), TO: days.last.isoformat()})


def _describe(first: date, last: date, locale: str) -> str:
    ends = [
        format_date(day, "d MMM y" if locale == "ru" else "MMM d, y", locale=locale) for day in (first, last)
    ]
    return ends[0] if first == last else " – ".join(ends)


def _short(part: Part, locale: str) -> str:
    if part.first == part.last:
        return format_date(part.first, "d MMM" if locale == "ru" else "MMM d", locale=locale)
    return format_date(part.first, "LLL y", locale=locale)


def _bars(parts: Sequence[Part], currency: str, locale: str) -> list[BarViewModel]:
    most = max((part.revenue_minor for part in parts), default=0) or 1
    return [
        BarViewModel(
            id=part.first.isoformat(),
            title=f"{_short(part, locale)}: {format_money(locale, part.revenue_minor, currency)}",
            share=100 * part.revenue_minor // most,
        )
        for part in parts
    ]


def _table(number: int, table: Table, currency: str, locale: str) -> TableViewModel:
    units = [cell.unit for cell in table.rows[0]] if table.rows else [Unit.TEXT] * len(table.headings)
    return TableViewModel(
        id=str(number),
        title=table.title,
        formula=table.formula,
        headings=[
            CellViewModel(text=heading, is_number=unit is not Unit.TEXT)
            for heading, unit in zip(table.headings, units, strict=True)
        ],
        rows=[
            RowViewModel(
                str(place),
                [
                    CellViewModel(heading, _text(cell, currency, locale), cell.unit is not Unit.TEXT)
                    for heading, cell in zip(table.headings, row, strict=True)
                ],
            )
            for place, row in enumerate(table.rows)
        ],
    )


def _text(cell: Cell, currency: str, locale: str) -> str:
    value = cell.value
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if cell.unit is Unit.MONEY:
        return format_money(locale, value, currency)
    if cell.unit is Unit.HOURS:
        return format_hours(locale, value)
    if cell.unit is Unit.SHARE:
        return format_percent(
            value / 10_000, "#,##0.##%" if locale == "en" else "#,##0.##\u00a0%", locale=locale
        )
    return format_number(locale, value)
