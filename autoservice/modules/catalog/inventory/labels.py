"""The words for kinds and units, as tables show them and take them."""

from decimal import Decimal
from typing import Final

from autoservice.modules.catalog.inventory.units import ItemKind, ItemUnit, MovementKind
from autoservice.shared.i18n import N_, translate
from autoservice.shared.typed_numbers import typed_quantity

KINDS: Final = {ItemKind.PART: N_("Part"), ItemKind.CONSUMABLE: N_("Consumable")}
UNITS: Final = {
    ItemUnit.PIECE: N_("pcs"),
    ItemUnit.LITRE: N_("l"),
    ItemUnit.KILOGRAM: N_("kg"),
    ItemUnit.METRE: N_("m"),
}
MOVEMENTS: Final = {
    MovementKind.RECEIPT: N_("Receipt"),
    MovementKind.RESERVE: N_("Reservation"),
    MovementKind.RELEASE: N_("Release"),
    MovementKind.ISSUE: N_("Issue"),
    MovementKind.RETURN: N_("Return"),
    MovementKind.CORRECTION: N_("Correction"),
}


def with_unit(quantity: Decimal, unit: ItemUnit, locale: str) -> str:
    """Return a quantity with its unit, such as "4,3 л"."""
    return f"{typed_quantity(quantity, locale)}\N{NO-BREAK SPACE}{translate(locale, UNITS[unit])}"
