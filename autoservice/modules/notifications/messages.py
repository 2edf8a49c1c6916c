"""Messages in the program: delivered, listed, read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from autoservice.events.notifications import MessagesChanged
from autoservice.modules.auth.accounts.contacts import ContactsService, Recipient
from autoservice.modules.notifications.groups import Kind
from autoservice.modules.notifications.kinds import AS_SHIPPED, Words
from autoservice.modules.notifications.models import Delivery, Message
from autoservice.modules.notifications.news import find_news
from autoservice.modules.notifications.ports import (
    DeliveryRepository,
    MessageRepository,
    NotificationPreferencesRepository,
)
from autoservice.modules.notifications.schemas import MessagesRead, MessageView
from autoservice.modules.notifications.texts.news import ORDER_NEWS, TRIAL
from autoservice.modules.notifications.texts.shop_words import Shop, ShopWords
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.i18n import LOCALES
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# As long as somebody may want to look something up.
RETENTION: Final = timedelta(days=365)


class MessagesService(Service):
    """The messages of the actor, and their delivery."""

    def __init__(
        self,
        unit: Unit,
        orders: OrdersService,
        contacts: ContactsService,
        deliveries: DeliveryRepository,
        preferences: NotificationPreferencesRepository,
        words: ShopWords,
        messages: MessageRepository,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._contacts = contacts
        self._deliveries = deliveries
        self._preferences = preferences
        self._words = words
        self._messages = messages

    @requires(Permission.RUN_REACTIONS)
    async def deliver_message(self, delivery_id: int) -> None:
        """Put the message into the person's list; what is not read yet of the same kind grows instead."""
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery is None or not delivery.is_waiting:
            return
        recipient = next(iter(await self._contacts.find_recipients([delivery.user_id])), None)
        if recipient is None or not await self._is_due(delivery, recipient):
            delivery.drop()
            return
        message = await self._messages.find_unread(delivery.user_id, delivery.order_id, delivery.kind)
        if message is None:
            message = Message.of(delivery, self._unit.now)
            await self._messages.add(message)
        else:
            message.grow(delivery.count, self._unit.now)
        delivery.succeed(f"message:{message.id}", self._unit.now)
        self._unit.emit(MessagesChanged(delivery.user_id))

    async def _is_due(self, delivery: Delivery, recipient: Recipient) -> bool:
        if delivery.kind == Kind.TRIAL:
            return True
        news = await find_news(
            delivery, self._orders, self._preferences, self._words, self._deliveries, recipient
        )
        return news is not None

    @requires(Permission.RUN_REACTIONS)
    async def count_unread(self, user_id: int) -> int:
        """Return how many messages somebody has not read; no more than a hundred are counted."""
        return await self._messages.count_unread(user_id)

    @requires(Permission.RUN_REACTIONS)
    async def purge(self) -> None:
        """Delete the messages of long ago."""
        await self._messages.purge(self._unit.now - RETENTION)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def list_messages(self, query: PageRequest, locale: str) -> Page[MessageView]:
        """Return a page of the actor's messages, the newest first; raises ``UnknownCursor``."""
        page = await self._messages.page(self._actor.user_id, query)
        return page.with_items(await self._views(page.items, locale))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def read_messages(self, command: MessagesRead) -> None:
        """Mark messages of the actor as read: those up to and with an id, or one."""
        user_id = self._actor.user_id
        changed = await self._messages.mark_read(user_id, self._unit.now, command.id, command.up_to)
        if changed:
            self._unit.emit(MessagesChanged(user_id))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_messages(self) -> list[dict[str, Any]]:
        """Return all messages of the actor, the newest first, ready for JSON."""
        rows = await self._messages.of(self._actor.user_id)
        views = await self._views(rows, self._actor.locale or LOCALES[0])
        return [view.model_dump(mode="json") for view in views]

    async def _views(self, rows: Sequence[Message], locale: str) -> list[MessageView]:
        """Return the messages with the numbers of those orders that the actor may see."""
        order_ids = {row.order_id for row in rows if row.order_id}
        may_see = order_ids and self._actor.may(Permission.READ_ORDERS)
        numbers = await self._orders.get_numbers(order_ids) if may_see else {}
        words, shop = await self._words.list_words(locale) if rows else {}, self._words.shop
        return [
            _view(row, numbers.get(row.order_id or 0, ""), words.get(row.kind, AS_SHIPPED), locale, shop)
            for row in rows
        ]

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_messages(self) -> None:
        """Delete all messages of the actor."""
        await self._messages.delete_of(self._actor.user_id)


def _view(row: Message, number: str, words: Words, locale: str, shop: Shop) -> MessageView:
    wording = TRIAL if row.kind == Kind.TRIAL else ORDER_NEWS[Kind(row.kind)]
    values = {"number": number, "count": str(row.count), "shop": shop.name}
    title = wording.title(words, locale, values)
    return MessageView(**row.model_dump(exclude={"user_id"}), title=title, order_number=number)
