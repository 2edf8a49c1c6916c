"""What the parts of orders do to the stock."""

from collections.abc import Iterable

from autoservice.modules.catalog.inventory.errors import ItemArchived, NotEnoughStock
from autoservice.modules.catalog.inventory.movements import StockService
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.states import PartState
from autoservice.shared.typed_numbers import from_thousandths


class PartStock:
    """The stock, moved for parts; nothing moves for one that is not kept in stock."""

    def __init__(self, stock: StockService) -> None:
        self._stock = stock

    async def try_reserve(self, part: OrderPart) -> bool:
        """Reserve a part whole, if there is as much; returns whether it is reserved."""
        try:
            return await self.reserve(part, part.quantity)
        except (ItemArchived, NotEnoughStock):
            return False

    async def reserve(self, part: OrderPart, quantity: int) -> bool:
        """Reserve so much; raises what ``StockService.reserve`` does. Returns whether it is kept in stock."""
        if part.item_id is None:
            return False
        await self._stock.reserve(part.order_id, part.item_id, from_thousandths(quantity))
        return True

    async def adjust(self, part: OrderPart, quantity: int) -> None:
        """Reserve more of a reserved part, or less; raises what ``StockService.reserve`` does."""
        if quantity < part.quantity:
            await self._release(part, part.quantity - quantity)
        elif quantity > part.quantity:
            await self.reserve(part, quantity - part.quantity)

    async def release(self, part: OrderPart) -> None:
        """Release what is reserved of a part."""
        if part.state == PartState.RESERVED:
            await self._release(part, part.quantity)

    async def issue(self, part: OrderPart) -> None:
        """Issue a part; raises ``ItemArchived``, ``NotEnoughStock`` for one that is not reserved."""
        if part.item_id is None:
            return
        # Else it would be issued from what is reserved for another part of the order.
        if part.state != PartState.RESERVED:
            await self.reserve(part, part.quantity)
        await self._stock.issue(part.order_id, part.item_id, from_thousandths(part.quantity))

    async def take_back(self, part: OrderPart, quantity: int) -> None:
        """Return so much of an issued part."""
        if part.item_id is not None:
            await self._stock.return_issued(part.order_id, part.item_id, from_thousandths(quantity))

    async def _release(self, part: OrderPart, quantity: int) -> None:
        if part.item_id is not None:
            await self._stock.release(part.order_id, part.item_id, from_thousandths(quantity))


def by_item(parts: Iterable[OrderPart]) -> list[OrderPart]:
    """Return the parts in the sequence in which stock is locked: two orders never wait for each other."""
    return sorted(parts, key=lambda part: part.item_id or 0)
