"""Deliveries that are due: put into words, and settled once they were handed over."""

from datetime import timedelta
from typing import Final

from autoservice.events.notifications import DeliveriesChanged
from autoservice.modules.auth.accounts.contacts import ContactsService, Recipient
from autoservice.modules.auth.credentials.ports import Vault
from autoservice.modules.notifications.groups import Group, Kind, path_of
from autoservice.modules.notifications.kinds import AS_SHIPPED, Content, Email, TrialMessage, Words
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.news import find_news
from autoservice.modules.notifications.ports import DeliveryRepository, NotificationPreferencesRepository
from autoservice.modules.notifications.texts.shop_words import ShopWords
from autoservice.modules.notifications.unsubscribing import make_token
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# As long as somebody may ask whether a message was sent.
RETENTION: Final = timedelta(days=180)


class DeliveriesService(Service):
    """Composes planned messages and records what became of them."""

    def __init__(
        self,
        unit: Unit,
        orders: OrdersService,
        contacts: ContactsService,
        deliveries: DeliveryRepository,
        preferences: NotificationPreferencesRepository,
        words: ShopWords,
        vault: Vault,
        public_url: str,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._contacts = contacts
        self._deliveries = deliveries
        self._preferences = preferences
        self._words = words
        self._vault = vault
        self._public_url = public_url

    @requires(Permission.RUN_REACTIONS)
    async def compose_email(self, delivery_id: int) -> Email | None:
        """Return the e-mail of a delivery; ``None`` if it is no longer due, true or switched on."""
        delivery = await self._deliveries.find(delivery_id)
        if delivery is None or not delivery.is_waiting:
            return None
        recipient = next(iter(await self._contacts.find_recipients([delivery.user_id])), None)
        if recipient is None or not recipient.email:
            return None
        if delivery.kind == Kind.TRIAL:
            return self._email(delivery, recipient, TrialMessage(self._link("/profile")))
        news = await find_news(
            delivery, self._orders, self._preferences, self._words, self._deliveries, recipient
        )
        if news is None:
            return None
        link = self._link(path_of(news.notice.kind, news.order.id))
        content = news.content(link, delivery.count, recipient.id)
        return self._email(delivery, recipient, content, news.notice.group, news.words)

    def _email(
        self,
        delivery: Delivery,
        to: Recipient,
        content: Content,
        group: Group | None = None,
        words: Words = AS_SHIPPED,
    ) -> Email:
        token = make_token(self._vault, to.id, group) if group else ""
        return Email(
            to.email,
            to.locale,
            content,
            to.name,
            unsubscribe_link=self._link(f"/api/unsubscribe/{token}") if token else "",
            message_id=f"{delivery.id}.{delivery.created_at:%Y%m%d%H%M%S%f}",
            words=words,
        )

    def _link(self, path: str) -> str:
        return f"{self._public_url}{path}"

    @requires(Permission.RUN_REACTIONS)
    async def record_sent(self, delivery_id: int, provider_id: str) -> None:
        """Record that the message was handed over."""
        if delivery := await self._waiting(delivery_id):
            delivery.succeed(provider_id, self._unit.now)

    @requires(Permission.RUN_REACTIONS)
    async def record_failed(self, delivery_id: int, error: str) -> None:
        """Record an attempt that failed; the last one is for good."""
        if delivery := await self._waiting(delivery_id):
            delivery.fail(error)
            if delivery.is_dead:
                self._unit.emit(DeliveriesChanged())

    @requires(Permission.RUN_REACTIONS)
    async def record_postponed(self, delivery_id: int, error: str) -> None:
        """Record an attempt that failed for no fault of the message, which waits."""
        if delivery := await self._waiting(delivery_id):
            delivery.postpone(error)

    @requires(Permission.RUN_REACTIONS)
    async def record_undeliverable(self, delivery_id: int, error: str) -> None:
        """Record that the message can never arrive."""
        if delivery := await self._waiting(delivery_id):
            delivery.end(error)
            self._unit.emit(DeliveriesChanged())

    @requires(Permission.RUN_REACTIONS)
    async def drop(self, delivery_id: int) -> None:
        """Record that a delivery was not due any more."""
        if delivery := await self._waiting(delivery_id):
            delivery.drop()

    @requires(Permission.RUN_REACTIONS)
    async def purge(self) -> None:
        """Delete the deliveries of long ago."""
        await self._deliveries.purge(self._unit.now - RETENTION)

    async def _waiting(self, delivery_id: int) -> Delivery | None:
        delivery = await self._deliveries.find(delivery_id, locked=True)
        return delivery if delivery and delivery.is_waiting else None
