"""Web Push: the devices of people, and the messages to them."""

from typing import Final

from autoservice.events.notifications import DeliveriesChanged, DevicePushPlanned
from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.ports import Vault
from autoservice.modules.auth.digest import digest
from autoservice.modules.notifications.channels.web_push import render
from autoservice.modules.notifications.errors import NoWebPush
from autoservice.modules.notifications.groups import Kind, path_of
from autoservice.modules.notifications.kinds import Push, TrialMessage
from autoservice.modules.notifications.models import Delivery, PushSubscription
from autoservice.modules.notifications.news import find_news
from autoservice.modules.notifications.ports import (
    DeliveryRepository,
    NotificationPreferencesRepository,
    PushProvider,
    PushSubscriptionRepository,
)
from autoservice.modules.notifications.schemas import PushKeys, PushSubscribing, PushView, RenderedPush
from autoservice.modules.notifications.texts.shop_words import ShopWords
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# Of one person; whoever signs in on more of them hears on the newest.
MOST_DEVICES: Final = 10
PURPOSE: Final = "push_tag"
# What push services take as a topic.
TAG_LENGTH: Final = 32


class PushService(Service):
    """The subscription of the actor's session, and the delivery of messages to devices."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        orders: OrdersService,
        contacts: ContactsService,
        deliveries: DeliveryRepository,
        preferences: NotificationPreferencesRepository,
        words: ShopWords,
        subscriptions: PushSubscriptionRepository,
        provider: PushProvider,
        vault: Vault,
        is_on: bool,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._orders = orders
        self._contacts = contacts
        self._deliveries = deliveries
        self._preferences = preferences
        self._words = words
        self._subscriptions = subscriptions
        self._provider = provider
        self._vault = vault
        self._is_on = is_on

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def get_push(self) -> PushView:
        """Return whether messages go to the browser of the actor's session."""
        found = await self._subscriptions.of_session(self._actor.session_id)
        is_ours = found is not None and found.key_id == self._provider.key_id
        return PushView(
            available=self._is_on,
            public_key=self._provider.public_key if self._is_on else "",
            subscribed=found is not None,
            endpoint=found.endpoint if found and is_ours else "",
        )

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def subscribe_push(self, command: PushSubscribing) -> None:
        """Send messages to the browser of the actor's session, for as long as that lasts.

        Raises ``NoWebPush``, ``BadPushSubscription``.
        """
        if not self._is_on:
            raise NoWebPush()
        self._provider.check(command.endpoint, command.keys)
        user_id, session_id = self._actor.user_id, self._actor.session_id
        if not await self._users.lock_against_erasure(user_id):
            raise Unauthenticated()
        subscription = PushSubscription(
            user_id=user_id,
            session_id=session_id,
            endpoint=command.endpoint,
            endpoint_hash=digest(command.endpoint),
            p256dh=command.keys.p256dh,
            auth=command.keys.auth,
            key_id=self._provider.key_id,
            created_at=self._unit.now,
        )
        await self._subscriptions.store(subscription, MOST_DEVICES)
        self._unit.audit("push_subscribed", f"user:{user_id}")

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def unsubscribe_push(self) -> None:
        """Send no more messages to the browser of the actor's session."""
        await self._subscriptions.delete_of_session(self._actor.session_id)
        self._unit.audit("push_unsubscribed", f"user:{self._actor.user_id}")

    @requires(Permission.RUN_REACTIONS)
    async def spread_push(self, delivery_id: int) -> None:
        """Let a message that is due go to each device of its person, once."""
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery is None or not delivery.is_waiting:
            return
        devices = await self._subscriptions.usable(delivery.user_id, self._unit.now)
        if not devices or await self._message(delivery) is None:
            delivery.drop()
            return
        delivery.spread()
        for device in devices:
            self._unit.emit(DevicePushPlanned(delivery.id, device.id))

    @requires(Permission.RUN_REACTIONS)
    async def compose_push(self, delivery_id: int, subscription_id: int) -> RenderedPush | None:
        """Return the message to one device; ``None`` if it has it, or takes it no longer, or it is untrue."""
        delivery = await self._deliveries.find(delivery_id)
        device = await self._subscriptions.find_usable(subscription_id, self._unit.now)
        if delivery is None or device is None or device.user_id != delivery.user_id:
            return None
        message = None if delivery.has_reached(subscription_id) else await self._message(delivery)
        keys = PushKeys(p256dh=device.p256dh, auth=device.auth)
        return render(message, device.endpoint, keys) if message else None

    async def _message(self, delivery: Delivery) -> Push | None:
        recipient = next(iter(await self._contacts.find_recipients([delivery.user_id])), None)
        if recipient is None:
            return None
        tag = self._tag(delivery)
        if delivery.kind == Kind.TRIAL:
            return Push(delivery.id, recipient.locale, TrialMessage("/profile"), "/profile", tag, urgent=True)
        news = await find_news(
            delivery, self._orders, self._preferences, self._words, self._deliveries, recipient
        )
        if news is None:
            return None
        path = path_of(news.notice.kind, news.order.id)
        content = news.content(path, delivery.count, recipient.id)
        return Push(delivery.id, recipient.locale, content, path, tag, news.notice.urgent, news.words)

    def _tag(self, delivery: Delivery) -> str:
        # The push service reads it, and is to learn nothing from it.
        about = (str(delivery.user_id), str(delivery.order_id or 0), delivery.kind)
        return self._vault.derive(PURPOSE, *about)[:TAG_LENGTH]

    @requires(Permission.RUN_REACTIONS)
    async def record_push_sent(self, delivery_id: int, subscription_id: int) -> None:
        """Record that one device has the message."""
        if delivery := await self._deliveries.find(delivery_id, locked=True):
            delivery.reach(subscription_id, self._unit.now)

    @requires(Permission.RUN_REACTIONS)
    async def record_push_failed(self, delivery_id: int, error: str) -> None:
        """Record an attempt that failed."""
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery and delivery.is_on_its_way:
            delivery.fail(error)
            if delivery.is_dead:
                self._unit.emit(DeliveriesChanged())

    @requires(Permission.RUN_REACTIONS)
    async def drop_push(self, delivery_id: int) -> None:
        """Record that a device does not get the message, if none has it."""
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery and delivery.is_on_its_way:
            delivery.drop()

    @requires(Permission.RUN_REACTIONS)
    async def end_subscription(self, subscription_id: int) -> None:
        """Delete a subscription that its browser has ended."""
        await self._subscriptions.delete(subscription_id)

    @requires(Permission.RUN_REACTIONS)
    async def purge(self) -> None:
        """Delete the subscriptions of sessions that are over."""
        await self._subscriptions.purge(self._unit.now)
