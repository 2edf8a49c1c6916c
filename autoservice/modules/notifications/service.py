"""Telling open pages what changed, and showing the demo's letters."""

from collections.abc import Iterable
from typing import Final

from autoservice.modules.notifications.ports import Mailbox, SocketHub
from autoservice.modules.notifications.schemas import ReceivedMail
from autoservice.modules.notifications.topics import (
    ACCESS,
    ORDERS,
    client_topic,
    mechanic_topic,
    order_topic,
)
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.errors import NotFound
from autoservice.shared.unit import Unit

SHOWN_LETTERS: Final = 30


class NotificationsService(Service):
    """What reactions do to reach people; ``mailbox`` is there only in a demo without a mail server."""

    def __init__(
        self, unit: Unit, hub: SocketHub, orders: OrdersService, mailbox: Mailbox | None = None
    ) -> None:
        super().__init__(unit)
        self._hub = hub
        self._orders = orders
        self._mailbox = mailbox

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

    @requires(Permission.RUN_REACTIONS)
    async def announce_access(self) -> None:
        """Have every worker look whether its open pages may still be where they are; safe to repeat."""
        await self._hub.publish([ACCESS])

    @requires(Permission.READ_DEMO_MAILBOX)
    async def read_mailbox(self) -> list[ReceivedMail]:
        """The demo's last letters, newest first; raises ``NotFound`` where letters really leave."""
        if self._mailbox is None:
            raise NotFound()
        return await self._mailbox.newest(SHOWN_LETTERS)
