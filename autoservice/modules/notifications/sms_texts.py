"""What is said by SMS, and to which number."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from autoservice.modules.auth.accounts.contacts import ContactsService, Recipient
from autoservice.modules.auth.accounts.phone_contacts import PhoneContactsService, PhoneProof
from autoservice.modules.notifications.channels.sms import render, write
from autoservice.modules.notifications.groups import Kind, path_of
from autoservice.modules.notifications.kinds import TrialMessage
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.news import find_news
from autoservice.modules.notifications.ports import DeliveryRepository, NotificationPreferencesRepository
from autoservice.modules.notifications.sms_reach import SmsReach
from autoservice.modules.notifications.texts.shop_words import ShopWords
from autoservice.modules.notifications.texts.sms import ALREADY_REGISTERED, CONFIRM_PHONE, RESET_PASSWORD
from autoservice.modules.orders.service import OrdersService


@dataclass(frozen=True)
class SmsText:
    """A text and the number that it goes to; ``user_id`` is there if that is an account's."""

    to: str
    text: str
    user_id: int | None
    # When a code or link was asked for; none of a delivery.
    asked_at: datetime | None = None


class SmsTexts:
    """Writes messages; ``None`` where nobody is to be told."""

    def __init__(
        self,
        orders: OrdersService,
        contacts: ContactsService,
        phone_contacts: PhoneContactsService,
        deliveries: DeliveryRepository,
        preferences: NotificationPreferencesRepository,
        words: ShopWords,
        reach: SmsReach,
        public_url: str,
    ) -> None:
        self._orders = orders
        self._contacts = contacts
        self._phone_contacts = phone_contacts
        self._deliveries = deliveries
        self._preferences = preferences
        self._words = words
        self._reach = reach
        self._public_url = public_url

    async def of_delivery(self, delivery: Delivery) -> SmsText | None:
        """Return the message of a delivery, if it is still due, true and switched on."""
        recipient = next(iter(await self._contacts.find_recipients([delivery.user_id])), None)
        if recipient is None or not await self._reach.find_people([recipient]):
            return None
        text = await self._say(delivery, recipient)
        return SmsText(recipient.phone, text, recipient.id) if text else None

    async def _say(self, delivery: Delivery, recipient: Recipient) -> str:
        if delivery.kind == Kind.TRIAL:
            return render(TrialMessage(""), recipient.locale)
        news = await find_news(
            delivery, self._orders, self._preferences, self._words, self._deliveries, recipient
        )
        if news is None:
            return ""
        link = self._public_url + path_of(news.notice.kind, news.order.id)
        return render(news.content(link, delivery.count, recipient.id), recipient.locale, news.words)

    async def of_phone_confirmation(self, token_id: int) -> SmsText | None:
        """Return the code to a number that an account is to have."""
        proof = await self._phone_contacts.get_phone_confirmation(token_id)
        return self._code(proof) if proof else None

    async def of_registration(self, token_id: int) -> SmsText | None:
        """Return the code of a registration, or the reminder that the number has an account."""
        proof = await self._phone_contacts.get_registration(token_id)
        if proof is None:
            return None
        if not proof.is_taken:
            return self._code(proof)
        text = write(proof.locale, ALREADY_REGISTERED, f"{self._public_url}/sign-in", site=self._site)
        return SmsText(proof.to, text, None, proof.asked_at)

    async def of_password_reset(self, token_id: int) -> SmsText | None:
        """Return the link to a new password."""
        proof = await self._phone_contacts.get_password_reset(token_id)
        if proof is None:
            return None
        link = f"{self._public_url}/password/reset#token={proof.token}"
        text = write(proof.locale, RESET_PASSWORD, link, site=self._site)
        return SmsText(proof.to, text, proof.user_id, proof.asked_at)

    def _code(self, proof: PhoneProof) -> SmsText:
        text = write(proof.locale, CONFIRM_PHONE, code=proof.code, site=self._site)
        return SmsText(proof.to, text, proof.user_id, proof.asked_at)

    @property
    def _site(self) -> str:
        return urlsplit(self._public_url).netloc
