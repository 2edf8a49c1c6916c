"""The editable cells of the table of items."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, Final

from autoservice.modules.catalog.inventory.labels import KINDS, UNITS
from autoservice.modules.catalog.inventory.models import InventoryItem
from autoservice.modules.catalog.inventory.schemas import Article, ItemName, Maker, Place, Supplier
from autoservice.shared.cells import CellField, CellFields, choice_of, parser_of
from autoservice.shared.i18n import translate
from autoservice.shared.typed_numbers import (
    from_thousandths,
    parse_money,
    parse_quantity,
    to_thousandths,
    typed_money,
    typed_quantity,
)

TEXTS: Final = {
    "article": Article,
    "maker": Maker,
    "name_ru": ItemName,
    "name_en": ItemName,
    "place": Place,
    "supplier": Supplier,
}


@cache
def cell_fields(locale: str, currency: str) -> CellFields[InventoryItem]:
    """Return the editable fields of an item as they are typed and shown in ``locale``.

    Beside both names by their languages, ``name`` is the one in the language and ``other_name`` the other.
    """
    own, other = ("name_ru", "name_en") if locale == "ru" else ("name_en", "name_ru")
    return CellFields(
        {
            "name": _field(own, parser_of(ItemName)),
            "other_name": _field(other, parser_of(ItemName)),
            **{name: _field(name, parser_of(kind)) for name, kind in TEXTS.items()},
            "kind": _choice("kind", KINDS, locale),
            "unit": _choice("unit", UNITS, locale),
            "price": _field(
                "price_minor",
                lambda text: parse_money(text, locale, currency),
                lambda minor: typed_money(minor, locale, currency),
            ),
            "minimum": _field(
                "minimum",
                lambda text: to_thousandths(parse_quantity(text or "0", locale)),
                lambda number: typed_quantity(from_thousandths(number), locale),
            ),
        }
    )


def _field(
    attribute: str, parse: Callable[[str], Any], show: Callable[[Any], str] = str
) -> CellField[InventoryItem]:
    return CellField(attribute, parse, show, partial(_set, attribute))


def _set(attribute: str, item: InventoryItem, value: Any) -> None:
    item.describe({attribute: value})


def _choice(attribute: str, labels: Mapping[Any, str], locale: str) -> CellField[InventoryItem]:
    texts = {str(value): translate(locale, label) for value, label in labels.items()}
    return _field(attribute, choice_of(texts), texts.__getitem__)
