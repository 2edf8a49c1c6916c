"""Plans deliveries: what has happened to an order becomes messages to people."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from autoservice.events.notifications import EmailPlanned, MessagePlanned, PushPlanned, SmsPlanned
from autoservice.modules.auth.accounts.contacts import ContactsService, Recipient
from autoservice.modules.notifications.groups import (
    Audience,
    Channel,
    Entry,
    Group,
    Notice,
    delay_of,
    is_on_at_first,
    notices_of,
    recipients_of,
)
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.ports import (
    DeliveryRepository,
    NotificationPreferencesRepository,
    Preferences,
    PushSubscriptionRepository,
)
from autoservice.modules.notifications.quiet_hours import QuietHours
from autoservice.modules.notifications.sms_reach import SmsReach
from autoservice.modules.notifications.texts.shop_words import ShopWords
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# What sends each delivery: a lane for each channel.
PLANNED: Final = {
    Channel.EMAIL: EmailPlanned,
    Channel.IN_APP: MessagePlanned,
    Channel.PUSH: PushPlanned,
    Channel.SMS: SmsPlanned,
}

TO_ADMINISTRATORS: Final = frozenset({Audience.ADMINISTRATORS, Audience.SHOP})


class Telling(NamedTuple):
    """A row of the table with what happened, and who is to be told."""

    entry: Entry
    notice: Notice
    people: set[int]


class People(NamedTuple):
    """The people who may be told, and what they want."""

    recipients: Mapping[int, Recipient]
    preferences: Mapping[int, Preferences]
    quiet_hours: Mapping[int, QuietHours]
    with_devices: Collection[int]
    with_phones: Collection[int]


class PlanningService(Service):
    """Plans deliveries; ``channels`` are those that the shop has."""

    def __init__(
        self,
        unit: Unit,
        rows: OrderRepository,
        orders: OrdersService,
        contacts: ContactsService,
        deliveries: DeliveryRepository,
        preferences: NotificationPreferencesRepository,
        words: ShopWords,
        subscriptions: PushSubscriptionRepository,
        sms_reach: SmsReach,
        channels: Collection[Channel],
    ) -> None:
        super().__init__(unit)
        self._rows = rows
        self._orders = orders
        self._contacts = contacts
        self._deliveries = deliveries
        self._preferences = preferences
        self._words = words
        self._subscriptions = subscriptions
        self._sms_reach = sms_reach
        self._channels = channels

    @requires(Permission.RUN_REACTIONS)
    async def plan_deliveries(self, order_id: int) -> None:
        """Plan what is to be told of the order since the last time; nothing is planned twice."""
        if await self._rows.lock(order_id, self._actor) is None:
            return
        entries = await self._deliveries.take_new_entries(order_id)
        found = [(entry, notice) for entry in entries for notice in notices_of(entry)]
        tellings = await self._tellings(order_id, found) if found else []
        if tellings:
            people = await self._people(set[int]().union(*(telling.people for telling in tellings)))
            await self._plan(order_id, tellings, people)

    async def _tellings(self, order_id: int, news: Collection[tuple[Entry, Notice]]) -> list[Telling]:
        silent = await self._words.find_silent()
        found = [(entry, notice) for entry, notice in news if notice.kind not in silent]
        order = await self._orders.get_order(order_id)
        for_administrators = any(notice.audience in TO_ADMINISTRATORS for _, notice in found)
        administrators = await self._contacts.find_administrators() if for_administrators else set()
        return [_telling(entry, notice, order, administrators) for entry, notice in found]

    async def _people(self, user_ids: Collection[int]) -> People:
        recipients = {one.id: one for one in await self._contacts.find_recipients(user_ids)}
        preferences = await self._preferences.preferences(recipients)
        quiet_hours = await self._preferences.quiet_hours(recipients)
        with_devices = await self._subscriptions.find_people(recipients, self._unit.now)
        has_sms = Channel.SMS in self._channels
        with_phones = await self._sms_reach.find_people(recipients.values()) if has_sms else set[int]()
        return People(recipients, preferences, quiet_hours, with_devices, with_phones)

    async def _plan(self, order_id: int, tellings: Collection[Telling], people: People) -> None:
        waiting = {
            (row.user_id, row.kind, row.channel): row
            for row in await self._deliveries.joinable(order_id, self._unit.now)
        }
        new: list[Delivery] = []
        for entry, notice, user_ids in tellings:
            for recipient in (people.recipients[one] for one in sorted(user_ids & people.recipients.keys())):
                for channel in self._channels_to(recipient, notice.group, people):
                    place = recipient.id, notice.kind.value, channel.value
                    if place in waiting:
                        waiting[place].count += 1
                        continue
                    due_at = self._due_at(notice, channel, people.quiet_hours.get(recipient.id))
                    waiting[place] = self._delivery(order_id, entry, place, due_at)
                    new.append(waiting[place])
        await self._deliveries.add(new)
        for delivery in new:
            self._unit.emit(PLANNED[Channel(delivery.channel)](delivery.id), delivery.due_at)

    def _channels_to(self, recipient: Recipient, group: Group, people: People) -> list[Channel]:
        chosen = people.preferences.get(recipient.id, {})
        return [
            channel
            for channel in self._channels
            if is_wanted(chosen, group, channel) and _reaches(channel, recipient, people)
        ]

    def _due_at(self, notice: Notice, channel: Channel, quiet_hours: QuietHours | None) -> datetime:
        due_at = self._unit.now + delay_of(notice, channel)
        # What is in the program rings no bell in anybody's pocket.
        if notice.urgent or quiet_hours is None or channel is Channel.IN_APP:
            return due_at
        return quiet_hours.next_allowed(due_at)

    def _delivery(
        self, order_id: int, entry: Entry, place: tuple[int, str, str], due_at: datetime
    ) -> Delivery:
        user_id, kind, channel = place
        return Delivery(
            event_id=f"order:{order_id}:{entry.number}",
            user_id=user_id,
            order_id=order_id,
            kind=kind,
            channel=channel,
            created_at=self._unit.now,
            due_at=due_at,
        )


def is_wanted(chosen: Preferences, group: Group, channel: Channel) -> bool:
    """Return whether a person with these preferences wants the group by the channel."""
    return chosen.get((group, channel), is_on_at_first(group, channel))


def _reaches(channel: Channel, recipient: Recipient, people: People) -> bool:
    reaches = {
        Channel.EMAIL: bool(recipient.email) and not recipient.email_fails,
        Channel.IN_APP: True,
        Channel.PUSH: recipient.id in people.with_devices,
        Channel.SMS: recipient.id in people.with_phones,
    }
    return reaches[channel]


def _telling(entry: Entry, notice: Notice, order: OrderView, administrators: Collection[int]) -> Telling:
    return Telling(entry, notice, recipients_of(notice, entry, order, administrators))
