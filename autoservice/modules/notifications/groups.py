"""Who is told of what: one table, event -> recipients -> kind of text."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from autoservice.modules.orders.jobs import awaits_decision
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import FINISHED_ORDERS, UNDO_TIME, HoldReason, OrderStatus
from autoservice.shared.access import Role


class Channel(StrEnum):
    """A way to reach a person."""

    IN_APP = "in_app"
    EMAIL = "email"
    PUSH = "push"
    SMS = "sms"


class DeliveryState(StrEnum):
    """Where a delivery stands: ``DROPPED`` if untrue or switched off since, ``DEAD`` if it has failed.

    ``SENDING`` is on its way to each of the person's devices, and ``SENT`` once one of them has it.
    ``DOUBTFUL`` may have been sent or not: the provider cannot tell. ``DELIVERED`` is on the person's phone.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"
    DOUBTFUL = "doubtful"
    DELIVERED = "delivered"


class TextState(StrEnum):
    """Where a message by SMS stands."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    DOUBTFUL = "doubtful"


class MailTrouble(StrEnum):
    """What keeps all e-mails of the shop from leaving."""

    UNREACHABLE = "unreachable"
    LOGIN = "login"
    SENDER = "sender"
    POLICY = "policy"


class Group(StrEnum):
    """Events that a person switches on or off together, for each channel."""

    READY = "ready"
    DECISIONS = "decisions"
    PROGRESS = "progress"
    WORK = "work"
    SHOP = "shop"
    TALK = "talk"


class Audience(StrEnum):
    """Whom an event of an order concerns."""

    CLIENT = "client"
    MECHANICS = "mechanics"
    # The mechanic whom the event names.
    ASSIGNEE = "assignee"
    ADMINISTRATORS = "administrators"
    # The order's mechanics and all administrators.
    SHOP = "shop"


class Kind(StrEnum):
    """A kind of text."""

    ORDER_PLACED = "order_placed"
    CHECKED_IN = "checked_in"
    ON_HOLD = "on_hold"
    NEEDS_YOU = "needs_you"
    READY = "ready"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    WORK_ASSIGNED = "work_assigned"
    WORK_CANCELLED = "work_cancelled"
    COMMENTS = "comments"
    WORK_COMMENTS = "work_comments"
    PHOTOS = "photos"
    JOBS_ADDED = "jobs_added"
    CLIENT_WROTE = "client_wrote"
    SHOP_WROTE = "shop_wrote"
    WORK_PROPOSED = "work_proposed"
    WORK_CHANGED = "work_changed"
    TRIAL = "trial"


@dataclass(frozen=True)
class Entry:
    """What happened to an order, as its timeline says it."""

    number: int
    kind: str
    actor_id: int | None
    published: bool
    status: str = ""
    mechanic_id: int | None = None
    # Of changed work: whether the client had decided on it as it was.
    decided_before: bool = False


def _any(_entry: Entry) -> bool:
    return True


def _always(_order: OrderView, _person_id: int) -> bool:
    return True


@dataclass(frozen=True)
class Notice:
    """One row of the table.

    ``event`` is the stored name, of a change to ``status`` where it names one, of those that are ``worth`` a
    message. ``still_holds`` is asked when
    the event is read and again before anything is sent. For ``delay``, equal news of an order join into one
    message, and what is undone meanwhile is not told. What is ``urgent`` knows no quiet hours.
    """

    kind: Kind
    event: str
    audience: Audience
    group: Group
    status: OrderStatus | None = None
    delay: timedelta = timedelta()
    urgent: bool = False
    worth: Callable[[Entry], bool] = _any
    still_holds: Callable[[OrderView, int], bool] = _always


# The time in which photos, comments and added services are gathered.
BURST: Final = timedelta(minutes=5)
# Shorter where somebody may wait for an answer.
TALK_BURST: Final = timedelta(minutes=2)
WAITS_FOR_CLIENT: Final = frozenset({HoldReason.APPROVAL, HoldReason.CLIENT})
# A car that is ready by then was not only taken in.
IN_THE_SHOP: Final = frozenset({OrderStatus.CHECKED_IN, OrderStatus.IN_PROGRESS, OrderStatus.ON_HOLD})


def _has_status(status: OrderStatus) -> Callable[[OrderView, int], bool]:
    return lambda order, _person_id: order.status is status


def _is_in_the_shop(order: OrderView, _person_id: int) -> bool:
    return order.status in IN_THE_SHOP


def _waits_for_client(order: OrderView) -> bool:
    reasons = {order.held_reason, *(stage.blocked_reason for stage in order.stages)}
    return not reasons.isdisjoint(WAITS_FOR_CLIENT)


def _needs_client(order: OrderView, _person_id: int) -> bool:
    return order.status is OrderStatus.ON_HOLD and _waits_for_client(order)


def _waits_for_shop(order: OrderView, _person_id: int) -> bool:
    return order.status is OrderStatus.ON_HOLD and not _waits_for_client(order)


def _has_work(order: OrderView, person_id: int) -> bool:
    return person_id in order.mechanic_ids


def _awaits_decision(order: OrderView, _person_id: int) -> bool:
    return order.status not in FINISHED_ORDERS and awaits_decision(order.jobs)


STATUS: Final = "status_changed"
COMMENT: Final = "comment_added"

NOTICES: Final = (
    Notice(Kind.ORDER_PLACED, "order_created", Audience.ADMINISTRATORS, Group.SHOP),
    Notice(
        Kind.CHECKED_IN,
        STATUS,
        Audience.CLIENT,
        Group.PROGRESS,
        OrderStatus.CHECKED_IN,
        UNDO_TIME,
        still_holds=_is_in_the_shop,
    ),
    Notice(
        Kind.ON_HOLD,
        STATUS,
        Audience.CLIENT,
        Group.PROGRESS,
        OrderStatus.ON_HOLD,
        UNDO_TIME,
        still_holds=_waits_for_shop,
    ),
    Notice(
        Kind.NEEDS_YOU,
        STATUS,
        Audience.CLIENT,
        Group.DECISIONS,
        OrderStatus.ON_HOLD,
        UNDO_TIME,
        urgent=True,
        still_holds=_needs_client,
    ),
    Notice(
        Kind.READY,
        STATUS,
        Audience.CLIENT,
        Group.READY,
        OrderStatus.READY,
        UNDO_TIME,
        still_holds=_has_status(OrderStatus.READY),
    ),
    Notice(
        Kind.DELIVERED,
        STATUS,
        Audience.CLIENT,
        Group.PROGRESS,
        OrderStatus.DELIVERED,
        UNDO_TIME,
        still_holds=_has_status(OrderStatus.DELIVERED),
    ),
    Notice(
        Kind.CANCELLED,
        STATUS,
        Audience.CLIENT,
        Group.PROGRESS,
        OrderStatus.CANCELLED,
        still_holds=_has_status(OrderStatus.CANCELLED),
    ),
    Notice(
        Kind.WORK_CANCELLED,
        STATUS,
        Audience.MECHANICS,
        Group.WORK,
        OrderStatus.CANCELLED,
        still_holds=_has_status(OrderStatus.CANCELLED),
    ),
    Notice(
        Kind.WORK_ASSIGNED,
        "mechanic_assigned",
        Audience.ASSIGNEE,
        Group.WORK,
        delay=UNDO_TIME,
        still_holds=_has_work,
    ),
    # Several services at once are one piece of news.
    Notice(Kind.JOBS_ADDED, "job_added", Audience.CLIENT, Group.PROGRESS, delay=BURST),
    Notice(
        Kind.WORK_PROPOSED,
        "work_proposed",
        Audience.CLIENT,
        Group.DECISIONS,
        urgent=True,
        still_holds=_awaits_decision,
    ),
    # What the client has not decided on yet they find on the order's page as it is by then.
    Notice(
        Kind.WORK_CHANGED,
        "work_edited",
        Audience.CLIENT,
        Group.DECISIONS,
        urgent=True,
        worth=lambda entry: entry.decided_before,
        still_holds=_awaits_decision,
    ),
    Notice(Kind.COMMENTS, COMMENT, Audience.CLIENT, Group.PROGRESS, delay=BURST),
    Notice(Kind.WORK_COMMENTS, COMMENT, Audience.MECHANICS, Group.WORK, delay=BURST),
    Notice(Kind.PHOTOS, "photo_added", Audience.CLIENT, Group.PROGRESS, delay=BURST),
    Notice(Kind.CLIENT_WROTE, "client_wrote", Audience.SHOP, Group.TALK, delay=TALK_BURST),
    Notice(Kind.SHOP_WROTE, "shop_wrote", Audience.CLIENT, Group.TALK, delay=TALK_BURST),
)
BY_KIND: Final = {notice.kind: notice for notice in NOTICES}

# Which groups there are for whom.
GROUPS: Final[dict[Role, tuple[Group, ...]]] = {
    Role.CLIENT: (Group.READY, Group.DECISIONS, Group.TALK, Group.PROGRESS),
    Role.MECHANIC: (Group.WORK, Group.TALK),
    Role.ADMINISTRATOR: (Group.SHOP, Group.TALK),
}
# What a person has not switched off by themselves, and what they must switch on.
OFF_AT_FIRST: Final = frozenset(
    {
        (Group.WORK, Channel.EMAIL),
        (Group.SHOP, Channel.EMAIL),
        # Each costs the shop money, and rings in a pocket: only what somebody waits for.
        (Group.PROGRESS, Channel.SMS),
        (Group.WORK, Channel.SMS),
        (Group.SHOP, Channel.SMS),
        (Group.TALK, Channel.SMS),
    }
)


def is_on_at_first(group: Group, channel: Channel) -> bool:
    """Return whether the channel is on for the group until the person says otherwise."""
    return (group, channel) not in OFF_AT_FIRST


def delay_of(notice: Notice, channel: Channel) -> timedelta:
    """Return how long the news wait: in the program only until they can no longer be undone.

    There a burst is gathered by the message itself, as long as it is not read.
    """
    return notice.delay if channel is not Channel.IN_APP or notice.delay <= UNDO_TIME else timedelta()


def path_of(kind: Kind, order_id: int) -> str:
    """Return the path that news of an order lead to."""
    place = "#talk" if BY_KIND[kind].group is Group.TALK else ""
    return f"/orders/{order_id}{place}"


def notices_of(entry: Entry) -> list[Notice]:
    """Return the rows of the table that the entry is about; a client reads only what is published."""
    return [
        notice
        for notice in NOTICES
        if notice.event == entry.kind
        and notice.status in (None, entry.status)
        and notice.worth(entry)
        and (entry.published or notice.audience is not Audience.CLIENT)
    ]


def recipients_of(
    notice: Notice, entry: Entry, order: OrderView, administrators: Collection[int]
) -> set[int]:
    """Return the ids of the people who are to be told: without the one who did it."""
    found = {
        Audience.CLIENT: {order.client_id},
        Audience.MECHANICS: order.mechanic_ids,
        Audience.ASSIGNEE: {entry.mechanic_id or 0},
        Audience.ADMINISTRATORS: set(administrators),
        Audience.SHOP: {*order.mechanic_ids, *administrators},
    }[notice.audience]
    return {one for one in found if one not in (0, entry.actor_id) and notice.still_holds(order, one)}
