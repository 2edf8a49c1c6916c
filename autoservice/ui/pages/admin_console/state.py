"""The State of the list of all orders."""

from datetime import date
from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.schemas import Focus, OrdersFilter, OrdersSort
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page, PageRequest
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.view_models import OrderViewModel, order_view_model
from autoservice.ui.pages.admin_console.table import COLUMNS
from autoservice.ui.widgets.data_table import ANY_DAY, TableMixin, TableQuery, live_table
from autoservice.ui.widgets.order_list.state import AGE_SECONDS

ON_A_PAGE: Final = PageRequest().size


@requires_permission(Permission.READ_ALL_ORDERS)
@live_table(
    *COLUMNS,
    filters={
        "status": tuple(OrderStatus),
        "focus": tuple(Focus),
        **dict.fromkeys(("from", "to", "completed_from", "completed_to"), ANY_DAY),
    },
    page_size=ON_A_PAGE,
    # The ages in it.
    renewed_after=AGE_SECONDS,
)
class AllOrdersState(TableMixin, rx.State):
    """Every order of the shop, what waits first."""

    rows: list[OrderViewModel] = []

    def _topic(self, actor: Actor) -> str:
        return ORDERS

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        status, focus = query.filter("status"), query.filter("focus")
        filters = OrdersFilter(
            cursor=query.cursor,
            size=query.size,
            q=query.text,
            status=OrderStatus(status) if status else None,
            from_day=_day(query.filter("from")),
            to_day=_day(query.filter("to")),
            focus=Focus(focus) if focus else None,
            completed_from=_day(query.filter("completed_from")),
            completed_to=_day(query.filter("completed_to")),
            sort=OrdersSort.QUEUE,
        )
        async with read_only(viewer.actor) as unit:
            page = await unit.services.orders.list_orders(filters)
            unread = await unit.services.talk.count_unread([order.id for order in page.items])
        return page.with_items(order_view_model(one, viewer, unread.get(one.id, 0)) for one in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s order", "%(count)s orders", page.total, exact=page.total_is_exact
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
