"""The parts of orders: added, ordered, reserved, issued and returned."""

from autoservice.events.parts import (
    PartAdded,
    PartArrived,
    PartChanged,
    PartIssued,
    PartOrdered,
    PartRemoved,
    PartReserved,
    PartReturned,
)
from autoservice.modules.catalog.inventory.service import InventoryService
from autoservice.modules.catalog.inventory.service_parts import ServicePartsService
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.models import Job, Order
from autoservice.modules.orders.parts.book import PartBook
from autoservice.modules.orders.parts.errors import (
    IssuedQuantityFixed,
    NoUsualParts,
    PartExpectedInPast,
    PartNotFound,
    PartOutdated,
    ReturnTooLarge,
)
from autoservice.modules.orders.parts.making import make_part, make_usual_part, whole_thousandths
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.ports import OrderPartRepository
from autoservice.modules.orders.parts.rules import is_of_agreed_sum, refuse_parts
from autoservice.modules.orders.parts.schemas import (
    NewPart,
    OrderPartView,
    PartChange,
    PartOrder,
    PartReturn,
    PartStep,
    UsualParts,
    parts_for,
)
from autoservice.modules.orders.parts.states import PartAction, PartState
from autoservice.modules.orders.parts.stock import PartStock, by_item
from autoservice.modules.orders.parts.usual import UsualPart, find_usual_parts, services_of
from autoservice.modules.orders.parts.views import missing_items, view_part
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.shop_days import day_of
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class OrderPartsService(Service):
    """The parts of orders as the shop handles them and clients see them."""

    def __init__(
        self,
        unit: Unit,
        parts: OrderPartRepository,
        orders: OrderRepository,
        inventory: InventoryService,
        defaults: ServicePartsService,
        stock: PartStock,
        zone: str,
    ) -> None:
        super().__init__(unit)
        self._parts = parts
        self._orders = orders
        self._inventory = inventory
        self._defaults = defaults
        self._stock = stock
        self._zone = zone

    @requires(Permission.READ_ORDERS)
    async def list_parts(self, order_id: int) -> list[OrderPartView]:
        """Return the parts of an order as the actor may see them; raises ``OrderNotFound``."""
        order = await self._find(order_id)
        views = await self._views(await self._parts.of_order(order_id))
        return parts_for(views, order.status, self._actor)

    @requires(Permission.ISSUE_STOCK)
    async def get_part(self, order_id: int, part_id: int) -> OrderPartView:
        """Return a part, also one that was removed; raises ``OrderNotFound``, ``PartNotFound``."""
        order, part = await self._find(order_id), await self._parts.find(order_id, part_id)
        if part is None:
            raise PartNotFound()
        [view] = await self._views([part])
        return view.for_viewer(order.status, self._actor)

    @requires(Permission.ISSUE_STOCK)
    async def lacks_usual_parts(self, order_id: int) -> bool:
        """Return whether ``add_usual_parts`` would add something now; raises ``OrderNotFound``."""
        order = await self._find(order_id)
        if refuse_parts(order.status):
            return False
        parts = await self._parts.of_order(order_id)
        return bool(await self._lacking(await self._parts.jobs(order_id), parts))

    @requires(Permission.ISSUE_STOCK)
    async def add_part(self, order_id: int, command: NewPart) -> int:
        """Add a part; what the stock has whole is reserved, any other is needed. Returns its id.

        Raises ``ApprovedSumExceeded`` for extra work, and what ``PartBook.permit_new`` and ``make_part`` say.
        """
        book = await self._open(order_id)
        job = book.permit_new(command.job_id)
        item = await self._inventory.get_item(command.item_id) if command.item_id else None
        part = make_part(job, command, item, self._actor.user_id, self._unit.now)
        book.parts.append(part)
        if is_of_agreed_sum(job):
            book.check_consent(part, await self._parts.consented_minor(job.id))
        await self._add(book, [part])
        return part.id

    @requires(Permission.ISSUE_STOCK)
    async def add_usual_parts(self, order_id: int, command: UsualParts) -> None:
        """Add the default parts that the approved jobs lack, each as ``add_part`` does, at today's price.

        Raises ``NoUsualParts`` if they lack none, and what ``PartBook.permit_new`` says.
        """
        book = await self._open(order_id)
        job = book.permit_new(command.job_id)
        lacking = await self._lacking([job] if command.job_id else book.jobs, book.parts)
        if not lacking:
            raise NoUsualParts()
        added = []
        for job, default in lacking:
            part = make_usual_part(book.permit_new(job.id), default, self._actor.user_id, self._unit.now)
            book.parts.append(part)
            added.append(part)
        await self._add(book, added)

    @requires(Permission.ISSUE_STOCK)
    async def change_part(self, order_id: int, part_id: int, change: PartChange) -> None:
        """Change quantity or price of a part, and with the quantity what is reserved.

        Raises ``PartOutdated``, ``IssuedQuantityFixed``, ``QuantityNotWhole``, ``NotEnoughStock``,
        ``ApprovedSumExceeded`` and what ``PartBook.permit`` says.
        """
        book = await self._open(order_id)
        part = book.permit(PartAction.CHANGE, part_id)
        if change.version != part.version:
            raise PartOutdated(part.changeable())
        price = part.price_minor if change.price_minor is None else change.price_minor
        quantity = part.quantity
        if change.quantity is not None:
            quantity = whole_thousandths(change.quantity, part.unit)
        if quantity != part.quantity and part.state == PartState.ISSUED:
            raise IssuedQuantityFixed()
        if (price, quantity) == (part.price_minor, part.quantity):
            return
        if part.state == PartState.RESERVED:
            await self._stock.adjust(part, quantity)
        before = part.audited()
        part.change(self._unit.now, price_minor=price, quantity=quantity)
        book.check_consent(part, await self._parts.consented_minor(part.job_id))
        book.record(PartChanged, part, before)

    @requires(Permission.ISSUE_STOCK)
    async def reserve_part(self, order_id: int, part_id: int, step: PartStep) -> None:
        """Reserve a part from the stock; raises ``NotEnoughStock`` and what ``PartBook.permit`` says."""
        book = await self._open(order_id)
        part = book.permit(PartAction.RESERVE, part_id, step.version)
        await self._stock.reserve(part, part.quantity)
        before = part.audited()
        part.become(PartState.RESERVED, self._unit.now)
        book.record(PartReserved, part, before)

    @requires(Permission.ISSUE_STOCK)
    async def order_part(self, order_id: int, part_id: int, command: PartOrder) -> None:
        """Order a part from a supplier, or set another day on which it is expected.

        Raises ``PartExpectedInPast`` and what ``PartBook.permit`` says.
        """
        book = await self._open(order_id)
        part = book.permit(PartAction.ORDER, part_id, command.version)
        if command.expected_on and command.expected_on < day_of(self._unit.now, self._zone):
            raise PartExpectedInPast()
        before = part.audited()
        supplier = command.supplier or part.supplier
        part.become(PartState.ORDERED, self._unit.now, expected_on=command.expected_on, supplier=supplier)
        book.record(PartOrdered, part, before)

    @requires(Permission.ISSUE_STOCK)
    async def arrive_part(self, order_id: int, part_id: int, step: PartStep) -> None:
        """Record that a part has arrived; it is reserved, if the stock has received it already.

        Raises what ``PartBook.permit`` says.
        """
        book = await self._open(order_id)
        part = book.permit(PartAction.ARRIVE, part_id, step.version)
        before = part.audited()
        is_reserved = await self._stock.try_reserve(part)
        part.become(PartState.RESERVED if is_reserved else PartState.ARRIVED, self._unit.now)
        book.record(PartArrived, part, before)

    @requires(Permission.ISSUE_STOCK)
    async def issue_part(self, order_id: int, part_id: int, step: PartStep) -> None:
        """Issue a part to the work; raises ``NotEnoughStock`` and what ``PartBook.permit`` says."""
        book = await self._open(order_id)
        part = book.permit(PartAction.ISSUE, part_id, step.version)
        before = part.audited()
        await self._stock.issue(part)
        part.become(PartState.ISSUED, self._unit.now)
        book.record(PartIssued, part, before)

    @requires(Permission.ISSUE_STOCK)
    async def return_part(self, order_id: int, part_id: int, command: PartReturn) -> None:
        """Return an issued part to the stock, or so much of it; the rest stays issued.

        Raises ``ReturnTooLarge``, ``QuantityNotWhole`` and what ``PartBook.permit`` says.
        """
        book = await self._open(order_id)
        part = book.permit(PartAction.RETURN, part_id, command.version)
        quantity = part.quantity
        if command.quantity is not None:
            quantity = whole_thousandths(command.quantity, part.unit)
        if quantity > part.quantity:
            raise ReturnTooLarge()
        before = part.audited()
        await self._stock.take_back(part, quantity)
        self._reduce(part, quantity, command.reason)
        book.record(PartReturned, part, before)

    def _reduce(self, part: OrderPart, quantity: int, reason: str) -> None:
        if quantity == part.quantity:
            part.become(PartState.RETURNED, self._unit.now, reason=reason)
        else:
            part.change(self._unit.now, quantity=part.quantity - quantity, reason=reason)

    @requires(Permission.ISSUE_STOCK)
    async def remove_part(self, order_id: int, part_id: int) -> None:
        """Remove a part, and release what is reserved of it; raises what ``PartBook.permit`` says."""
        book = await self._open(order_id)
        part = book.permit(PartAction.REMOVE, part_id)
        before = part.audited()
        await self._stock.release(part)
        part.become(PartState.REMOVED, self._unit.now)
        book.record(PartRemoved, part, before)

    async def _lacking(self, jobs: list[Job], parts: list[OrderPart]) -> list[UsualPart]:
        services = services_of(jobs)
        return find_usual_parts(jobs, parts, await self._defaults.parts_of(services)) if services else []

    async def _add(self, book: PartBook, added: list[OrderPart]) -> None:
        """Reserve what the stock has whole of new parts of the book, and insert and record all of them."""
        for part in by_item(added):
            if await self._stock.try_reserve(part):
                part.state = PartState.RESERVED.value
        await self._parts.add(*added)
        for part in added:
            book.record(PartAdded, part)

    async def _find(self, order_id: int) -> Order:
        order = await self._orders.find(order_id, self._actor)
        if order is None:
            raise OrderNotFound()
        return order

    async def _views(self, parts: list[OrderPart]) -> list[OrderPartView]:
        missing = missing_items(parts)
        available = await self._parts.available(missing) if missing else {}
        return [view_part(part, available) for part in parts]

    async def _open(self, order_id: int) -> PartBook:
        order = await lock_order(self._unit, self._orders, order_id)
        return PartBook(order, await self._parts.jobs(order_id), await self._parts.of_order(order_id))
