"""The sentence that says what is happening to an order now, in words that need no knowledge of cars."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from autoservice.modules.orders.schemas import OrderView, StageView
from autoservice.modules.orders.workflow import UNDER_WAY, HoldReason, OrderStatus, is_closed
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, localized, translate
from autoservice.shared.spoken_time import format_day, format_since, format_until
from autoservice.ui.current import Viewer
from autoservice.ui.kit.people import display_name, mechanic_name

# What a stage is for whoever waits, by its code: done by somebody with a name, and by the shop.
PHRASES: Final = {
    "intake": (N_("%(name)s is taking the car in"), N_("We are taking the car in")),
    "diagnosis": (N_("%(name)s is examining the car"), N_("We are examining the car")),
    "approval": (
        N_("%(name)s is agreeing the work with the client"),
        N_("The work is being agreed with the client"),
    ),
    "parts": (N_("%(name)s is getting the parts ready"), N_("We are getting the parts ready")),
    "work": (N_("%(name)s is working on “%(job)s”"), N_("We are working on “%(job)s”")),
    "disassembly": (N_("%(name)s is removing the old parts"), N_("We are removing the old parts")),
    "replace": (N_("%(name)s is fitting the new parts"), N_("We are fitting the new parts")),
    "assembly": (
        N_("%(name)s is putting everything back together"),
        N_("We are putting everything back together"),
    ),
    "road_test": (N_("%(name)s is test-driving the car"), N_("We are test-driving the car")),
    "report": (N_("%(name)s is writing up the results"), N_("We are writing up the results")),
    "prep": (N_("%(name)s is preparing the body for painting"), N_("We are preparing the body for painting")),
    "paint": (N_("%(name)s is painting the body"), N_("We are painting the body")),
    "dry": (N_("The paint is drying"), N_("The paint is drying")),
    "polish": (N_("%(name)s is polishing the body"), N_("We are polishing the body")),
    "check": (N_("%(name)s is checking the work"), N_("We are checking the work")),
    "handover": (N_("%(name)s is handing the car over"), N_("We are handing the car over")),
}
ANOTHER_STAGE: Final = (N_("%(name)s is busy with the stage “%(stage)s”"), N_("Now: %(stage)s"))
HOLDS: Final = {
    HoldReason.PARTS: N_("Waiting for parts %(since)s"),
    HoldReason.APPROVAL: N_("Waiting for the client's approval %(since)s"),
    HoldReason.CLIENT: N_("Waiting for the client %(since)s"),
    HoldReason.SUBLET: N_("Part of the work is at another shop %(since)s"),
    HoldReason.BAY: N_("Waiting for a free bay %(since)s"),
}
# What is said to clients in other words.
PHRASES_TO_CLIENT: Final = {
    "approval": (N_("%(name)s is agreeing the work with you"), N_("The work is being agreed with you")),
}
HOLDS_TO_CLIENT: Final = {
    HoldReason.APPROVAL: N_("Waiting for your approval %(since)s"),
    HoldReason.CLIENT: N_("Waiting for you %(since)s"),
}
ENDS: Final = {
    OrderStatus.READY: N_("The car is ready to be collected."),
    OrderStatus.DELIVERED: N_("Everything is done, the car has been collected."),
    OrderStatus.CANCELLED: N_("The order was cancelled."),
}
READY_TO_CLIENT: Final = N_("The car is ready: come and collect it.")
EXPECTED_TO_CLIENT: Final = N_("We expect your car on %(day)s.")
# Of stages that clients do not see by name.
UNSEEN_WORK: Final = N_("We are working on the car.")
UNSEEN_HOLD: Final = N_("The work has paused and will go on.")
UNSEEN_REST: Final = N_("Some work is still to be done.")
NOT_BEGUN: Final = frozenset({OrderStatus.REQUESTED, OrderStatus.SCHEDULED})


def sentence_of_now(order: OrderView, viewer: Viewer) -> str:
    """Return what is happening to the order, a sentence for each stage that is begun or on hold."""
    if held := describe_order_hold(order, viewer):
        return f"{held}."
    under_way = [stage for stage in order.current_stages if stage.state in UNDER_WAY]
    if under_way and order.status is not OrderStatus.CANCELLED:
        return " ".join(f"{_stage_now(order, stage, viewer)}." for stage in under_way)
    if order.status in ENDS:
        to_client = order.status is OrderStatus.READY and not _is_staff(viewer)
        return translate(viewer.locale, READY_TO_CLIENT if to_client else ENDS[order.status])
    if order.unseen_work:
        on_hold = order.status is OrderStatus.ON_HOLD
        return translate(viewer.locale, UNSEEN_HOLD if on_hold else UNSEEN_WORK)
    return _what_comes(order, viewer)


def stage_name(order: OrderView, stage: StageView, locale: str) -> str:
    """Return the stage's name; with its job, if there are several or the stage is just called work."""
    name = localized(locale, stage.name_ru, stage.name_en)
    names_job = len(order.work) > 1 or stage.code == "work"
    job = _job_name(order, stage, locale) if names_job else ""
    return f"{name} ({job})" if job else name


