"""What a delivery tells, as long as it is still so and switched on."""

from typing import NamedTuple

from autoservice.modules.notifications.groups import BY_KIND, Channel, Kind, Notice
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.planning import is_wanted
from autoservice.modules.notifications.ports import NotificationPreferencesRepository
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.service import OrdersService


class News(NamedTuple):
    """A row of the table, and the order that it is about."""

    notice: Notice
    order: OrderView


async def find_news(
    delivery: Delivery, orders: OrdersService, preferences: NotificationPreferencesRepository
) -> News | None:
    """Return what is told, unless it is no longer so or the person does not want to hear it."""
    notice = BY_KIND[Kind(delivery.kind)]
    chosen = await preferences.preferences([delivery.user_id])
    if not is_wanted(chosen.get(delivery.user_id, {}), notice.group, Channel(delivery.channel)):
        return None
    try:
        order = await orders.get_order(delivery.order_id or 0)
    except OrderNotFound:
        return None
    return News(notice, order) if notice.still_holds(order, delivery.user_id) else None
