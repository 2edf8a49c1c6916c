"""The log of deliveries: what was sent to whom, what has failed, and what is to be sent again."""

from collections.abc import Collection, Sequence
from typing import Final

from autoservice.events.notifications import DeliveriesChanged
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.notifications.errors import DeliveryNotDead
from autoservice.modules.notifications.groups import Channel, DeliveryState
from autoservice.modules.notifications.models import ChannelTrouble, Delivery
from autoservice.modules.notifications.planning import PLANNED
from autoservice.modules.notifications.ports import DeliveryRepository, TroubleRepository
from autoservice.modules.notifications.schemas import ChannelView, DeliveryFilter, DeliveryView, TroubleView
from autoservice.modules.notifications.sms_ports import TextMessageRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

HIDDEN: Final = {"event_id", "user_id"}


class DeliveryLogService(Service):
    """What became of messages; ``channels`` are those that the shop has."""

    def __init__(
        self,
        unit: Unit,
        directory: DirectoryService,
        orders: OrdersService,
        deliveries: DeliveryRepository,
        texts: TextMessageRepository,
        troubles: TroubleRepository,
        channels: Collection[Channel],
    ) -> None:
        super().__init__(unit)
        self._directory = directory
        self._orders = orders
        self._deliveries = deliveries
        self._texts = texts
        self._troubles = troubles
        self._channels = channels

    @requires(Permission.MANAGE_OUTBOX)
    async def list_channels(self) -> list[ChannelView]:
        """Return each channel, whether the shop has it, and how many messages wait for it and have failed.

        What keeps a channel's messages from leaving is told with how many wait for its end, which are not
        only those of the log. A thousand of each are counted at most.
        """
        troubles = {row.channel: row for row in await self._troubles.all()}
        kept = await self._troubles.count_kept() if troubles else 0
        waiting = await self._deliveries.count(DeliveryState.WAITING)
        dead = await self._deliveries.count(DeliveryState.DEAD)
        return [
            ChannelView(
                channel=channel,
                is_on=channel in self._channels,
                waiting=waiting.get(channel, 0),
                dead=dead.get(channel, 0),
                trouble=_trouble(troubles.get(channel), kept),
            )
            for channel in Channel
        ]

    @requires(Permission.MANAGE_OUTBOX)
    async def list_deliveries(self, query: DeliveryFilter) -> Page[DeliveryView]:
        """Return a page of the deliveries, the newest first; raises ``UnknownCursor``."""
        page = await self._deliveries.page(query)
        return page.with_items(await self._views(page.items))

    async def _views(self, rows: Sequence[Delivery]) -> list[DeliveryView]:
        names = await self._directory.get_names({row.user_id for row in rows})
        numbers = await self._orders.get_numbers({row.order_id for row in rows if row.order_id})
        by_sms = {row.id for row in rows if row.channel == Channel.SMS}
        texts = await self._texts.of_deliveries(by_sms) if by_sms else {}
        return [
            DeliveryView(
                **row.model_dump(exclude=HIDDEN),
                recipient_id=row.user_id,
                recipient_name=names.get(row.user_id, ""),
                order_number=numbers.get(row.order_id or 0, ""),
                number=texts[row.id].number if row.id in texts else "",
                parts=texts[row.id].parts if row.id in texts else 0,
            )
            for row in rows
        ]

    @requires(Permission.MANAGE_OUTBOX)
    async def resend_delivery(self, delivery_id: int) -> None:
        """Send a message that has failed for good once more; what is untrue by now is dropped instead.

        Raises ``NotFound``, ``DeliveryNotDead``.
        """
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery is None:
            raise NotFound()
        if not delivery.can_be_resent:
            raise DeliveryNotDead()
        delivery.revive(self._unit.now)
        await self._deliveries.forget_dead_letters(delivery_id)
        self._unit.emit(PLANNED[Channel(delivery.channel)](delivery_id))
        self._unit.audit("delivery_resent", f"delivery:{delivery_id}")
        self._unit.emit(DeliveriesChanged())

    @requires(Permission.MANAGE_OUTBOX)
    async def revive_delivery(self, delivery_id: int, *, on_its_way: bool) -> None:
        """Let a reaction that is replayed send its delivery, if that has failed for good.

        It is ``on_its_way`` if the reaction is that of one device.
        """
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery and delivery.is_dead:
            delivery.revive(self._unit.now, on_its_way=on_its_way)
            self._unit.emit(DeliveriesChanged())


def _trouble(row: ChannelTrouble | None, kept: int) -> TroubleView | None:
    return TroubleView(**row.model_dump(exclude={"channel"}), kept=kept) if row else None
