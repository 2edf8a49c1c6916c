"""Views of an order's parts."""

from collections.abc import Collection, Mapping

from autoservice.modules.catalog.inventory.costing import line_total
from autoservice.modules.catalog.inventory.units import ItemKind, ItemUnit
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.schemas import OrderPartView
from autoservice.modules.orders.parts.states import FROM, PartAction, PartState
from autoservice.shared.typed_numbers import from_thousandths


def missing_items(parts: Collection[OrderPart]) -> set[int]:
    """Return the items of the parts that could still be reserved."""
    return {part.item_id for part in parts if part.item_id and part.state in FROM[PartAction.RESERVE]}


def view_part(part: OrderPart, available: Mapping[int, int]) -> OrderPartView:
    """Return the whole view of a part; ``available`` is the stock of the ``missing_items``."""
    stock = available.get(part.item_id or 0) if part.item_id in missing_items([part]) else None
    return OrderPartView(
        **part.model_dump(exclude={"quantity", "kind", "unit", "state"}),
        kind=ItemKind(part.kind),
        unit=ItemUnit(part.unit),
        quantity=from_thousandths(part.quantity),
        total_minor=line_total(part.quantity, part.price_minor),
        state=PartState(part.state),
        available=None if stock is None else from_thousandths(stock),
    )
