"""Moving stock: receipts and corrections by administrators, and what orders reserve and use."""

from decimal import Decimal

from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.inventory.errors import ItemNotFound, QuantityZero
from autoservice.modules.catalog.inventory.ledger import Ledger
from autoservice.modules.catalog.inventory.models import StockMovement
from autoservice.modules.catalog.inventory.ports import StockRepository
from autoservice.modules.catalog.inventory.schemas import Correction, MovementView, Receipt
from autoservice.modules.catalog.inventory.stock import Stock
from autoservice.modules.catalog.inventory.units import MovementKind
from autoservice.modules.catalog.inventory.views import view_movement
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class StockService(Service):
    """The movements of stock. Whoever moves several items in one transaction takes them by ascending id."""

    def __init__(
        self, unit: Unit, stock: StockRepository, ledger: Ledger, directory: DirectoryService
    ) -> None:
        super().__init__(unit)
        self._stock = stock
        self._ledger = ledger
        self._directory = directory

    @requires(Permission.READ_STOCK)
    async def list_movements(self, item_id: int, request: PageRequest) -> Page[MovementView]:
        """Return one page of an item's movements, newest first.

        Raises ``ItemNotFound``, ``UnknownCursor``.
        """
        if not await self._stock.exists(item_id):
            raise ItemNotFound()
        page = await self._stock.page(item_id, request)
        return page.with_items(await self._views(page.items))

    @requires(Permission.READ_STOCK)
    async def get_movement(self, movement_id: int) -> MovementView:
        """Return a movement; raises ``MovementNotFound``."""
        [view] = await self._views([await self._stock.get(movement_id)])
        return view

    @requires(Permission.MANAGE_STOCK)
    async def add_movement(self, item_id: int, command: Receipt | Correction) -> MovementView:
        """Receive stock, or correct the book; raises what ``Stock.receive`` or ``Stock.correct`` does.

        Raises ``ItemNotFound``, ``QuantityNotWhole``, ``QuantityZero``, ``StockTooLarge`` too.
        """
        stock = await self._lock(item_id)
        quantity = stock.thousandths(command.quantity)
        if isinstance(command, Receipt):
            change = stock.receive(quantity, command.unit_cost_minor)
            movement = await self._ledger.move(stock, MovementKind.RECEIPT, change)
        else:
            movement = await self._correct(stock, quantity, command)
        [view] = await self._views([movement])
        return view

    @requires(Permission.ISSUE_STOCK)
    async def reserve(self, order_id: int, item_id: int, quantity: Decimal) -> None:
        """Reserve stock for an order; raises ``ItemArchived``, ``NotEnoughStock`` and ``MOVE_REFUSED``."""
        stock = await self._lock(item_id)
        change = stock.reserve(stock.amount(quantity))
        await self._ledger.move(stock, MovementKind.RESERVE, change, order_id=order_id)

    @requires(Permission.READ_ORDERS)
    async def release(self, order_id: int, item_id: int, quantity: Decimal) -> None:
        """Release what is reserved for an order; raises ``NotReserved`` and ``MOVE_REFUSED``.

        Whoever ends an order or a job of it releases its parts, clients too: the caller has checked that.
        """
        stock = await self._lock(item_id)
        change = stock.release(stock.amount(quantity), await self._reserved(order_id, item_id))
        await self._ledger.move(stock, MovementKind.RELEASE, change, order_id=order_id)

    @requires(Permission.ISSUE_STOCK)
    async def release_all(self, order_id: int) -> None:
        """Release all that is reserved for an order, such as one that is cancelled."""
        stocks = await self._stock.lock(sorted(await self._stock.reserved(order_id)))
        # Once more: what was issued meanwhile is not reserved any more.
        reserved = await self._stock.reserved(order_id)
        for stock in stocks:
            if quantity := reserved.get(stock.item.id, 0):
                change = stock.release(quantity, quantity)
                await self._ledger.move(stock, MovementKind.RELEASE, change, order_id=order_id)

    @requires(Permission.ISSUE_STOCK)
    async def issue(self, order_id: int, item_id: int, quantity: Decimal) -> None:
        """Issue stock to an order, from its reservation first.

        Raises ``NotEnoughStock`` and ``MOVE_REFUSED``.
        """
        stock = await self._lock(item_id)
        change = stock.issue(stock.amount(quantity), await self._reserved(order_id, item_id))
        await self._ledger.move(stock, MovementKind.ISSUE, change, order_id=order_id)

    @requires(Permission.ISSUE_STOCK)
    async def return_issued(self, order_id: int, item_id: int, quantity: Decimal) -> None:
        """Return what was issued to an order, at the cost that it left with: the latest issue first.

        Raises ``NotIssued`` and ``MOVE_REFUSED``.
        """
        stock = await self._lock(item_id)
        issues = await self._stock.open_issues(order_id, item_id)
        for change in stock.take_back(stock.amount(quantity), issues):
            await self._ledger.move(stock, MovementKind.RETURN, change, order_id=order_id)

    async def _lock(self, item_id: int) -> Stock:
        for stock in await self._stock.lock([item_id]):
            return stock
        raise ItemNotFound()

    async def _reserved(self, order_id: int, item_id: int) -> int:
        return (await self._stock.reserved(order_id)).get(item_id, 0)

    async def _correct(self, stock: Stock, quantity: int, command: Correction) -> StockMovement:
        if not quantity:
            raise QuantityZero()
        cost = command.unit_cost_minor
        change = stock.correct(quantity, await self._stock.last_cost(stock.item.id) if cost is None else cost)
        return await self._ledger.move(stock, MovementKind.CORRECTION, change, reason=command.reason)

    async def _views(self, movements: list[StockMovement]) -> list[MovementView]:
        names = await self._directory.get_names({one.actor_id for one in movements if one.actor_id})
        return [view_movement(one, names.get(one.actor_id or 0, ""), self._actor) for one in movements]
