"""Views of the inventory. What things cost is left out for viewers who may not read it."""

from autoservice.modules.catalog.inventory.costing import unit_cost
from autoservice.modules.catalog.inventory.models import (
    InventoryItem,
    ServicePart,
    StockBalance,
    StockMovement,
)
from autoservice.modules.catalog.inventory.schemas import ItemView, MovementView, ServicePartView
from autoservice.modules.catalog.inventory.units import ItemKind, ItemUnit, MovementKind
from autoservice.shared.access import Actor, Permission
from autoservice.shared.typed_numbers import from_thousandths


def view_item(item: InventoryItem, balance: StockBalance, currency: str, viewer: Actor) -> ItemView:
    """Return the view of an item with its stock."""
    view = ItemView(
        **item.model_dump(exclude={"minimum", "kind", "unit"}),
        kind=ItemKind(item.kind),
        unit=ItemUnit(item.unit),
        minimum=from_thousandths(item.minimum),
        currency=currency,
        on_hand=from_thousandths(balance.on_hand),
        reserved=from_thousandths(balance.reserved),
        available=from_thousandths(balance.available),
    )
    if viewer.may(Permission.READ_COST):
        view.value_minor = balance.value_minor
        view.unit_cost_minor = unit_cost(balance.value_minor, balance.on_hand)
    return view


def view_movement(movement: StockMovement, by: str, viewer: Actor) -> MovementView:
    """Return the view of a movement; ``by`` is the name of whoever entered it."""
    view = MovementView(
        id=movement.id,
        item_id=movement.item_id,
        kind=MovementKind(movement.kind),
        on_hand_change=from_thousandths(movement.on_hand_change),
        reserved_change=from_thousandths(movement.reserved_change),
        order_id=movement.order_id,
        count_id=movement.count_id,
        reason=movement.reason,
        by=by,
        at=movement.at,
    )
    if viewer.may(Permission.READ_COST):
        view.value_change_minor = movement.value_change
        view.unit_cost_minor = movement.unit_cost_minor
    return view


def view_part(part: ServicePart, item: InventoryItem, currency: str) -> ServicePartView:
    """Return the view of a default part of a service."""
    return ServicePartView(
        item_id=item.id,
        article=item.article,
        maker=item.maker,
        name_ru=item.name_ru,
        name_en=item.name_en,
        kind=ItemKind(item.kind),
        unit=ItemUnit(item.unit),
        quantity=from_thousandths(part.quantity),
        price_minor=item.price_minor,
        currency=currency,
        active=item.active,
    )
