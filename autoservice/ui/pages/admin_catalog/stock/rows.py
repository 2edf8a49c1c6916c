"""The rows of the stock's tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from autoservice.modules.catalog.inventory.labels import KINDS, MOVEMENTS, UNITS
from autoservice.modules.catalog.inventory.schemas import CountLineView, CountView, ItemView, MovementView
from autoservice.shared.i18n import N_, format_moment, format_money, localized, translate
from autoservice.shared.typed_numbers import typed_money, typed_quantity
from autoservice.ui.current import Viewer
from autoservice.ui.entities.inventory_item import signed
from autoservice.ui.widgets.catalog_tabs import STOCK
from autoservice.ui.widgets.data_table import Row

NO_NUMBER = "\N{EN DASH}"


@dataclass(frozen=True)
class ItemRow(Row):
    """An item in the table of the stock: a text for each column."""

    article: str = ""
    maker: str = ""
    other_name: str = ""
    kind: str = ""
    unit: str = ""
    price: str = ""
    minimum: str = ""
    on_hand: str = ""
    reserved: str = ""
    available: str = ""
    unit_cost: str = ""
    place: str = ""
    supplier: str = ""
    url: str = ""
    is_low: bool = False
    is_active: bool = True


def item_row(item: ItemView, viewer: Viewer) -> ItemRow:
    """Return the row of an item."""
    locale = viewer.locale
    return ItemRow(
        id=str(item.id),
        version=item.version,
        name=localized(locale, item.name_ru, item.name_en),
        other_name=localized(locale, item.name_en, item.name_ru),
        article=item.article,
        maker=item.maker,
        kind=translate(locale, KINDS[item.kind]),
        unit=translate(locale, UNITS[item.unit]),
        price=typed_money(item.price_minor, locale, item.currency),
        minimum=typed_quantity(item.minimum, locale),
        on_hand=typed_quantity(item.on_hand, locale),
        reserved=typed_quantity(item.reserved, locale),
        available=typed_quantity(item.available, locale),
        unit_cost=format_money(locale, item.unit_cost_minor or 0, item.currency)
        if item.on_hand
        else NO_NUMBER,
        place=item.place,
        supplier=item.supplier,
        url=f"{STOCK}/{item.id}",
        is_low=item.low,
        is_active=item.active,
    )


@dataclass(frozen=True)
class MovementRow(Row):
    """A movement in the history of an item."""

    kind: str = ""
    quantity: str = ""
    reserved: str = ""
    value: str = ""
    reason: str = ""
    by: str = ""
    url: str = ""


def movement_row(
    movement: MovementView, currency: str, orders: Mapping[int, str], viewer: Viewer
) -> MovementRow:
    """Return the row of a movement; ``orders`` are the numbers of orders by id."""
    locale = viewer.locale
    moment = format_moment(locale, movement.at, viewer.zone)
    return MovementRow(
        id=str(movement.id),
        name=moment,
        kind=translate(locale, MOVEMENTS[movement.kind]),
        quantity=signed(movement.on_hand_change, locale),
        reserved=signed(movement.reserved_change, locale),
        value=format_money(locale, movement.value_change_minor, currency)
        if movement.value_change_minor
        else "",
        reason=_reason(movement, orders, locale),
        by=movement.by,
        url=f"/orders/{movement.order_id}" if movement.order_id else "",
    )


def _reason(movement: MovementView, orders: Mapping[int, str], locale: str) -> str:
    if movement.order_id:
        return translate(locale, N_("Order No. %(number)s"), number=orders.get(movement.order_id, ""))
    if movement.count_id:
        return translate(locale, N_("Count No. %(number)d"), number=movement.count_id)
    return movement.reason


@dataclass(frozen=True)
class CountRow(Row):
    """A count in the list of counts."""

    note: str = ""
    lines: str = ""
    by: str = ""
    state: str = ""
    url: str = ""
    is_applied: bool = False


def count_row(count: CountView, viewer: Viewer) -> CountRow:
    """Return the row of a count."""
    locale, zone = viewer.locale, viewer.zone
    moment = format_moment(locale, count.counted_at, zone)
    applied = count.applied_at and translate(
        locale, N_("Applied %(moment)s"), moment=format_moment(locale, count.applied_at, zone)
    )
    return CountRow(
        id=str(count.id),
        name=translate(locale, N_("No. %(number)d of %(moment)s"), number=count.id, moment=moment),
        note=count.note,
        lines=str(count.lines),
        by=count.created_by,
        state=applied or translate(locale, N_("Not applied yet")),
        url=f"{STOCK}/counts/{count.id}",
        is_applied=count.applied_at is not None,
    )


@dataclass(frozen=True)
class LineRow(Row):
    """An item in the table of a count."""

    article: str = ""
    place: str = ""
    unit: str = ""
    book: str = ""
    counted: str = ""
    difference: str = ""
    on_hand: str = ""
    after: str = ""
    is_different: bool = False


def line_row(line: CountLineView, viewer: Viewer) -> LineRow:
    """Return the row of an item of a count."""
    locale = viewer.locale
    return LineRow(
        id=str(line.item_id),
        version=line.version,
        name=localized(locale, line.name_ru, line.name_en),
        article=f"{line.maker} {line.article}".strip(),
        place=line.place,
        unit=translate(locale, UNITS[line.unit]),
        book=typed_quantity(line.book, locale),
        counted="" if line.counted is None else typed_quantity(line.counted, locale),
        difference="" if line.difference is None else signed(line.difference, locale) or "0",
        on_hand=typed_quantity(line.on_hand, locale),
        after="" if line.after is None else typed_quantity(line.after, locale),
        is_different=bool(line.difference),
    )
