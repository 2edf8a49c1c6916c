"""What follows each event: one page tells all that happens after a fact.

A reaction only reads, in a transaction. What it returns is handed over after that, in the lane
of its kind: topics to the hub, e-mails to whatever carries them, keys to the storage whose files go.
Plans are the exception: they write who is to be told what, and each message is a delivery of its own.
Outbox rows hold a reaction's ``name``; a name that was stored once stays understood for as long as a
row may hold it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autoservice.events import (
    accounts,
    base,
    catalog,
    notifications,
    orders,
    progress,
    repair_templates,
    shop,
    vehicles,
)
from autoservice.modules.notifications import kinds
from autoservice.modules.notifications.text_messages import SmsJob
from autoservice.modules.notifications.topics import (
    ACCESS,
    CATALOG,
    DASHBOARD,
    DELIVERIES,
    ORDERS,
    PEOPLE,
    STOCK,
    TEXTS,
    VEHICLES,
    client_topic,
    mechanic_topic,
    messages_topic,
    talk_topic,
    template_topic,
)
from autoservice.wiring.services import Services


@dataclass(frozen=True)
class Push:
    """Open pages read again: ``find_topics`` says which; it gets the events of one moment together.

    One that ``says_all`` has the same topics for each event: a transaction enqueues it once.
    """

    name: str
    find_topics: Callable[[Services, Sequence[Any]], Awaitable[set[str]]]
    says_all: bool = False


@dataclass(frozen=True)
class Email:
    """Somebody gets an e-mail, if ``compose`` finds one to be due."""

    name: str
    compose: Callable[[Services, Any], Awaitable[kinds.Email | None]]


@dataclass(frozen=True)
class FileDeletion:
    """Stored files are deleted; ``find_keys`` says which."""

    name: str
    find_keys: Callable[[Services, Any], Awaitable[list[str]]]


@dataclass(frozen=True)
class Plan:
    """Messages to people are planned by ``plan``, which writes them."""

    name: str
    plan: Callable[[Services, Any], Awaitable[None]]


@dataclass(frozen=True)
class EmailDelivery:
    """The planned e-mail that the event names is sent, and what became of it is recorded."""

    name: str


@dataclass(frozen=True)
class MessageDelivery:
    """The planned message that the event names appears in its person's list."""

    name: str


@dataclass(frozen=True)
class DevicePush:
    """The push message that the event names is sent to one device, and what became of it is recorded."""

    name: str


@dataclass(frozen=True)
class Sms:
    """A message is sent by SMS, if ``begin`` finds one to be due, and what became of it is recorded."""

    name: str
    begin: Callable[[Services, Any], Awaitable[SmsJob | None]]


Reaction = Push | Email | FileDeletion | Plan | EmailDelivery | MessageDelivery | DevicePush | Sms


async def _order_topics(services: Services, changes: Sequence[orders.OrderEvent]) -> set[str]:
    former = {mechanic for change in changes for mechanic in getattr(change, "previous_ids", ())}
    orders_changed = {change.order_id for change in changes}
    return {DASHBOARD} | await services.notifications.find_order_topics(orders_changed, former)


async def _access_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {ACCESS}


async def _catalog_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {CATALOG}


async def _template_topics(_services: Services, changes: Sequence[Any]) -> set[str]:
    return {template_topic(change.template_id) for change in changes}


async def _message_topics(_services: Services, changes: Sequence[Any]) -> set[str]:
    return {messages_topic(change.user_id) for change in changes}


async def _talk_topics(services: Services, changes: Sequence[Any]) -> set[str]:
    topics = {talk_topic(change.order_id) for change in changes}
    readers = {change.user_id for change in changes if isinstance(change, progress.TalkSeen)}
    if readers:
        # Their lists of orders have the number of unread messages.
        topics |= {client_topic(one) for one in readers} | {mechanic_topic(one) for one in readers}
        if readers & await services.contacts.find_administrators():
            topics.add(ORDERS)
    return topics


async def _people_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {PEOPLE, DASHBOARD}


async def _stock_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {STOCK, DASHBOARD}


async def _delivery_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {DELIVERIES}


async def _text_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {TEXTS}


async def _vehicle_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    return {VEHICLES}


async def _merged_topics(_services: Services, changes: Sequence[accounts.ClientsMerged]) -> set[str]:
    clients = {client_topic(one) for change in changes for one in (change.user_id, change.merged_id)}
    return {ORDERS, VEHICLES, *clients}


async def _opening_hours_topics(_services: Services, _changes: Sequence[base.Event]) -> set[str]:
    # Guests read them beside the services, and by them orders will be done.
    return {CATALOG, ORDERS, DASHBOARD}


