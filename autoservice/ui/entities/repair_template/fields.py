"""What the fields of a stage are called, in tables and in sentences about them."""

from typing import Any, Final

from autoservice.modules.catalog.repair_templates.draft_rows import YES_NO, kind_labels
from autoservice.modules.catalog.repair_templates.schemas import ChecklistLine
from autoservice.shared.i18n import N_, localized, translate

FIELDS: Final = {
    "name_ru": N_("Name in Russian"),
    "name_en": N_("Name in English"),
    "code": N_("Kind"),
    "share": N_("Share"),
    "percent": N_("Of the work"),
    "parallel_group": N_("With the one above"),
    "required": N_("Required"),
    "published": N_("Client sees it"),
    "photo_needed": N_("Photo needed"),
    "skill": N_("Skill"),
    "checklist": N_("Checklist"),
    "position": N_("Place"),
}


def field_text(field: str, value: Any, locale: str) -> str:
    """Return the value of a stage's field as a text."""
    if field == "checklist":
        return "; ".join(_line(line, locale) for line in value) or "—"
    if isinstance(value, bool):
        return translate(locale, YES_NO[0] if value else YES_NO[1])
    if field == "code":
        return kind_labels(locale).get(value) or kind_labels(locale)[""]
    return str(value) or "—"


def _line(line: ChecklistLine, locale: str) -> str:
    return localized(locale, line.ru, line.en)
