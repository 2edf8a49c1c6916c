"""Telling open pages what changed."""

from collections.abc import Iterable

from autoservice.modules.notifications.ports import SocketHub
from autoservice.modules.notifications.topics import ORDERS, client_topic, mechanic_topic, order_topic
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.unit import Unit


class NotificationsService(Service):
    """What reactions do to reach people."""

    def __init__(self, unit: Unit, hub: SocketHub, orders: OrdersService) -> None:
        super().__init__(unit)
        self._hub = hub
        self._orders = orders

    @requires(Permission.RUN_REACTIONS)
    async def announce_order(self, order_id: int, former_mechanics: Iterable[int] = ()) -> None:
        """Wake every open page that shows the order, alone or in a list.

        Safe to repeat: a page that is woken twice reads the same twice.
        """
        audience = await self._orders.get_audience(order_id)
        mechanics = audience.mechanic_ids | set(former_mechanics)
        await self._hub.publish(
            [
                order_topic(order_id),
                client_topic(audience.client_id),
                ORDERS,
                *(mechanic_topic(mechanic) for mechanic in sorted(mechanics)),
            ]
        )