PUSH_MESSAGES_CHANGED: Final = Push("push_messages_changed", _message_topics)
PUSH_ORDER_CHANGED: Final = Push("push_order_changed", _order_topics)
PUSH_TALK_CHANGED: Final = Push("push_talk_changed", _talk_topics)
PUSH_ACCESS_CHANGED: Final = Push("push_access_changed", _access_topics)
PUSH_CATALOG_CHANGED: Final = Push("push_catalog_changed", _catalog_topics, says_all=True)
PUSH_TEMPLATE_CHANGED: Final = Push("push_template_changed", _template_topics)
PUSH_PEOPLE_CHANGED: Final = Push("push_people_changed", _people_topics)
PUSH_DELIVERIES_CHANGED: Final = Push("push_deliveries_changed", _delivery_topics, says_all=True)
PUSH_TEXTS_CHANGED: Final = Push("push_texts_changed", _text_topics, says_all=True)
PUSH_STOCK_CHANGED: Final = Push("push_stock_changed", _stock_topics, says_all=True)
PUSH_CLIENTS_MERGED: Final = Push("push_clients_merged", _merged_topics)
PUSH_OPENING_HOURS_CHANGED: Final = Push("push_opening_hours_changed", _opening_hours_topics)
PUSH_VEHICLES_CHANGED: Final = Push("push_vehicles_changed", _vehicle_topics)

SEND_REGISTRATION: Final = Email(
    "send_registration", lambda services, event: services.account_emails.compose_registration(event.token_id)
)
SEND_PASSWORD_RESET: Final = Email(
    "send_password_reset",
    lambda services, event: services.account_emails.compose_password_reset(event.token_id),
)
SEND_PASSWORD_CHANGED: Final = Email(
    "send_password_changed",
    lambda services, event: services.account_emails.compose_password_changed(event.user_id),
)
SEND_EMAIL_CHANGE: Final = Email(
    "send_email_change", lambda services, event: services.account_emails.compose_email_change(event.token_id)
)
SEND_EMAIL_CHANGED: Final = Email(
    "send_email_changed",
    lambda services, event: services.account_emails.compose_email_changed(event.token_id),
)
SEND_SECOND_FACTOR_CHANGED: Final = Email(
    "send_second_factor_changed",
    lambda services, event: services.account_emails.compose_second_factor_changed(event.user_id),
)
SEND_INVITATION: Final = Email(
    "send_invitation", lambda services, event: services.account_emails.compose_invitation(event.token_id)
)
SEND_CLAIM_GRANTED: Final = Email(
    "send_claim_granted",
    lambda services, event: services.account_emails.compose_claim_answer(event.user_id, granted=True),
)
SEND_CLAIM_REFUSED: Final = Email(
    "send_claim_refused",
    lambda services, event: services.account_emails.compose_claim_answer(event.user_id, granted=False),
)
SEND_FAREWELL: Final = Email(
    "send_farewell", lambda services, event: services.account_emails.compose_farewell(event.token_id)
)
PLAN_DELIVERIES: Final = Plan(
    "plan_deliveries", lambda services, event: services.planning.plan_deliveries(event.order_id)
)
SPREAD_PUSH: Final = Plan("spread_push", lambda services, event: services.push.spread_push(event.delivery_id))
PUSH_TO_DEVICE: Final = DevicePush("push_to_device")
DELIVER_SMS: Final = Sms(
    "deliver_sms", lambda services, event: services.text_messages.begin_delivery(event.delivery_id)
)
SEND_PHONE_CONFIRMATION: Final = Sms(
    "send_phone_confirmation",
    lambda services, event: services.text_messages.begin_phone_confirmation(event.token_id),
)
SEND_REGISTRATION_SMS: Final = Sms(
    "send_registration_sms", lambda services, event: services.text_messages.begin_registration(event.token_id)
)
SEND_PASSWORD_RESET_SMS: Final = Sms(
    "send_password_reset_sms",
    lambda services, event: services.text_messages.begin_password_reset(event.token_id),
)
DELIVER_EMAIL: Final = EmailDelivery("deliver_email")
DELIVER_MESSAGE: Final = MessageDelivery("deliver_message")
SEND_TEXT_TRIAL: Final = Email(
    "send_text_trial",
    lambda services, event: services.texts.compose_trial(event.user_id, event.text_id, event.locale),
)
DELETE_PHOTO_FILES: Final = FileDeletion(
    "delete_photo_files",
    lambda services, event: services.withdrawal.find_withdrawn_files(event.attachment_id),
)

