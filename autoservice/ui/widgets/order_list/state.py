"""The one shape of every live list of orders: a page of rows, read anew with each change."""

from typing import Any

import reflex as rx

from autoservice import work
from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Actor
from autoservice.ui.entities.order.rows import OrderRow, order_row
from autoservice.ui.shared.gate import current_viewer
from autoservice.ui.shared.live import changes


class OrderListMixin(rx.State, mixin=True):
    """Vars and events of a live list; a page's State may narrow its topic and what it wants."""

    orders: list[OrderRow] = []
    number: int = 1
    pages: int = 1
    total: int = 0
    status: str = ""
    loaded: bool = False

    def _topic(self, actor: Actor) -> str:
        return ORDERS

    def _wanted(self) -> OrdersFilter:
        status = OrderStatus(self.status) if self.status else None
        return OrdersFilter(number=self.number, status=status)

    @rx.event
    async def open(self) -> Any:
        """Begin with the first page of all; the watcher fills it."""
        self.number, self.status, self.loaded = 1, "", False
        return type(self).watch

    @rx.event(background=True)
    async def watch(self) -> None:
        """Read the list now and whenever something in it changes."""
        async for change in changes(self._topic(current_viewer().actor)):
            if not change.actor.signed_in:
                return
            async with self:
                await self._read(change.actor)

    @rx.event
    async def show_page(self, number: int) -> None:
        """Show another page of the list."""
        await self._go(number)

    @rx.event
    async def previous_page(self) -> None:
        """One page back."""
        await self._go(self.number - 1)

    @rx.event
    async def next_page(self) -> None:
        """One page on."""
        await self._go(self.number + 1)

    @rx.event
    async def filter_status(self, status: str) -> None:
        """Show only orders of that status; an empty one shows all."""
        self.status = status if status in set(OrderStatus) else ""
        self.number = 1
        await self._read(current_viewer().actor)

    async def _go(self, number: object) -> None:
        # A client may send anything: hints are not enforced.
        self.number = max(1, min(number, self.pages)) if isinstance(number, int) else 1
        await self._read(current_viewer().actor)

    async def _read(self, actor: Actor) -> None:
        viewer = current_viewer()
        async with work.view(actor) as unit:
            page = await unit.services.orders.list_orders(self._wanted())
        zone = work.runtime().settings.timezone
        rows = [order_row(order, viewer.locale, zone) for order in page.items]
        if rows != self.orders:
            self.orders = rows
        self.pages, self.total, self.loaded = page.pages, page.total, True
