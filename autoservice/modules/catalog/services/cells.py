"""The editable cells of the tables of services and categories."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from autoservice.modules.catalog.services.editing_schemas import CategoryName, ServiceName
from autoservice.modules.catalog.services.errors import HoursMissing
from autoservice.modules.catalog.services.icons import ICONS
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.shared.cells import CellField, CellFields, choice_of, parser_of
from autoservice.shared.i18n import translate
from autoservice.shared.typed_numbers import parse_hours, parse_money, typed_hours, typed_money

NAMES: Final = ("name_ru", "name_en")


def service_fields(
    locale: str, currency: str, categories: Mapping[int, str], templates: Mapping[int, str]
) -> CellFields[ServiceTemplate]:
    """Return the editable fields of a service, with the labels of its choices by id."""
    return CellFields(
        {
            **{name: CellField(name, parser_of(ServiceName)) for name in NAMES},
            "category": _choice("category_id", categories),
            "hours": CellField(
                "norm_minutes",
                lambda text: parse_hours_cell(text, locale),
                lambda minutes: typed_hours(minutes, locale),
            ),
            "price": CellField(
                "price_minor",
                lambda text: parse_price_cell(text, locale, currency),
                lambda minor: show_price(minor, locale, currency),
            ),
            "template": _choice("template_id", templates),
        }
    )


@cache
def category_fields(locale: str) -> CellFields[ServiceCategory]:
    """Return the editable fields of a category."""
    icons = {icon.value: translate(locale, label) for icon, label in ICONS.items()}
    return CellFields(
        {**{name: CellField(name, parser_of(CategoryName)) for name in NAMES}, "icon": _choice("icon", icons)}
    )


def _choice(attribute: str, labels: Mapping[Any, str]) -> CellField[Any]:
    return CellField(attribute, choice_of(labels), lambda value: labels.get(value, str(value)))


def parse_hours_cell(text: str, locale: str) -> int:
    """Return the minutes of typed hours; raises ``HoursMissing`` for 0, else one of ``BAD_HOURS``."""
    minutes = parse_hours(text, locale)
    if not minutes:
        raise HoursMissing()
    return minutes


def parse_price_cell(text: str, locale: str, currency: str) -> int | None:
    """Return the minor units of a typed price, ``None`` of an empty text; raises one of ``BAD_NUMBER``."""
    return parse_money(text, locale, currency) if text.strip() else None


def show_price(minor: int | None, locale: str, currency: str) -> str:
    """Return a price as one would type it; empty where it is hours x rate."""
    return "" if minor is None else typed_money(minor, locale, currency)
