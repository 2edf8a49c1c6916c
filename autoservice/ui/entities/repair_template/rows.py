"""The rows of the table in which a template's stages are edited."""

from collections.abc import Sequence

from autoservice.modules.catalog.repair_templates.draft_rows import DraftRow, draft_cells, stages_of
from autoservice.modules.catalog.repair_templates.rules import find_problems
from autoservice.shared.i18n import N_, translate
from autoservice.ui.entities.repair_template.fields import FIELDS
from autoservice.ui.entities.repair_template.preview import percent_text, percents


def stage_name(row: DraftRow, number: int, locale: str) -> str:
    """Return what a row is called, by its place if it has no name."""
    return row.name(locale) or translate(locale, N_("Stage %(number)d"), number=number)


def problems_of(rows: Sequence[DraftRow], locale: str) -> list[str]:
    """Return why the rows cannot be saved as a version, each with its stage and field."""
    found = []
    for reason in find_problems(stages_of(rows)):
        sentence, place = reason.text(locale), reason.field.split(".")
        if len(place) == 1:
            found.append(sentence)
            continue
        index, field = int(place[1]), place[2]
        name = stage_name(rows[index], index + 1, locale)
        found.append(f"{name}, {translate(locale, FIELDS[field])}: {sentence}")
    return found


def row_texts(rows: Sequence[DraftRow], locale: str) -> list[dict[str, str]]:
    """Return the texts of each row's cells, with its share of the work in percent."""
    shares = percents(stages_of(rows))
    cells = draft_cells(locale).view(rows).rows
    return [one.cells | {"percent": percent_text(part)} for one, part in zip(cells, shares, strict=True)]
