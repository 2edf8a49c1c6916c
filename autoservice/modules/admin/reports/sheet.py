"""A report as CSV: its tables below each other."""

from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_precision

from autoservice.modules.admin.reports.schemas import Report
from autoservice.modules.admin.reports.tables import Cell, Unit, describe, report_tables
from autoservice.shared.i18n import N_, translate
from autoservice.shared.sheets import SheetFormat
from autoservice.shared.sheets.writing import Value, open_writer

HUNDREDTH: Final = Decimal("0.01")
MINUTES: Final = 60


def write_sheet(report: Report, locale: str) -> bytes:
    """Return the tables of the report as CSV, each under its title and formula."""
    writer = open_writer(SheetFormat.CSV, locale, "report")
    for name, period in ((N_("This period"), report.period), (N_("Period before"), report.previous)):
        writer.write([(translate(locale, name), describe(period.first, period.last))])
    writer.write([(translate(locale, N_("Currency")), report.currency)])
    for table in report_tables(report, locale):
        writer.write([(), (table.title,), (table.formula,), table.headings])
        writer.write([_value(cell, report.currency) for cell in row] for row in table.rows)
    return writer.close()


def _value(cell: Cell, currency: str) -> Value:
    if cell.value is None or isinstance(cell.value, str):
        return cell.value
    number = Decimal(cell.value)
    if cell.unit is Unit.MONEY:
        return number.scaleb(-get_currency_precision(currency))
    if cell.unit is Unit.HOURS:
        return (number / MINUTES).quantize(HUNDREDTH)
    return (number / 100).quantize(HUNDREDTH) if cell.unit is Unit.SHARE else number
