"""The column of units: the words for them, as other programs write them too."""

from typing import Final

from autoservice.modules.catalog.inventory.labels import UNITS
from autoservice.modules.catalog.sheets.columns import Column, ColumnKind
from autoservice.shared.i18n import N_

_TITLES: Final = ("ед", "ед изм", "единица", "единица измерения", "uom")
_WORDS: Final = {
    **dict.fromkeys(("шт", "штука", "штук", "pc", "pcs", "ea", "piece"), "piece"),
    **dict.fromkeys(("л", "литр", "литров", "litre", "liter", "l"), "l"),
    **dict.fromkeys(("кг", "килограмм", "kilogram", "kg"), "kg"),
    **dict.fromkeys(("м", "метр", "метров", "пог м", "metre", "meter", "m"), "m"),
}
UNIT: Final = Column(
    "unit",
    N_("Unit"),
    ColumnKind.CHOICE,
    also=_TITLES,
    choices={str(value): label for value, label in UNITS.items()},
    words=_WORDS,
    default="piece",
)
