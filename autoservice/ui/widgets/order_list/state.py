"""The one shape of every live list of orders: a page of rows, read anew with each change."""

from typing import Any

import reflex as rx

from autoservice import work
from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.schemas import OrdersFilter, OrderView
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Actor
from autoservice.shared.i18n import translate_plural
from autoservice.shared.pagination import Page
from autoservice.ui.entities.order.rows import OrderRow, order_row
from autoservice.ui.shared.gate import chained_only, current_viewer
from autoservice.ui.shared.live import follow
from autoservice.ui.shared.paging import PagedMixin
from autoservice.ui.shared.rooms import Change


class OrderListMixin(PagedMixin, mixin=True):
    """Vars and events of a live list; a page's State may narrow its topic and what it wants."""

    orders: list[OrderRow] = []
    summary: str = ""
    status: str = ""

    def _topic(self, actor: Actor) -> str:
        return ORDERS

    def _wanted(self) -> OrdersFilter:
        status = OrderStatus(self.status) if self.status else None
        return OrdersFilter(number=self.number, status=status)

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Begin with the first page of all; the watcher fills it."""
        self.number, self.status, self.loaded = 1, "", False
        return type(self).watch

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Read the list now and whenever something in it changes."""
        async for wanted, page in follow(self._topic(current_viewer().actor), self._read_wanted):
            async with self:
                # Whoever turned the page meanwhile has the right one already.
                if wanted == self._wanted():
                    self._show(page)
        return rx.redirect("/sign-in")

    async def _read_wanted(self, change: Change) -> tuple[OrdersFilter, Page[OrderView]]:
        async with self:
            wanted = self._wanted()
        page = await _list_orders(change.actor, wanted)
        if page.number <= page.pages:
            return wanted, page
        # The list has become shorter than the page that is open.
        async with self:
            self.number = min(self.number, page.pages)
        return await self._read_wanted(change)

    @rx.event
    async def filter_status(self, status: str) -> None:
        """Show only orders of that status; an empty one shows all."""
        self.status = status if status in set(OrderStatus) else ""
        await self._go(1)

    async def _read(self) -> Page[OrderView]:
        return await _list_orders(current_viewer().actor, self._wanted())

    def _show(self, page: Page[OrderView]) -> None:
        super()._show(page)
        locale, zone = current_viewer().locale, work.runtime().settings.timezone
        rows = [order_row(order, locale, zone) for order in page.items]
        # Only what differs is assigned: what is assigned is sent.
        if rows != self.orders:
            self.orders = rows
        self.summary = translate_plural(locale, "%(count)d order", "%(count)d orders", page.total)


async def _list_orders(actor: Actor, wanted: OrdersFilter) -> Page[OrderView]:
    if not actor.signed_in:
        return Page(items=[], total=0, number=1, size=1)
    async with work.view(actor) as unit:
        return await unit.services.orders.list_orders(wanted)
