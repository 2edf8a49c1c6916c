"""Whom a change concerns, and the demo's mailbox."""

from collections.abc import Collection, Iterable
from typing import Final

from autoservice.modules.notifications.ports import Mailbox
from autoservice.modules.notifications.schemas import MailboxEmail
from autoservice.modules.notifications.topics import (
    ORDERS,
    client_topic,
    mechanic_topic,
    order_topic,
)
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

SHOWN_EMAILS: Final = 30


class NotificationsService(Service):
    """What reactions do to reach people; ``mailbox`` is there only in a demo without a mail server."""

    def __init__(self, unit: Unit, orders: OrdersService, mailbox: Mailbox | None = None) -> None:
        super().__init__(unit)
        self._orders = orders
        self._mailbox = mailbox

    @requires(Permission.RUN_REACTIONS)
    async def find_order_topics(
        self, order_ids: Collection[int], former_mechanics: Iterable[int] = ()
    ) -> set[str]:
        """The topics of all pages that show one of the orders, alone or in a list."""
        topics = {ORDERS, *map(order_topic, order_ids), *map(mechanic_topic, former_mechanics)}
        for audience in await self._orders.get_audiences(order_ids):
            topics |= {client_topic(audience.client_id), *map(mechanic_topic, audience.mechanic_ids)}
        return topics

    @requires(Permission.READ_DEMO_MAILBOX)
    async def read_mailbox(self) -> list[MailboxEmail]:
        """Return the demo's last e-mails, newest first; raises ``NotFound`` where e-mails really leave."""
        if self._mailbox is None:
            raise NotFound()
        return await self._mailbox.newest(SHOWN_EMAILS)
