"""Deliveries and channels in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.notifications.groups import Channel, DeliveryState, Kind, MailTrouble
from autoservice.modules.notifications.schemas import ChannelView, DeliveryView, TroubleView
from autoservice.modules.notifications.texts.news import ORDER_NEWS, TRIAL
from autoservice.shared.i18n import N_, format_moment, translate, translate_count, translate_plural
from autoservice.ui.current import Viewer
from autoservice.ui.entities.channel import CHANNELS
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import Tone, ViewModelVar
from autoservice.ui.widgets.data_table import Row

STATES: Final = {
    DeliveryState.WAITING: N_("Waiting"),
    DeliveryState.SENDING: N_("On its way"),
    DeliveryState.SENT: N_("Sent"),
    DeliveryState.DROPPED: N_("Not needed"),
    DeliveryState.DEAD: N_("Failed"),
    DeliveryState.DOUBTFUL: N_("In doubt"),
    DeliveryState.DELIVERED: N_("Delivered"),
}
TONES: Final[dict[DeliveryState, Tone]] = {
    DeliveryState.WAITING: "info",
    DeliveryState.SENDING: "progress",
    DeliveryState.SENT: "success",
    DeliveryState.DROPPED: "neutral",
    DeliveryState.DEAD: "danger",
    DeliveryState.DOUBTFUL: "warning",
    DeliveryState.DELIVERED: "success",
}
# What an operator sets for a channel that the shop has not.
SETTINGS: Final = {
    Channel.EMAIL: "AUTOSERVICE_SMTP_URL",
    Channel.PUSH: "AUTOSERVICE_PUSH_HOSTS",
    Channel.SMS: "AUTOSERVICE_SMS_URL",
}
TROUBLES: Final = {
    MailTrouble.UNREACHABLE: N_("The mail server has not answered since %(since)s. E-mails wait for it."),
    MailTrouble.LOGIN: N_(
        "The mail server has refused the user or the password since %(since)s (AUTOSERVICE_SMTP_URL). "
        "E-mails wait until they are right."
    ),
    MailTrouble.SENDER: N_(
        "The mail server has refused the sender's address since %(since)s (AUTOSERVICE_MAIL_FROM). "
        "E-mails wait until it is taken."
    ),
    MailTrouble.POLICY: N_(
        "The mail server has refused e-mails of this shop since %(since)s. They wait until it takes them."
    ),
}
# As far as messages are counted.
MANY: Final = 1000


@dataclass(frozen=True)
class DeliveryRow(Row):
    """A message as the table shows it; ``name`` says what and to whom."""

    what: str = ""
    recipient: str = ""
    recipient_url: str = ""
    order: str = ""
    order_url: str = ""
    channel: str = ""
    state: str = ""
    tone: Tone = "neutral"
    at: str = ""
    attempts: str = ""
    error: str = ""
    is_dead: bool = False


DeliveryVar = ViewModelVar


@dataclass(frozen=True)
class ChannelViewModel:
    """A channel: what it is called, and what is to be said of it; nothing if it works."""

    name: str = ""
    trouble: str = ""
    is_alarm: bool = False


def delivery_row(delivery: DeliveryView, viewer: Viewer) -> DeliveryRow:
    """Return the message in the viewer's language."""
    locale = viewer.locale
    wording = TRIAL if delivery.kind is Kind.TRIAL else ORDER_NEWS[delivery.kind]
    what = translate(locale, wording.subject)
    recipient = display_name(locale, delivery.recipient_name)
    return DeliveryRow(
        id=str(delivery.id),
        name=f"{what}, {recipient}",
        what=f"{what} ({delivery.count})" if delivery.count > 1 else what,
        recipient=recipient,
        order=delivery.order_number,
        order_url=f"/orders/{delivery.order_id}" if delivery.order_id else "",
        channel=_channel(delivery, locale),
        state=translate(locale, STATES[delivery.state]),
        tone=TONES[delivery.state],
        at=format_moment(locale, delivery.sent_at or delivery.due_at, viewer.zone),
        attempts=str(delivery.attempts) if delivery.attempts else "",
        error=delivery.last_error,
        is_dead=delivery.state in (DeliveryState.DEAD, DeliveryState.DOUBTFUL),
    )


def _channel(delivery: DeliveryView, locale: str) -> str:
    name = translate(locale, CHANNELS[delivery.channel])
    if not delivery.parts:
        return name
    parts = translate_plural(locale, "%(count)d part", "%(count)d parts", delivery.parts)
    return f"{name}, {delivery.number}, {parts}"


def channel_view_model(channel: ChannelView, viewer: Viewer) -> ChannelViewModel:
    """Return the channel in the viewer's language."""
    name = translate(viewer.locale, CHANNELS[channel.channel])
    alarm = _alarm(channel.trouble, viewer) if channel.trouble else ""
    return ChannelViewModel(
        name, " ".join(filter(None, (alarm, _trouble(channel, viewer.locale)))), bool(alarm)
    )


def _alarm(trouble: TroubleView, viewer: Viewer) -> str:
    locale, since = viewer.locale, format_moment(viewer.locale, trouble.since, viewer.zone)
    waiting = translate_count(
        locale,
        "%(count)s e-mail waits.",
        "%(count)s e-mails wait.",
        trouble.kept,
        exact=trouble.kept < MANY,
    )
    answer = translate(locale, N_("Its last answer: %(reason)s"), reason=trouble.last_error)
    return f"{translate(locale, TROUBLES[trouble.trouble], since=since)} {waiting} {answer}"


def _trouble(channel: ChannelView, locale: str) -> str:
    said = []
    if not channel.is_on:
        name = SETTINGS[channel.channel]
        said.append(translate(locale, N_("It is not set up (%(name)s): nothing is sent by it."), name=name))
        if channel.waiting:
            waiting = translate_count(
                locale,
                "%(count)s message waits for it.",
                "%(count)s messages wait for it.",
                channel.waiting,
                exact=channel.waiting < MANY,
            )
            said.append(waiting)
    if channel.dead:
        dead = translate_count(
            locale,
            "%(count)s message has failed.",
            "%(count)s messages have failed.",
            channel.dead,
            exact=channel.dead < MANY,
        )
        said.append(dead)
    return " ".join(said)
