"""An import in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.catalog.sheets.plans import Outcome
from autoservice.modules.catalog.sheets.schemas import FieldView, ImportView, RowView, SheetName
from autoservice.shared.i18n import N_, format_moment, translate, translate_plural
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

TITLES: Final = {
    SheetName.SERVICES: N_("Services"),
    SheetName.STAGES: N_("Repair templates"),
    SheetName.INVENTORY: N_("Stock"),
}
OUTCOMES: Final = {
    Outcome.DOUBTFUL: (N_("Doubtful"), "danger"),
    Outcome.CHANGED: (N_("Changed"), "progress"),
    Outcome.NEW: (N_("New"), "success"),
    Outcome.SKIPPED: (N_("Passed over"), "neutral"),
    Outcome.UNCHANGED: (N_("Unchanged"), "neutral"),
}
# Of the rows that the preview names; the doubtful ones come first.
ROWS: Final = 200


@dataclass(frozen=True)
class Detail:
    """What is said of one field of a row: a change, or what is wrong."""

    title: str
    before: str
    after: str
    problem: str


@dataclass(frozen=True)
class RowViewModel:
    """A row of the file, and what becomes of it."""

    id: str
    label: str
    outcome: str
    tone: str
    details: list[Detail]


RowVar = ViewModelVar


@dataclass(frozen=True)
class ColumnViewModel:
    """A column of the file, and the field that it is taken for, if any."""

    index: int
    title: str
    field: str


ColumnVar = ViewModelVar


@dataclass(frozen=True)
class Choice:
    """A value with its name."""

    value: str
    label: str


@dataclass(frozen=True)
class Count:
    """How many rows have an outcome."""

    label: str
    number: int
    tone: str


def row_view_models(view: ImportView, locale: str) -> list[RowViewModel]:
    """Return the first rows of a preview."""
    return [_row(row, locale) for row in view.preview.rows[:ROWS]]


def _row(row: RowView, locale: str) -> RowViewModel:
    label, tone = OUTCOMES[row.outcome]
    problems = [Detail(one.title, "", "", one.detail) for one in row.problems]
    changes = [Detail(one.title, one.before, one.after, "") for one in row.changes]
    return RowViewModel(str(row.number), row.label, translate(locale, label), tone, problems + changes)


def counts(view: ImportView, locale: str) -> list[Count]:
    """Return how many rows have which outcome."""
    numbers = view.preview.counts.model_dump()
    return [
        Count(translate(locale, label), numbers[outcome], tone) for outcome, (label, tone) in OUTCOMES.items()
    ]


def fields(view: ImportView, locale: str) -> list[Choice]:
    """Return the columns that a cell of the heading can be."""
    nothing = Choice("", translate(locale, N_("Not imported")))
    return [nothing, *(Choice(one.name, _title(one, locale)) for one in view.preview.fields)]


def _title(field: FieldView, locale: str) -> str:
    return f"{field.title} ({translate(locale, N_('new rows only'))})" if field.only_new else field.title


def summary(view: ImportView, viewer: Viewer) -> str:
    """Return what was done, once it was."""
    if not view.applied_at:
        return ""
    number = view.preview.counts.new + view.preview.counts.changed
    rows = translate_plural(viewer.locale, "%(count)d row imported", "%(count)d rows imported", number)
    return f"{rows}, {format_moment(viewer.locale, view.applied_at, viewer.zone)}"


def rest_of_rows(view: ImportView, locale: str) -> str:
    """Return how many rows are new, changed, doubtful or passed over beyond those that are shown."""
    numbers = view.preview.counts
    rest = numbers.doubtful + numbers.changed + numbers.new + numbers.skipped - len(view.preview.rows[:ROWS])
    more = translate_plural(locale, "and %(count)d more row", "and %(count)d more rows", rest)
    return more if rest > 0 else ""