REACTIONS: Final[dict[type[base.Event], tuple[Reaction, ...]]] = {
    accounts.UserRoleChanged: (PUSH_ACCESS_CHANGED,),
    accounts.SessionsRevoked: (PUSH_ACCESS_CHANGED,),
    accounts.RegistrationRequested: (SEND_REGISTRATION, SEND_REGISTRATION_SMS),
    accounts.PasswordResetRequested: (SEND_PASSWORD_RESET, SEND_PASSWORD_RESET_SMS),
    accounts.PasswordChanged: (SEND_PASSWORD_CHANGED,),
    accounts.PhoneConfirmationRequested: (SEND_PHONE_CONFIRMATION,),
    accounts.EmailChangeRequested: (SEND_EMAIL_CHANGE,),
    accounts.EmailChanged: (SEND_EMAIL_CHANGED,),
    accounts.SecondFactorChanged: (SEND_SECOND_FACTOR_CHANGED,),
    accounts.InvitationSent: (SEND_INVITATION,),
    accounts.ClientsMerged: (PUSH_CLIENTS_MERGED,),
    accounts.ClaimGranted: (SEND_CLAIM_GRANTED,),
    accounts.ClaimRefused: (SEND_CLAIM_REFUSED,),
    accounts.ProfileDeleted: (SEND_FAREWELL,),
    orders.TrackingLinkRevoked: (PUSH_ACCESS_CHANGED,),
    progress.StageAttachmentWithdrawn: (DELETE_PHOTO_FILES,),
    progress.RequestPhotoWithdrawn: (DELETE_PHOTO_FILES,),
    progress.WorkPhotoWithdrawn: (DELETE_PHOTO_FILES,),
    # Whom each of them concerns: ``notifications/groups.py``.
    orders.OrderCreated: (PLAN_DELIVERIES,),
    orders.JobAdded: (PLAN_DELIVERIES,),
    orders.OrderStatusChanged: (PLAN_DELIVERIES,),
    orders.MechanicAssigned: (PLAN_DELIVERIES,),
    orders.WorkProposed: (PLAN_DELIVERIES,),
    orders.WorkEdited: (PLAN_DELIVERIES,),
    progress.StageCommentAdded: (PLAN_DELIVERIES,),
    progress.StageAttachmentUploaded: (PLAN_DELIVERIES,),
    progress.ClientWrote: (PLAN_DELIVERIES,),
    progress.ShopWrote: (PLAN_DELIVERIES,),
    progress.TalkEvent: (PUSH_TALK_CHANGED,),
    progress.TalkSeen: (PUSH_TALK_CHANGED,),
    notifications.EmailPlanned: (DELIVER_EMAIL,),
    notifications.MessagePlanned: (DELIVER_MESSAGE,),
    notifications.SmsPlanned: (DELIVER_SMS,),
    notifications.PushPlanned: (SPREAD_PUSH,),
    notifications.DevicePushPlanned: (PUSH_TO_DEVICE,),
    notifications.MessagesChanged: (PUSH_MESSAGES_CHANGED,),
    notifications.DeliveriesChanged: (PUSH_DELIVERIES_CHANGED,),
    notifications.TextChanged: (PUSH_TEXTS_CHANGED,),
    notifications.TextTrialRequested: (SEND_TEXT_TRIAL,),
    # Families: whatever happens to the services and their categories, to parts and consumables, to a count of
    # the stock, to how an account is listed, to an order or to one of its stages.
    catalog.CatalogEvent: (PUSH_CATALOG_CHANGED,),
    repair_templates.RepairTemplateEvent: (PUSH_TEMPLATE_CHANGED,),
    repair_templates.RepairTemplateDraftChanged: (PUSH_TEMPLATE_CHANGED,),
    accounts.AccountEvent: (PUSH_PEOPLE_CHANGED,),
    catalog.ItemEvent: (PUSH_STOCK_CHANGED,),
    catalog.CountEvent: (PUSH_STOCK_CHANGED,),
    orders.OrderEvent: (PUSH_ORDER_CHANGED,),
    orders.OrderClientChanged: (PUSH_ORDER_CHANGED,),
    vehicles.VehicleEvent: (PUSH_VEHICLES_CHANGED,),
    shop.OpeningHoursChanged: (PUSH_OPENING_HOURS_CHANGED,),
}

# Nothing enqueues them any more, but rows of earlier versions may hold their names.
FORMER_REACTIONS: Final = (
    Plan("send_work_proposed", PLAN_DELIVERIES.plan),
    Plan("send_work_edited", PLAN_DELIVERIES.plan),
)


def reactions_to(event: base.Event) -> list[Reaction]:
    """Return what follows an event: the reactions to its kind, and to the families of it."""
    return [reaction for kind in type(event).__mro__ for reaction in REACTIONS.get(kind, ())]


def all_reactions() -> set[Reaction]:
    """Each reaction that follows anything, or did."""
    return {reaction for reactions in (*REACTIONS.values(), FORMER_REACTIONS) for reaction in reactions}
