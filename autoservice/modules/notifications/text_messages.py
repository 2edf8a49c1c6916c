"""Messages by SMS: begun, settled, and followed by the provider's callbacks.

A message is begun in a transaction of its own before the provider gets it. If its answer is lost, or this
process ends before it was recorded, the next attempt finds that it was begun: it asks the provider first.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from autoservice.events.notifications import DeliveriesChanged
from autoservice.modules.auth.login_names.logins import mask
from autoservice.modules.notifications.deliveries import RETENTION
from autoservice.modules.notifications.errors import UnsignedCallback
from autoservice.modules.notifications.groups import Channel, DeliveryState, TextState
from autoservice.modules.notifications.models import Delivery, TextMessage
from autoservice.modules.notifications.ports import DeliveryRepository
from autoservice.modules.notifications.schemas import RenderedSms
from autoservice.modules.notifications.sms_parts import count_parts
from autoservice.modules.notifications.sms_ports import FAILED, SmsProvider, TextMessageRepository
from autoservice.modules.notifications.sms_reach import SmsReach, read_keyword
from autoservice.modules.notifications.sms_texts import SmsText, SmsTexts
from autoservice.shared.access import Permission
from autoservice.shared.printable import one_line
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

STATUS_PATH: Final = "/api/sms/status"
INBOUND_PATH: Final = "/api/sms/inbound"
# Where the provider cannot tell: an attempt that may have arrived is repeated so often.
REPEATS: Final = 1
# By how much the provider's clock may differ from ours.
CLOCKS_DIFFER: Final = timedelta(minutes=5)
HANDED_OVER: Final = frozenset({"accepted", "scheduled", "queued", "sending", "sent", "delivered"})


@dataclass(frozen=True)
class SmsJob:
    """A message to be handed over. ``in_doubt_since`` is there if the provider may have it already."""

    id: int
    sms: RenderedSms
    in_doubt_since: datetime | None


class TextMessagesService(Service):
    """Hands out messages that are due and records what became of them; ``callback_url`` may be empty."""

    def __init__(
        self,
        unit: Unit,
        deliveries: DeliveryRepository,
        messages: TextMessageRepository,
        texts: SmsTexts,
        reach: SmsReach,
        provider: SmsProvider,
        callback_url: str,
    ) -> None:
        super().__init__(unit)
        self._deliveries = deliveries
        self._messages = messages
        self._texts = texts
        self._reach = reach
        self._provider = provider
        self._callback_url = callback_url

    @requires(Permission.RUN_REACTIONS)
    async def begin_delivery(self, delivery_id: int) -> SmsJob | None:
        """Begin a delivery's message; ``None`` if it is settled, or no longer due, true or switched on."""
        delivery = await self._deliveries.find(delivery_id, locked=True)
        if delivery is None or not delivery.is_waiting or delivery.channel != Channel.SMS:
            return None
        text = await self._texts.of_delivery(delivery)
        if text is None:
            delivery.drop()
            return None
        message = await self._messages.of_delivery(delivery_id)
        if message is None:
            message = self._new(text, delivery_id=delivery_id, user_id=delivery.user_id)
            await self._messages.store(message)
        elif message.state in (TextState.FAILED, TextState.DOUBTFUL):
            # An administrator sends it once more.
            message.reopen(_reference())
        message.number, message.parts = mask(text.to), count_parts(text.text)
        return self._begin(message, text)

    @requires(Permission.RUN_REACTIONS)
    async def begin_phone_confirmation(self, token_id: int) -> SmsJob | None:
        """Begin the code to a number that an account is to have; ``None`` if nobody waits for it."""
        return await self._begin_code(await self._texts.of_phone_confirmation(token_id), token_id)

    @requires(Permission.RUN_REACTIONS)
    async def begin_registration(self, token_id: int) -> SmsJob | None:
        """Begin the code of a registration, or the reminder that there is an account already."""
        return await self._begin_code(await self._texts.of_registration(token_id), token_id)

    @requires(Permission.RUN_REACTIONS)
    async def begin_password_reset(self, token_id: int) -> SmsJob | None:
        """Begin the link to a new password, if a number was named that an account has confirmed."""
        return await self._begin_code(await self._texts.of_password_reset(token_id), token_id)

    async def _begin_code(self, text: SmsText | None, token_id: int) -> SmsJob | None:
        if text is None:
            return None
        message = await self._messages.of_token(token_id)
        if message and text.asked_at and message.created_at < text.asked_at:
            # It was of a token that is gone: SQLite has given its id to this one.
            await self._messages.remove(message)
            message = None
        if message is None:
            message = self._new(text, token_id=token_id, user_id=text.user_id)
            await self._messages.store(message)
        return self._begin(message, text) if message.is_open else None

    def _new(
        self,
        text: SmsText,
        *,
        user_id: int | None,
        delivery_id: int | None = None,
        token_id: int | None = None,
    ) -> TextMessage:
        return TextMessage(
            delivery_id=delivery_id,
            token_id=token_id,
            user_id=user_id,
            parts=count_parts(text.text),
            reference=_reference(),
            created_at=self._unit.now,
        )

    def _begin(self, message: TextMessage, text: SmsText) -> SmsJob:
        in_doubt_since = message.began_at
        if in_doubt_since is None:
            message.begin(self._unit.now)
        callback = f"{self._callback_url}{STATUS_PATH}/{message.reference}" if self._callback_url else ""
        sms = RenderedSms(text.to, text.text, message.reference, callback)
        return SmsJob(message.id, sms, in_doubt_since and in_doubt_since - CLOCKS_DIFFER)

    @requires(Permission.RUN_REACTIONS)
    async def find_unknown(self, provider_ids: Sequence[str]) -> str:
        """Return the first of the provider's ids that no other message has; nothing if there is none."""
        known = await self._messages.known(provider_ids)
        return next((one for one in provider_ids if one not in known), "")

    @requires(Permission.RUN_REACTIONS)
    async def repeat(self, message_id: int) -> bool:
        """Return whether a message in doubt is sent again, where the provider cannot tell: once."""
        message = await self._messages.find(message_id)
        if message is None:
            return False
        if message.repeats < REPEATS:
            message.repeats += 1
            return True
        message.give_up()
        if delivery := await self._waiting(message):
            delivery.doubt("SmsInDoubt")
            self._unit.emit(DeliveriesChanged())
        return False

    @requires(Permission.RUN_REACTIONS)
    async def take_back_repeat(self, message_id: int) -> None:
        """Record that a message in doubt was not sent again after all."""
        if message := await self._messages.find(message_id):
            message.repeats -= 1

    @requires(Permission.RUN_REACTIONS)
    async def record_sent(self, message_id: int, provider_id: str) -> None:
        """Record that the provider has the message."""
        message = await self._messages.find(message_id)
        if message is None:
            return
        message.arrive(provider_id)
        if delivery := await self._waiting(message):
            delivery.succeed(provider_id, self._unit.now)

    @requires(Permission.RUN_REACTIONS)
    async def record_failed(self, message_id: int, error: str, *, in_doubt: bool = False) -> None:
        """Record an attempt that failed; one ``in_doubt`` may have arrived."""
        message = await self._messages.find(message_id)
        if message is None or not message.is_open:
            return
        if not in_doubt:
            message.refuse(for_good=False)
        if delivery := await self._waiting(message):
            delivery.fail(error)
            if delivery.is_dead:
                message.refuse(for_good=True)
                self._unit.emit(DeliveriesChanged())

    @requires(Permission.RUN_REACTIONS)
    async def record_refused(self, message_id: int, error: str, stopped_number: str = "") -> None:
        """Record that the message will never arrive; ``stopped_number`` has answered STOP."""
        if stopped_number:
            await self._reach.stop(stopped_number, self._unit.now)
        message = await self._messages.find(message_id)
        if message is None:
            return
        message.refuse(for_good=True)
        if delivery := await self._waiting(message):
            delivery.attempts += 1
            self._kill(delivery, error)

    @requires(Permission.VISIT)
    async def take_status(self, reference: str, form: Mapping[str, list[str]], signature: str) -> None:
        """Record what the provider says of a message; raises ``UnsignedCallback``.

        Its reports come in any order and more than once; what is on the phone stays there.
        """
        self._check_signature(f"{STATUS_PATH}/{reference}", form, signature)
        message = await self._messages.by_reference(reference)
        status = _first(form, "MessageStatus").lower()
        if message is None or message.state == TextState.DELIVERED:
            return
        delivery = await self._deliveries.find(message.delivery_id or 0, locked=True)
        if status in HANDED_OVER and message.state != TextState.FAILED:
            self._arrive(message, delivery, _first(form, "MessageSid"))
        if status == "delivered":
            message.state = TextState.DELIVERED.value
            self._settle(delivery, DeliveryState.DELIVERED)
        elif status in FAILED:
            message.refuse(for_good=True)
            if delivery and delivery.state in (
                DeliveryState.WAITING,
                DeliveryState.SENT,
                DeliveryState.DOUBTFUL,
            ):
                self._kill(delivery, f"{status} {_first(form, 'ErrorCode')}".strip())

    def _arrive(self, message: TextMessage, delivery: Delivery | None, provider_id: str) -> None:
        message.arrive(provider_id)
        if delivery and delivery.state in (DeliveryState.WAITING, DeliveryState.DOUBTFUL):
            delivery.succeed(provider_id, self._unit.now)

    def _settle(self, delivery: Delivery | None, state: DeliveryState) -> None:
        if delivery and delivery.state in (DeliveryState.SENT, DeliveryState.DEAD):
            delivery.state, delivery.last_error = state.value, ""
            self._unit.emit(DeliveriesChanged())

    def _kill(self, delivery: Delivery, error: str) -> None:
        delivery.die(error)
        self._unit.emit(DeliveriesChanged())

    @requires(Permission.VISIT)
    async def take_answer(self, form: Mapping[str, list[str]], signature: str) -> None:
        """Let STOP keep a number from all but codes, and START undo that; raises ``UnsignedCallback``."""
        self._check_signature(INBOUND_PATH, form, signature)
        number = _first(form, "From")
        stops = read_keyword(_first(form, "OptOutType") or _first(form, "Body"))
        if not number or stops is None:
            return
        if stops:
            await self._reach.stop(number, self._unit.now)
        else:
            await self._reach.resume(number)
        self._unit.audit("sms_stopped" if stops else "sms_resumed", f"phone:{mask(number)}")

    def _check_signature(self, path: str, form: Mapping[str, list[str]], signature: str) -> None:
        # The address that the provider has called is the public one, whatever a proxy has made of it.
        if not self._provider.has_signed(f"{self._callback_url}{path}", form, signature):
            raise UnsignedCallback()

    @requires(Permission.RUN_REACTIONS)
    async def purge(self) -> None:
        """Delete what is known of messages of long ago."""
        await self._messages.purge(self._unit.now - RETENTION)

    async def _waiting(self, message: TextMessage) -> Delivery | None:
        delivery = await self._deliveries.find(message.delivery_id or 0, locked=True)
        return delivery if delivery and delivery.is_waiting else None


def _reference() -> str:
    return secrets.token_hex(16)


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return one_line(next(iter(form.get(name, [])), ""))[:64]
