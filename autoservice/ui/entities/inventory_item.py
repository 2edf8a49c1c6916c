"""Parts and consumables in the viewer's language: quantities with their unit, sums, labels."""

from dataclasses import dataclass
from decimal import Decimal

from autoservice.modules.catalog.inventory.labels import KINDS, UNITS, with_unit
from autoservice.modules.catalog.inventory.schemas import ItemView
from autoservice.shared.i18n import format_money, localized, translate
from autoservice.shared.typed_numbers import typed_quantity
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class ItemViewModel:
    """An item with its stock; quantities are with their unit."""

    id: str = ""
    name: str = ""
    label: str = ""
    kind: str = ""
    unit: str = ""
    place: str = ""
    supplier: str = ""
    price: str = ""
    on_hand: str = ""
    reserved: str = ""
    available: str = ""
    minimum: str = ""
    unit_cost: str = ""
    value: str = ""
    is_low: bool = False
    is_active: bool = True


ItemVar = ViewModelVar


def item_view_model(item: ItemView, viewer: Viewer) -> ItemViewModel:
    """Return the item in the viewer's language."""
    locale = viewer.locale
    return ItemViewModel(
        id=str(item.id),
        name=localized(locale, item.name_ru, item.name_en),
        label=f"{item.maker} {item.article}".strip(),
        kind=translate(locale, KINDS[item.kind]),
        unit=translate(locale, UNITS[item.unit]),
        place=item.place,
        supplier=item.supplier,
        price=format_money(locale, item.price_minor, item.currency),
        on_hand=with_unit(item.on_hand, item.unit, locale),
        reserved=with_unit(item.reserved, item.unit, locale),
        available=with_unit(item.available, item.unit, locale),
        minimum=with_unit(item.minimum, item.unit, locale),
        unit_cost=format_money(locale, item.unit_cost_minor or 0, item.currency),
        value=format_money(locale, item.value_minor or 0, item.currency),
        is_low=item.low,
        is_active=item.active,
    )


def signed(quantity: Decimal, locale: str) -> str:
    """Return a difference with its sign; empty for none."""
    if not quantity:
        return ""
    sign = "+" if quantity > 0 else "\N{MINUS SIGN}"
    return sign + typed_quantity(abs(quantity), locale)
