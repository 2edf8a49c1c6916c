"""Facts about notifications: what is to be sent now."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class EmailPlanned(Event, name="email_planned"):
    """An e-mail is to be sent to somebody."""

    delivery_id: int


@dataclass(frozen=True)
class MessagePlanned(Event, name="message_planned"):
    """A message is to appear in somebody's list."""

    delivery_id: int


@dataclass(frozen=True)
class PushPlanned(Event, name="push_planned"):
    """A push message is to go to each device of somebody."""

    delivery_id: int


@dataclass(frozen=True)
class DevicePushPlanned(Event, name="device_push_planned"):
    """A push message is to be sent to one device."""

    delivery_id: int
    subscription_id: int


@dataclass(frozen=True)
class SmsPlanned(Event, name="sms_planned"):
    """A message is to be sent to somebody by SMS."""

    delivery_id: int


@dataclass(frozen=True)
class MessagesChanged(Event, name="messages_changed"):
    """Somebody has a new message, or has read some."""

    user_id: int


@dataclass(frozen=True)
class DeliveriesChanged(Event, name="deliveries_changed"):
    """A delivery has failed for good, or is to be sent again."""


@dataclass(frozen=True)
class TextChanged(Event, name="text_changed"):
    """A kind of message says something else, or is sent, or no longer."""

    text_id: int


@dataclass(frozen=True)
class TextTrialRequested(Event, name="text_trial_requested"):
    """An administrator is to see a kind of message in their own mail, in a language."""

    user_id: int
    text_id: int
    locale: str