def _is_staff(viewer: Viewer) -> bool:
    return viewer.actor.may(Permission.READ_INTERNAL)


def _stage_now(order: OrderView, stage: StageView, viewer: Viewer) -> str:
    phrase = describe_hold(stage, viewer) if stage.blocked_reason else _activity(order, stage, viewer)
    job = _job_name(order, stage, viewer.locale)
    is_told_apart = len(order.work) < 2 or not job or job in phrase
    return phrase if is_told_apart else f"{phrase} ({job})"


def describe_hold(stage: StageView, viewer: Viewer) -> str:
    """Return what a stage on hold waits for, and until when or since when."""
    assert stage.blocked_reason  # noqa: S101 - the caller has asked
    return _hold(stage.blocked_reason, stage.blocked_since, stage.blocked_until, viewer)


def describe_order_hold(order: OrderView, viewer: Viewer) -> str:
    """Return what an order waits for that somebody put on hold as a whole; empty for any other."""
    if order.status is not OrderStatus.ON_HOLD or order.held_reason is None:
        return ""
    return _hold(order.held_reason, order.held_since, order.held_until, viewer)


def _hold(reason: HoldReason, since: datetime | None, until: date | None, viewer: Viewer) -> str:
    phrases = HOLDS if _is_staff(viewer) else HOLDS | HOLDS_TO_CLIENT
    return translate(viewer.locale, phrases[reason], since=_spoken(since, until, viewer)).rstrip()


def _spoken(since: datetime | None, until: date | None, viewer: Viewer) -> str:
    """Return until when something waits, unless that day has passed, or since when."""
    if until and until >= viewer.now.astimezone(ZoneInfo(viewer.zone)).date():
        return format_until(viewer.locale, until)
    return format_since(viewer.locale, since, viewer.now, viewer.zone) if since else ""


def _activity(order: OrderView, stage: StageView, viewer: Viewer) -> str:
    locale, phrases = viewer.locale, PHRASES if _is_staff(viewer) else PHRASES | PHRASES_TO_CLIENT
    job, name = _job_name(order, stage, locale), localized(locale, stage.name_ru, stage.name_en)
    # A stage of the whole order has no job to name.
    code = stage.code if job or stage.code != "work" else ""
    by_name, by_shop = phrases.get(code, ANOTHER_STAGE)
    mechanic = mechanic_name(locale, stage.mechanic_id, stage.mechanic_name)
    return translate(locale, by_name if mechanic else by_shop, name=mechanic, job=job, stage=name)


def _job_name(order: OrderView, stage: StageView, locale: str) -> str:
    job = next((job for job in order.jobs if job.id == stage.job_id), None)
    return localized(locale, job.name_ru, job.name_en) if job else ""


def _what_comes(order: OrderView, viewer: Viewer) -> str:
    """Return what comes next, or that nothing has begun yet."""
    locale, due = viewer.locale, order.current_stages
    if order.status not in NOT_BEGUN or any(is_closed(stage) for stage in order.stages):
        names = ", ".join(stage_name(order, stage, locale) for stage in due)
        return translate(locale, N_("Next: %(stages)s.") if names else UNSEEN_REST, stages=names)
    if order.scheduled_on:
        day = format_day(locale, order.scheduled_on)
        expected = N_("The car is expected on %(day)s.") if _is_staff(viewer) else EXPECTED_TO_CLIENT
        return translate(locale, expected, day=day)
    mechanic = next((stage.mechanic_name for stage in due if stage.mechanic_id), None)
    if mechanic is not None:
        name = display_name(locale, mechanic)
        return translate(locale, N_("%(name)s will do the work; it has not begun yet."), name=name)
    if _is_staff(viewer):
        return translate(locale, N_("No mechanic is assigned yet."))
    return translate(locale, N_("We have your order and will soon assign a mechanic."))
