"""The editable cells of the tables of services and categories."""

from collections.abc import Callable, Mapping
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
                "norm_minutes", _hours_in(locale), lambda minutes: typed_hours(minutes, locale)
            ),
            "price": CellField("price_minor", _price_in(locale, currency), _show_price(locale, currency)),
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


def _hours_in(locale: str) -> Callable[[str], int]:
    def parse(text: str) -> int:
        minutes = parse_hours(text, locale)
        if not minutes:
            raise HoursMissing()
        return minutes

    return parse


def _price_in(locale: str, currency: str) -> Callable[[str], int | None]:
    def parse(text: str) -> int | None:
        return parse_money(text, locale, currency) if text.strip() else None

    return parse


def _show_price(locale: str, currency: str) -> Callable[[int | None], str]:
    return lambda minor: "" if minor is None else typed_money(minor, locale, currency)
