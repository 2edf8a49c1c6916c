"""A report as tables in words: the page and the file show the same cells."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from autoservice.modules.admin.reports.schemas import Report, Totals, Work
from autoservice.shared.i18n import N_, localized, translate


class Unit(StrEnum):
    """What a number counts: ``HOURS`` are in minutes, ``SHARE`` in basis points, ``MONEY`` in minor units."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    HOURS = "hours"
    SHARE = "share"


@dataclass(frozen=True)
class Cell:
    """A text or a number; none where there is nothing to count."""

    value: str | int | None
    unit: Unit = Unit.TEXT


@dataclass(frozen=True)
class Table:
    """A table with the formula in words, by which it was counted."""

    title: str
    formula: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


# Each total with its name, its unit, and how it is counted.
TOTALS: Final[tuple[tuple[str, str, Unit, str], ...]] = (
    ("created", N_("Orders placed"), Unit.COUNT, N_("all that were placed in the period")),
    ("completed", N_("Orders completed"), Unit.COUNT, N_("cars handed over in the period")),
    ("cancelled", N_("Orders cancelled"), Unit.COUNT, N_("cancelled in the period")),
    (
        "gross_minor",
        N_("Before discounts"),
        Unit.MONEY,
        N_("approved work with its parts of completed orders"),
    ),
    ("discount_minor", N_("Discounts"), Unit.MONEY, N_("given on whole completed orders")),
    ("revenue_minor", N_("Revenue"), Unit.MONEY, N_("before discounts − discounts; paid or not")),
    ("average_minor", N_("Average order"), Unit.MONEY, N_("revenue ÷ orders completed")),
    (
        "cycle_median_minutes",
        N_("Cycle time, median"),
        Unit.HOURS,
        N_("hours by the clock from placing to handing over; half of the orders took no longer"),
    ),
    ("cycle_p90_minutes", N_("Cycle time, 90 %"), Unit.HOURS, N_("nine of ten orders took no longer")),
    (
        "promised",
        N_("Orders with a promise"),
        Unit.COUNT,
        N_("completed orders for which a time was promised"),
    ),
    ("late", N_("Late orders"), Unit.COUNT, N_("those whose last promise slipped by more than 30 minutes")),
    ("extra_approved", N_("Extra work approved"), Unit.COUNT, N_("lines in completed orders")),
    ("extra_declined", N_("Extra work declined"), Unit.COUNT, N_("lines in completed orders")),
    ("extra_approval", N_("Approval rate"), Unit.SHARE, N_("approved ÷ (approved + declined)")),
    ("extra_approved_minor", N_("Sum of approved extra work"), Unit.MONEY, N_("with its parts")),
    ("extra_declined_minor", N_("Sum of declined extra work"), Unit.MONEY, N_("with its parts")),
    ("parts_minor", N_("Parts charged"), Unit.MONEY, N_("parts of approved work, as charged")),
    ("stocked_minor", N_("of them from the stock"), Unit.MONEY, N_("parts that the stock keeps, as charged")),
    (
        "parts_cost_minor",
        N_("Cost of these parts"),
        Unit.MONEY,
        N_("issued − returned, at the average cost then"),
    ),
    ("parts_margin_minor", N_("Margin on these parts"), Unit.MONEY, N_("charged − cost; without discounts")),
)


def report_tables(report: Report, locale: str) -> list[Table]:
    """Return the totals, then the parts of the period, services and mechanics."""
    return [
        _totals(report, locale),
        _parts(report, locale),
        _services(report, locale),
        _mechanics(report, locale),
    ]


def describe(first: Any, last: Any) -> str:
    """Return the days of a period, as files have them."""
    return f"{first}" if first == last else f"{first} – {last}"


def _table(locale: str, title: str, formula: str, headings: tuple[str, ...], rows: Any) -> Table:
    said = tuple(translate(locale, heading) for heading in headings)
    return Table(translate(locale, title), translate(locale, formula), said, tuple(rows))


def _totals(report: Report, locale: str) -> Table:
    headings = N_("Figure"), N_("This period"), N_("Period before"), N_("How it is counted")
    formula = N_(
        "What is completed counts on the day, by the shop's clock, on which the car was handed over."
    )
    return _table(locale, N_("Totals"), formula, headings, _total_rows(report.totals, report.before, locale))


def _total_rows(totals: Totals, before: Totals, locale: str) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(translate(locale, name)),
            Cell(getattr(totals, field), unit),
            Cell(getattr(before, field), unit),
            Cell(translate(locale, formula)),
        )
        for field, name, unit, formula in TOTALS
    ]


def _parts(report: Report, locale: str) -> Table:
    rows = (
        (
            Cell(describe(part.first, part.last)),
            Cell(part.completed, Unit.COUNT),
            Cell(part.revenue_minor, Unit.MONEY),
        )
        for part in report.parts
    )
    headings = N_("Time"), N_("Orders completed"), N_("Revenue")
    formula = N_("The orders completed in each day or month, and what they came to.")
    return _table(locale, N_("Revenue over time"), formula, headings, rows)


def _services(report: Report, locale: str) -> Table:
    headings = N_("Service"), N_("Jobs"), N_("Before discounts"), *WORK
    rows = (
        (
            Cell(localized(locale, one.name_ru, one.name_en)),
            Cell(one.jobs, Unit.COUNT),
            Cell(one.agreed_minor, Unit.MONEY),
            *_work(one),
        )
        for one in report.services
    )
    formula = N_(
        "Approved work of completed orders with its parts, by the name that it was ordered under; without "
        "intake and handover, which belong to no service."
    )
    return _table(locale, N_("By service"), formula, headings, rows)


WORK: Final = (N_("Norm-hours"), N_("Norm-hours of timed stages"), N_("Actual hours of timed stages"))


def _mechanics(report: Report, locale: str) -> Table:
    headings = N_("Mechanic"), N_("Stages"), *WORK
    nobody = translate(locale, N_("Nobody"))
    rows = ((Cell(one.name or nobody), Cell(one.stages, Unit.COUNT), *_work(one)) for one in report.mechanics)
    formula = N_(
        "Done stages of completed orders. A stage is timed if it was started before it was completed; its "
        "actual time is all that passed in between, with breaks, holds and nights. Names are those of today."
    )
    return _table(locale, N_("By mechanic"), formula, headings, rows)


def _work(one: Work) -> tuple[Cell, ...]:
    minutes = one.norm_minutes, one.timed_norm_minutes, one.actual_minutes
    return tuple(Cell(value, Unit.HOURS) for value in minutes)
