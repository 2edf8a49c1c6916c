"""What the services of the notifications module are made of, over one unit of work."""

from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.accounts.phone_contacts import PhoneContactsService
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.notifications.deliveries import DeliveriesService
from autoservice.modules.notifications.delivery_log import DeliveryLogService
from autoservice.modules.notifications.delivery_repository import SqlDeliveryRepository
from autoservice.modules.notifications.groups import Channel
from autoservice.modules.notifications.mail_health import MailHealthService
from autoservice.modules.notifications.message_repository import SqlMessageRepository
from autoservice.modules.notifications.messages import MessagesService
from autoservice.modules.notifications.planning import PlanningService
from autoservice.modules.notifications.preferences import NotificationPreferencesService
from autoservice.modules.notifications.preferences_repository import SqlNotificationPreferencesRepository
from autoservice.modules.notifications.push import PushService
from autoservice.modules.notifications.push_repository import SqlPushSubscriptionRepository
from autoservice.modules.notifications.sms_reach import SmsReach
from autoservice.modules.notifications.sms_texts import SmsTexts
from autoservice.modules.notifications.text_message_repository import SqlTextMessageRepository
from autoservice.modules.notifications.text_messages import TextMessagesService
from autoservice.modules.notifications.texts.repository import SqlMessageTextRepository
from autoservice.modules.notifications.texts.service import TextsService
from autoservice.modules.notifications.texts.shop_words import Shop, ShopWords
from autoservice.modules.notifications.trouble_repository import SqlTroubleRepository
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.unit import Unit
from autoservice.wiring.adapters import Adapters


class NotificationParts:
    """Builds the services that tell people of events."""

    def __init__(self, unit: Unit, adapters: Adapters) -> None:
        self._unit = unit
        self._adapters = adapters
        self._settings = adapters.settings
        deliveries = SqlDeliveryRepository(unit.session)
        self._texts = SqlMessageTextRepository(unit.session)
        self._shop = Shop(self._settings.shop_name or "autoservice", self._settings.timezone)
        self._words = ShopWords(self._texts, self._shop)
        self._preferences = SqlNotificationPreferencesRepository(unit.session)
        self._rows = deliveries, self._preferences, self._words
        self._text_messages = SqlTextMessageRepository(unit.session)
        self._sms_reach = SmsReach(self._text_messages, adapters.vault)
        self._troubles = SqlTroubleRepository(unit.session)
        self._devices = SqlPushSubscriptionRepository(unit.session, adapters.push.key_id)

    @property
    def _channels(self) -> tuple[Channel, ...]:
        # Without anything that carries e-mails none are planned: they would all be owed for ever.
        has_email = self._settings.smtp_url or self._settings.demo_mailbox
        is_there = {
            Channel.EMAIL: has_email,
            Channel.PUSH: self._settings.push_hosts,
            Channel.SMS: self._settings.sends_sms,
        }
        return tuple(channel for channel in Channel if is_there.get(channel, True))

    def planning(
        self, rows: OrderRepository, orders: OrdersService, contacts: ContactsService
    ) -> PlanningService:
        """Build the planning of deliveries."""
        read = rows, orders, contacts, *self._rows
        return PlanningService(self._unit, *read, self._devices, self._sms_reach, self._channels)

    def deliveries(self, orders: OrdersService, contacts: ContactsService) -> DeliveriesService:
        """Build the service of messages that are due."""
        vault, public_url = self._adapters.vault, self._settings.public_url
        return DeliveriesService(self._unit, orders, contacts, *self._rows, vault, public_url)

    def delivery_log(self, directory: DirectoryService, orders: OrdersService) -> DeliveryLogService:
        """Build the log of deliveries."""
        rows = self._rows[0], self._text_messages, self._troubles
        return DeliveryLogService(self._unit, directory, orders, *rows, self._channels)

    def mail_health(self, contacts: ContactsService) -> MailHealthService:
        """Build the service of how the shop's e-mail stands."""
        return MailHealthService(self._unit, contacts, self._troubles)

    def texts(self, users: UsersRepository, contacts: ContactsService) -> TextsService:
        """Build the service of what messages say."""
        settings, limiter = self._settings, self._adapters.limiter
        shop = self._shop, settings.public_url, settings.currency
        return TextsService(self._unit, self._texts, users, contacts, limiter, *shop, self._channels)

    def messages(self, orders: OrdersService, contacts: ContactsService) -> MessagesService:
        """Build the service of messages in the program."""
        messages = SqlMessageRepository(self._unit.session)
        return MessagesService(self._unit, orders, contacts, *self._rows, messages)

    def preferences(self, users: UsersRepository) -> NotificationPreferencesService:
        """Build the service of what people want to be told."""
        adapters, zone = self._adapters, self._settings.timezone
        return NotificationPreferencesService(
            self._unit,
            users,
            *self._rows[:2],
            self._devices,
            self._text_messages,
            self._sms_reach,
            adapters.limiter,
            adapters.vault,
            zone,
            self._channels,
        )

    def push(self, users: UsersRepository, orders: OrdersService, contacts: ContactsService) -> PushService:
        """Build the service of push messages."""
        rows, adapters = (*self._rows, self._devices), self._adapters
        is_on = bool(self._settings.push_hosts)
        return PushService(self._unit, users, orders, contacts, *rows, adapters.push, adapters.vault, is_on)

    def text_messages(
        self, orders: OrdersService, contacts: ContactsService, phone_contacts: PhoneContactsService
    ) -> TextMessagesService:
        """Build the service of messages by SMS."""
        settings = self._settings
        told = orders, contacts, phone_contacts, *self._rows
        texts = SmsTexts(*told, self._sms_reach, settings.public_url)
        sent = self._rows[0], self._text_messages, texts, self._sms_reach
        return TextMessagesService(self._unit, *sent, self._adapters.sms, settings.callback_url)
