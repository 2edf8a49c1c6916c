"""When an order will be done, in words: what was promised, and what is probable."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from autoservice.modules.orders.promises.rules import PromiseReason
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.status import NOTHING_LEFT, OrderAction
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, format_moment, translate
from autoservice.ui.current import Viewer

# Nobody knows it by the minute: an estimate is rounded up, to a step that grows with how far away it is.
STEPS: Final = ((timedelta(hours=4), 15), (timedelta(days=1), 30))
LONGEST_STEP: Final = 60
# Further away it is a day, without a time.
TIME_IS_TOLD: Final = timedelta(days=3)
REASONS: Final = {
    PromiseReason.PARTS: N_("the parts are awaited"),
    PromiseReason.APPROVAL: N_("the client's approval is awaited"),
    PromiseReason.CLIENT: N_("the client is awaited"),
    PromiseReason.SUBLET: N_("part of the work is done at another shop"),
    PromiseReason.BAY: N_("no bay is free"),
    PromiseReason.LONGER: N_("the work takes longer"),
}
REASONS_TO_CLIENT: Final = {
    PromiseReason.APPROVAL: N_("we are waiting for your approval"),
    PromiseReason.CLIENT: N_("we are waiting for you"),
}


@dataclass(frozen=True)
class CompletionViewModel:
    """What was ``promised``, why it is late or was put off, and the ``estimate``; each empty where unknown.

    ``line`` is the most important of them for a list, and ``is_late`` marks the order there. For whoever
    may promise: ``at`` is what was promised, as a form has it, and ``version`` the order's.
    """

    promised: str = ""
    delay: str = ""
    estimate: str = ""
    line: str = ""
    is_late: bool = False
    can_promise: bool = False
    at: str = ""
    version: str = ""


NOT_KNOWN: Final = CompletionViewModel()


def completion_view_model(order: OrderView, viewer: Viewer) -> CompletionViewModel:
    """Return when the order will be done, in the viewer's language; nothing once it is."""
    if order.status in NOTHING_LEFT:
        return NOT_KNOWN
    promised, delay, estimate = _promised(order, viewer), _delay(order, viewer), _estimate(order, viewer)
    return CompletionViewModel(
        promised=promised,
        delay=delay,
        estimate=estimate,
        line=f"{promised}. {delay}" if promised and delay else promised or estimate,
        is_late=bool(promised and order.slip_reason),
        can_promise=OrderAction.PROMISE in order.actions,
        at=order.promised_local.isoformat(timespec="minutes") if order.promised_local else "",
        version=str(order.version),
    )


def reason_text(reason: PromiseReason, viewer: Viewer) -> str:
    """Return why an order is late, as the end of a sentence."""
    is_staff = viewer.actor.may(Permission.READ_INTERNAL)
    texts = REASONS if is_staff else REASONS | REASONS_TO_CLIENT
    return translate(viewer.locale, texts[reason])


def _promised(order: OrderView, viewer: Viewer) -> str:
    if order.promised_at is None:
        return ""
    moment = format_moment(viewer.locale, order.promised_at, order.promised_zone)
    return translate(viewer.locale, N_("Promised by %(moment)s"), moment=moment)


def _delay(order: OrderView, viewer: Viewer) -> str:
    if order.slip_reason:
        reason = reason_text(order.slip_reason, viewer)
        return translate(viewer.locale, N_("It will be later than promised: %(reason)s."), reason=reason)
    if order.promise_reason:
        reason = reason_text(order.promise_reason, viewer)
        return translate(viewer.locale, N_("The time was put off: %(reason)s."), reason=reason)
    return ""


def _estimate(order: OrderView, viewer: Viewer) -> str:
    if order.eta is None:
        unknown = N_("When it will be ready is not known while the work is on hold.")
        return translate(viewer.locale, unknown) if order.status is OrderStatus.ON_HOLD else ""
    # What should be done by now will be in a while.
    eta, locale, zone = max(order.eta, viewer.now), viewer.locale, ZoneInfo(viewer.zone)
    local = _rounded(eta.astimezone(zone), eta - viewer.now)
    days = (local.date() - viewer.now.astimezone(zone).date()).days
    if days > TIME_IS_TOLD.days:
        day = format_date(local, "d MMMM" if locale == "ru" else "MMMM d", locale=locale)
        return translate(locale, N_("Probably ready around %(day)s"), day=day)
    time = format_time(local, "HH:mm", locale=locale)
    if days == 0:
        return translate(locale, N_("Probably ready today at about %(time)s"), time=time)
    if days == 1:
        return translate(locale, N_("Probably ready tomorrow at about %(time)s"), time=time)
    moment = format_moment(locale, local, viewer.zone)
    return translate(locale, N_("Probably ready at about %(moment)s"), moment=moment)


def _rounded(local: datetime, away: timedelta) -> datetime:
    step = next((step for most, step in STEPS if away < most), LONGEST_STEP)
    over = timedelta(minutes=local.minute % step, seconds=local.second, microseconds=local.microsecond)
    return local + timedelta(minutes=step) - over if over else local
