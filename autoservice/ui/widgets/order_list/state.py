"""The one shape of every live list of orders: a page of rows, read anew with each change."""

from typing import Any

import reflex as rx

from autoservice import work
from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.schemas import SEARCH_LENGTH, OrdersFilter, OrderView
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Actor
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page, UnknownCursor
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
    text: str = ""

    def _topic(self, actor: Actor) -> str:
        return ORDERS

    def _wanted(self) -> OrdersFilter:
        status = OrderStatus(self.status) if self.status else None
        return OrdersFilter(cursor=self._cursor, status=status, q=self.text)

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Go where the address says; the watcher reads."""
        entered, status = self._enter(), self._address().get("status")
        status = status if status in set(OrderStatus) else ""
        text = searchable(self._address().get("q"))
        if (status, text) != (self.status, self.text):
            self.status, self.text, self.loaded = status, text, False
        return [*entered, type(self).watch]

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Read the list now and whenever something in it changes."""
        async for wanted, page in follow(self._topic(current_viewer().actor), self._read_wanted):
            async with self:
                # Whoever has gone elsewhere meanwhile is not shown this place.
                if wanted == self._wanted():
                    self._show(page)
        return rx.redirect("/sign-in")

    async def _read_wanted(self, change: Change) -> tuple[OrdersFilter, Page[OrderView]]:
        async with self:
            wanted = self._wanted()
        try:
            return wanted, await _list_orders(change.actor, wanted)
        except UnknownCursor:
            async with self:
                self._leave_unknown_place()
        return await self._read_wanted(change)

    @rx.event
    async def filter_status(self, status: str) -> Any:
        """Show only orders of that status; an empty one shows all."""
        return self._move(status=status if status in set(OrderStatus) else "")

    @rx.event
    async def search(self, form: dict[str, Any]) -> Any:
        """Show only orders that fit what was typed."""
        return self._move(q=searchable(str(form.get("q", ""))))

    async def _read(self) -> Page[OrderView]:
        return await _list_orders(current_viewer().actor, self._wanted())

    def _show(self, page: Page[OrderView]) -> None:
        super()._show(page)
        locale, zone = current_viewer().locale, work.runtime().settings.timezone
        rows = [order_row(order, locale, zone) for order in page.items]
        # Only what differs is assigned: what is assigned is sent.
        if rows != self.orders:
            self.orders = rows
        self.summary = translate_count(
            locale, "%(count)s order", "%(count)s orders", page.total, exact=page.total_is_exact
        )


def searchable(text: str) -> str:
    """What can be searched for of what was typed."""
    return text.replace("\0", "").strip()[:SEARCH_LENGTH]


async def _list_orders(actor: Actor, wanted: OrdersFilter) -> Page[OrderView]:
    if not actor.signed_in:
        return Page(items=[])
    async with work.view(actor) as unit:
        return await unit.services.orders.list_orders(wanted)
