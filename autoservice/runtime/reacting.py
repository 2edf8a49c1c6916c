"""The handlers of reactions: read in a transaction, then send in the lane of their kind."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog

from autoservice.events.base import Event
from autoservice.modules.notifications import kinds
from autoservice.modules.notifications.deliveries import DeliveriesService
from autoservice.modules.notifications.errors import AddressUnknown, MailServerTrouble, PushSubscriptionGone
from autoservice.runtime.lanes import Handler, Lane
from autoservice.runtime.reaction_units import OpenUnit
from autoservice.runtime.sms_sending import SmsSender
from autoservice.shared.access import SYSTEM
from autoservice.shared.batching import Batcher
from autoservice.shared.outbox import KeptWaiting
from autoservice.wiring.adapters import Adapters
from autoservice.wiring.reactions import (
    DevicePush,
    Email,
    EmailDelivery,
    FileDeletion,
    MessageDelivery,
    Plan,
    Push,
    Sms,
    all_reactions,
)

log = structlog.get_logger(__name__)

# A publication is short; many at once only wait for the same database.
PUSHES: Final = 50
PUSH_SECONDS: Final = 5.0
# Less than PUSH_SECONDS: a publication that several attempts share must end before their timeouts.
PUBLISH_SECONDS: Final = 4.0
# As many connections to the mail server, each of which may hang for one recipient alone.
EMAILS: Final = 4
EMAIL_SECONDS: Final = 20.0
# They write, one after another where the database has one lock.
PLANS: Final = 2
PLAN_SECONDS: Final = 10.0
MESSAGES: Final = 2
MESSAGE_SECONDS: Final = 10.0
# A push service that hangs keeps no more of them than this from the others'.
DEVICE_PUSHES: Final = 8
DEVICE_PUSH_SECONDS: Final = 20.0
# As many connections to the SMS provider; an attempt may ask it first, and then send.
SMS: Final = 4
SMS_SECONDS: Final = 30.0
DELETIONS: Final = 4
DELETION_SECONDS: Final = 60.0


PushKey = tuple[Push, Event]


class Reactor:
    """The lanes and their handlers."""

    def __init__(self, view: OpenUnit, transaction: OpenUnit, adapters: Adapters) -> None:
        self._view = view
        self._transaction = transaction
        self._adapters = adapters
        self._pushes: Batcher[PushKey, None] = Batcher(self._publish)

    def lanes(self) -> list[Lane]:
        """Return one lane for each kind of reaction."""
        reactions = all_reactions()
        pushes = {one.name: self._push_handler(one) for one in reactions if isinstance(one, Push)}
        emails = {one.name: self._email_handler(one) for one in reactions if isinstance(one, Email)}
        deletions = {
            one.name: self._deletion_handler(one) for one in reactions if isinstance(one, FileDeletion)
        }
        plans = {one.name: self._plan_handler(one) for one in reactions if isinstance(one, Plan)}
        messages = {one.name: self._deliver_message for one in reactions if isinstance(one, MessageDelivery)}
        emails |= {one.name: self._deliver_email for one in reactions if isinstance(one, EmailDelivery)}
        devices = {one.name: self._push_to_device for one in reactions if isinstance(one, DevicePush)}
        texts = {one.name: self._sms_handler(one) for one in reactions if isinstance(one, Sms)}
        return [
            Lane(pushes, PUSHES, PUSH_SECONDS, at_once=True),
            Lane(plans, PLANS, PLAN_SECONDS, at_once=True),
            Lane(messages, MESSAGES, MESSAGE_SECONDS, at_once=True),
            Lane(emails, EMAILS, EMAIL_SECONDS),
            Lane(texts, SMS, SMS_SECONDS),
            Lane(devices, DEVICE_PUSHES, DEVICE_PUSH_SECONDS),
            Lane(deletions, DELETIONS, DELETION_SECONDS),
        ]

    def _push_handler(self, push: Push) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            await self._pushes.load((push, Event.load(name, payload)))

        return handle

    async def _publish(self, keys: Sequence[PushKey]) -> dict[PushKey, None]:
        """Publish the topics of the events of one moment, such as those of one command, once."""
        async with self._view(SYSTEM) as unit:
            found = [await push.find_topics(unit.services, events) for push, events in _by_push(keys)]
        async with asyncio.timeout(PUBLISH_SECONDS):
            await self._adapters.hub.publish(sorted(set().union(*found)))
        return {}

    def _email_handler(self, email: Email) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            async with self._view(SYSTEM) as unit:
                message = await email.compose(unit.services, Event.load(name, payload))
            # After the transaction: a mail server that is slow must not keep its connection from others.
            if message:
                with suppress(AddressUnknown):
                    await self._hand_over(message)
                    async with self._transaction(SYSTEM) as unit:
                        await unit.services.mail_health.record_accepted(message.to)

        return handle

    async def _hand_over(self, email: kinds.Email) -> None:
        """Send the e-mail; what its failure says of the server or the address is recorded, and raised."""
        try:
            await self._adapters.notifier.send(email)
        except AddressUnknown:
            async with self._transaction(SYSTEM) as unit:
                await unit.services.mail_health.record_unknown(email.to)
            log.warning("address_unknown", kind=type(email.content).__name__)
            raise
        except MailServerTrouble as error:
            async with self._transaction(SYSTEM) as unit:
                await unit.services.mail_health.report_trouble(error.trouble, str(error))
            raise

    def _plan_handler(self, plan: Plan) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            async with self._transaction(SYSTEM) as unit:
                await plan.plan(unit.services, Event.load(name, payload))

        return handle

    async def _deliver_message(self, _name: str, payload: dict[str, Any]) -> None:
        async with self._transaction(SYSTEM) as unit:
            await unit.services.messages.deliver_message(payload["delivery_id"])

    async def _deliver_email(self, _name: str, payload: dict[str, Any]) -> None:
        """Send one planned e-mail; a repetition has the same Message-ID."""
        delivery_id: int = payload["delivery_id"]
        async with self._view(SYSTEM) as unit:
            email = await unit.services.deliveries.compose_email(delivery_id)
        try:
            if email:
                await self._hand_over(email)
        except Exception as error:
            async with self._transaction(SYSTEM) as unit:
                await _record(unit.services.deliveries, delivery_id, error)
            if isinstance(error, AddressUnknown):
                return
            raise
        async with self._transaction(SYSTEM) as unit:
            if email:
                await unit.services.mail_health.record_accepted(email.to)
                await unit.services.deliveries.record_sent(delivery_id, email.message_id)
            else:
                await unit.services.deliveries.drop(delivery_id)

    async def _push_to_device(self, _name: str, payload: dict[str, Any]) -> None:
        """Send one push message to one device; a repetition replaces it there."""
        delivery_id, device_id = payload["delivery_id"], payload["subscription_id"]
        async with self._view(SYSTEM) as unit:
            push = await unit.services.push.compose_push(delivery_id, device_id)
        try:
            if push:
                await self._adapters.push.send(push)
        except PushSubscriptionGone:
            async with self._transaction(SYSTEM) as unit:
                await unit.services.push.end_subscription(device_id)
                await unit.services.push.drop_push(delivery_id)
            return
        except Exception as error:
            async with self._transaction(SYSTEM) as unit:
                await unit.services.push.record_push_failed(delivery_id, f"{type(error).__name__}: {error}")
            raise
        async with self._transaction(SYSTEM) as unit:
            if push:
                await unit.services.push.record_push_sent(delivery_id, device_id)
            else:
                await unit.services.push.drop_push(delivery_id)

    def _sms_handler(self, sms: Sms) -> Handler:
        sender = SmsSender(self._view, self._transaction, self._adapters.sms)

        async def handle(name: str, payload: dict[str, Any]) -> None:
            # Committed before the provider has it: who finds it begun asks the provider first.
            async with self._transaction(SYSTEM) as unit:
                job = await sms.begin(unit.services, Event.load(name, payload))
            if job:
                await sender.send(job)

        return handle

    def _deletion_handler(self, deletion: FileDeletion) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            async with self._view(SYSTEM) as unit:
                keys = await deletion.find_keys(unit.services, Event.load(name, payload))
            for key in keys:
                await self._adapters.storage.delete(key)

        return handle


async def _record(deliveries: DeliveriesService, delivery_id: int, error: Exception) -> None:
    """Record an attempt that failed: the message waits, or has failed for good, or is tried again."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, KeptWaiting):
        await deliveries.record_postponed(delivery_id, said)
    elif isinstance(error, AddressUnknown):
        await deliveries.record_undeliverable(delivery_id, said)
    else:
        await deliveries.record_failed(delivery_id, said)


def _by_push(keys: Sequence[PushKey]) -> Iterator[tuple[Push, list[Event]]]:
    for push in {push for push, _ in keys}:
        yield push, [event for its_push, event in keys if its_push is push]
