"""What is shown of an import before it is applied."""

from collections.abc import Iterator, Mapping, Sequence

from autoservice.modules.catalog.sheets.columns import Column
from autoservice.modules.catalog.sheets.headings import Heading
from autoservice.modules.catalog.sheets.models import SheetImport
from autoservice.modules.catalog.sheets.plans import SHOWN, Plan, PlannedRow
from autoservice.modules.catalog.sheets.schemas import (
    ChangeView,
    Counts,
    FieldView,
    FoundColumn,
    ImportOptions,
    ImportView,
    Preview,
    ProblemView,
    RowView,
    SheetName,
)
from autoservice.modules.catalog.sheets.values import show
from autoservice.shared.i18n import translate
from autoservice.shared.sheets import Description


class PreviewBuilder:
    """The preview of one list in one language."""

    def __init__(self, columns: Sequence[Column], locale: str, currency: str) -> None:
        self._columns: Mapping[str, Column] = {column.name: column for column in columns}
        self._locale, self._currency = locale, currency

    def preview(
        self, description: Description, read_as: ImportOptions, heading: Heading, missing: Sequence[str]
    ) -> Preview:
        """Return how the file was read, without its rows."""
        return Preview(
            locale=self._locale,
            format=description.format,
            read_as=read_as,
            sheets=list(description.sheets),
            columns=[
                FoundColumn(index=index, title=title, field=field)
                for index, (title, field) in enumerate(zip(heading.titles, heading.fields, strict=False))
            ],
            fields=[self._field(column) for column in self._columns.values()],
            missing=[self._title(name) for name in missing],
            doubled=list(heading.doubled),
        )

    def rows(self, plan: Plan) -> list[RowView]:
        """Return the rows that are shown."""
        return [self._row(row) for outcome in SHOWN for row in plan.shown[outcome]]

    def _row(self, row: PlannedRow) -> RowView:
        problems = [
            ProblemView(field=one.field, title=self._title(one.field), detail=one.error.text(self._locale))
            for one in row.problems
        ]
        changes = [] if problems or row.is_skipped else list(self._changes(row))
        return RowView(
            number=row.number, label=row.label, outcome=row.outcome, changes=changes, problems=problems
        )

    def _changes(self, row: PlannedRow) -> Iterator[ChangeView]:
        for change in row.changes:
            before, after = (
                show(self._columns[change.field], value, self._locale, self._currency)
                for value in (change.before, change.after)
            )
            yield ChangeView(field=change.field, title=self._title(change.field), before=before, after=after)

    def _title(self, name: str) -> str:
        return translate(self._locale, self._columns[name].title) if name in self._columns else ""

    def _field(self, column: Column) -> FieldView:
        return FieldView(
            name=column.name,
            title=self._title(column.name),
            required=column.required,
            only_new=column.only_new,
        )


def counts_of(plan: Plan) -> Counts:
    """Return the counts of a plan."""
    return Counts(**{outcome.value: number for outcome, number in plan.counts.items()})


def view_import(row: SheetImport) -> ImportView:
    """Return an import."""
    return ImportView(
        id=row.id,
        table=SheetName(row.table_name),
        file_name=row.file_name,
        created_at=row.created_at,
        applied_at=row.applied_at,
        preview=Preview.model_validate(row.preview),
    )
