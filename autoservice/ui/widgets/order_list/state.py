"""The State of every live list of orders: a page of orders that its room keeps current."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.schemas import OrderView as Order
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page, UnknownCursor
from autoservice.shared.validation import searchable
from autoservice.ui.access import chained_only
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.paging import ListAddress, PagedMixin
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.entities.order.step import in_turn, with_headings
from autoservice.ui.entities.order.view_models import OrderViewModel, order_view_model

LIVE_VARS: Final = (
    "orders",
    "summary",
    "first_url",
    "previous_url",
    "next_url",
    "total",
    "loaded",
    "unknown_cursor",
    "answered",
)
live_orders: Final = live_vars(*LIVE_VARS)
# After so long an age has another minute.
AGE_SECONDS: Final = 60.0
# Who reads ages in lists: whoever gives out the work, and whoever does it.
READS_AGES: Final = (Permission.ASSIGN_MECHANIC, Permission.READ_ASSIGNED_ORDERS)


class OrderListMixin(PagedMixin, mixin=True):
    """Vars and events of a live list; a page's State may narrow its topic and its query.

    The State is declared with ``live_orders``: its room sends all vars but ``status`` and ``text``.
    A page whose room sends more has a view of its own (``_view_class``).
    """

    orders: list[OrderViewModel] = []
    summary: str = ""
    status: str = ""
    text: str = ""
    # The address that the orders answer: with another one, their number is announced.
    answered: str = ""

    def _topic(self, actor: Actor) -> str:
        return ORDERS

    def _query(self) -> OrdersFilter:
        status = OrderStatus(self.status) if self.status else None
        return OrdersFilter(cursor=self._cursor, status=status, q=self.text)

    def _view_class(self) -> "type[OrdersView]":
        return OrdersView

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Join the room of the page that the address names."""
        entered, status = self._read_cursor(), self._address().get("status")
        self.status = status if status in set(OrderStatus) else ""
        self.text = searchable(self._address().get("q"))
        self._watch()
        return entered

    @rx.event
    async def reload(self) -> None:
        """Rejoin the room, which reads the page anew."""
        self._watch()

    def _watch(self) -> None:
        actor = current_viewer().actor
        has_ages = any(map(actor.may, READS_AGES))
        view_class = self._view_class()
        watch(self, view_class(type(self), self._topic(actor), self._query(), self._address(), has_ages))

    @rx.event
    async def filter_status(self, status: str) -> Any:
        """Show only orders of that status; an empty one shows all."""
        return self._navigate(status=status if status in set(OrderStatus) else "")

    @rx.event
    async def search(self, form: dict[str, Any]) -> Any:
        """Show only orders that match the text."""
        return self._navigate(q=searchable(form.get("q", "")))


@dataclass(frozen=True)
class OrdersView(LiveView):
    """One page of a list of orders."""

    state: type[rx.State]
    topic: str
    query: OrdersFilter
    address: ListAddress
    has_ages: bool = False

    def seconds_left(self) -> float | None:
        """Return after how many seconds the ages are others; ``None`` where there are none."""
        return AGE_SECONDS if self.has_ages else None

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the orders that ``viewer`` may see; the first page where the cursor is unknown."""
        try:
            (page, unread), unknown_cursor = await _list_orders(viewer.actor, self.query), False
        except UnknownCursor:
            first = self.query.model_copy(update={"cursor": ""})
            (page, unread), unknown_cursor = await _list_orders(viewer.actor, first), True
        orders = in_turn(page.items, viewer)
        return {
            "orders": with_headings(order_view_model(one, viewer, unread.get(one.id, 0)) for one in orders),
            "summary": translate_count(
                viewer.locale, "%(count)s order", "%(count)s orders", page.total, exact=page.total_is_exact
            ),
            **self.address.neighbours(page),
            "answered": self.address.at(self.address.cursor),
            "total": page.total,
            "loaded": True,
            "unknown_cursor": unknown_cursor,
        }


async def _list_orders(actor: Actor, query: OrdersFilter) -> tuple[Page[Order], dict[int, int]]:
    """Return a page of orders, and the numbers of unread messages under them."""
    async with read_only(actor) as unit:
        page = await unit.services.orders.list_orders(query)
        return page, await unit.services.talk.count_unread([order.id for order in page.items])
