"""What people want to be told, by which channel, and when not."""

from collections.abc import Collection
from datetime import time
from typing import Any, Final
from uuid import uuid4

from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import limit_trial_messages
from autoservice.modules.auth.credentials.ports import AttemptLimiter, Vault
from autoservice.modules.auth.models import User
from autoservice.modules.notifications.errors import UnknownSubscription
from autoservice.modules.notifications.groups import GROUPS, Channel, Group, Kind
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.planning import PLANNED, is_wanted
from autoservice.modules.notifications.ports import (
    DeliveryRepository,
    NotificationPreferencesRepository,
    PushSubscriptionRepository,
)
from autoservice.modules.notifications.quiet_hours import QuietHours
from autoservice.modules.notifications.schemas import NotificationsChange, NotificationsView, QuietTimes
from autoservice.modules.notifications.sms_ports import TextMessageRepository
from autoservice.modules.notifications.sms_reach import SmsReach
from autoservice.modules.notifications.unsubscribing import read_token
from autoservice.shared.access import Permission, Role
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

CHANGED: Final = "notifications_changed"


class NotificationPreferencesService(Service):
    """The preferences of the actor's account, and of whoever holds the link of one of its e-mails."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        deliveries: DeliveryRepository,
        preferences: NotificationPreferencesRepository,
        subscriptions: PushSubscriptionRepository,
        texts: TextMessageRepository,
        sms_reach: SmsReach,
        limiter: AttemptLimiter,
        vault: Vault,
        shop_zone: str,
        channels: Collection[Channel],
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._preferences = preferences
        self._deliveries = deliveries
        self._subscriptions = subscriptions
        self._texts = texts
        self._sms_reach = sms_reach
        self._limiter = limiter
        self._vault = vault
        self._shop_zone = shop_zone
        self._channels = channels

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def get_notifications(self) -> NotificationsView:
        """Return what the actor is told, and when not."""
        user = await self._users.get(self._actor.user_id)
        chosen = (await self._preferences.preferences([user.id])).get(user.id, {})
        hours = (await self._preferences.quiet_hours([user.id])).get(user.id)
        return NotificationsView(
            groups={
                group: {channel: is_wanted(chosen, group, channel) for channel in Channel}
                for group in GROUPS[Role(user.role)]
            },
            quiet_hours=_times(hours) if hours else None,
            zone=hours.zone if hours else self._shop_zone,
            has_email=bool(user.email),
            has_push=Channel.PUSH in self._channels,
            has_sms=Channel.SMS in self._channels,
            has_phone=bool(user.confirmed_phone),
            sms_stopped=await self._sms_reach.is_stopped(user.confirmed_phone),
        )

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def set_notifications(self, change: NotificationsChange) -> NotificationsView:
        """Set what the actor is told, and when not; groups that are not named stay as they are."""
        user = await self._own_account()
        chosen = {
            (group, channel): enabled
            for group, channels in change.groups.items()
            for channel, enabled in channels.items()
        }
        await self._preferences.choose(user.id, chosen)
        await self._preferences.set_quiet_hours(user.id, _hours(change.quiet_hours))
        switches = {f"{group}_{channel}": enabled for (group, channel), enabled in chosen.items()}
        self._unit.audit(CHANGED, f"user:{user.id}", after=switches or None)
        return await self.get_notifications()

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def check_trial(self) -> None:
        """Count a test message of the actor; raises ``TooManyAttempts``."""
        await limit_trial_messages(self._limiter, self._actor.user_id)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def send_trial(self) -> None:
        """Send the actor a test message by each channel that leads to them."""
        user, event_id = await self._own_account(), f"trial:{uuid4().hex}"
        devices = await self._subscriptions.usable(user.id, self._unit.now)
        takes_sms = user.confirmed_phone and not await self._sms_reach.is_stopped(user.confirmed_phone)
        leads = {
            Channel.IN_APP: True,
            Channel.EMAIL: bool(user.email),
            Channel.PUSH: bool(devices),
            Channel.SMS: bool(takes_sms),
        }
        trials = [self._trial(user.id, event_id, channel) for channel in self._channels if leads[channel]]
        await self._deliveries.add(trials)
        for trial in trials:
            self._unit.emit(PLANNED[Channel(trial.channel)](trial.id))
        self._unit.audit("trial_message_sent", f"user:{user.id}")

    def _trial(self, user_id: int, event_id: str, channel: Channel) -> Delivery:
        return Delivery(
            event_id=event_id,
            user_id=user_id,
            kind=Kind.TRIAL.value,
            channel=channel.value,
            created_at=self._unit.now,
            due_at=self._unit.now,
        )

    @requires(Permission.VISIT)
    async def unsubscribe(self, token: str) -> Group:
        """Switch the e-mails of one group off for the person of the link, and return the group.

        Nothing but the token is asked for. Raises ``UnknownSubscription``.
        """
        found = read_token(self._vault, token)
        if found is None or not await self._users.lock_against_erasure(found[0]):
            raise UnknownSubscription()
        user_id, group = found
        await self._preferences.choose(user_id, {(group, Channel.EMAIL): False})
        self._unit.audit("unsubscribed", f"user:{user_id}", after={"group": group.value})
        return group

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_notifications(self) -> dict[str, Any]:
        """Return what the actor has chosen and what was sent to them, ready for JSON."""
        sent = [
            row.model_dump(mode="json", exclude={"user_id", "event_id", "last_error"})
            for row in await self._deliveries.of(self._actor.user_id)
        ]
        devices = [
            row.model_dump(mode="json", include={"endpoint", "created_at"})
            for row in await self._subscriptions.of(self._actor.user_id)
        ]
        chosen = (await self.get_notifications()).model_dump(mode="json")
        return {**chosen, "deliveries": sent, "push_devices": devices}

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_notifications(self) -> None:
        """Delete what the actor has chosen, their devices, and what was sent; what waits is never sent."""
        await self._subscriptions.delete_of(self._actor.user_id)
        await self._preferences.delete_of(self._actor.user_id)
        await self._texts.delete_of(self._actor.user_id)
        await self._deliveries.delete_of(self._actor.user_id)

    async def _own_account(self) -> User:
        """Return the account, which stays until the transaction ends."""
        if not await self._users.lock_against_erasure(self._actor.user_id):
            raise Unauthenticated()
        return await self._users.get(self._actor.user_id)


def _times(hours: QuietHours) -> QuietTimes:
    start, end = (at.isoformat("minutes") for at in (hours.start, hours.end))
    return QuietTimes(start=start, end=end, zone=hours.zone)


def _hours(times: QuietTimes | None) -> QuietHours | None:
    if times is None:
        return None
    return QuietHours(time.fromisoformat(times.start), time.fromisoformat(times.end), times.zone)
