"""Extra work in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.orders.approvals.rules import DecidedHow, JobAction, Urgency
from autoservice.modules.orders.jobs import JobKind, JobState, full_price
from autoservice.modules.orders.schemas import JobView, OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, format_moment, format_money, localized, translate
from autoservice.shared.spoken_time import format_duration
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

URGENCIES: Final = {
    Urgency.NOW: N_("Should be done now"),
    Urgency.SOON: N_("Should be done soon"),
    Urgency.LATER: N_("Can be done later"),
}
# How work stands, as its client reads it and as the shop does; a decision by the way it was made.
TO_CLIENT: Final = {
    (JobState.PROPOSED, None): N_("Waits for your decision"),
    (JobState.APPROVED, DecidedHow.ACCOUNT): N_("You approved this on %(at)s"),
    (JobState.APPROVED, DecidedHow.SHOP): N_("Approved on %(at)s, as you told the shop"),
    (JobState.DECLINED, DecidedHow.ACCOUNT): N_("You declined this on %(at)s; recommended for later"),
    (JobState.DECLINED, DecidedHow.SHOP): N_(
        "Declined on %(at)s, as you told the shop; recommended for later"
    ),
}
TO_SHOP: Final = {
    (JobState.PROPOSED, None): N_("Waits for the client's decision"),
    (JobState.APPROVED, DecidedHow.ACCOUNT): N_("The client approved this on %(at)s"),
    (JobState.APPROVED, DecidedHow.SHOP): N_("Approved on %(at)s in the client's name"),
    (JobState.APPROVED, DecidedHow.LINK): N_("Approved on %(at)s by a tracking link"),
    (JobState.DECLINED, DecidedHow.ACCOUNT): N_("The client declined this on %(at)s"),
    (JobState.DECLINED, DecidedHow.SHOP): N_("Declined on %(at)s in the client's name"),
    (JobState.DECLINED, DecidedHow.LINK): N_("Declined on %(at)s by a tracking link"),
    (JobState.WITHDRAWN, None): N_("Withdrawn"),
}
# Waiting work stands first, then what is done, then what is not.
SEQUENCE: Final = (JobState.PROPOSED, JobState.APPROVED, JobState.DECLINED, JobState.WITHDRAWN)


@dataclass(frozen=True)
class ExtraWorkViewModel:
    """One extra work, ready to be shown; ``standing`` says in a sentence what was decided and when.

    ``version`` and ``price_minor``, which includes its parts, are what a decision names; ``total_after`` is
    the order's sum with it, which a decision names as ``total_minor``.
    """

    id: str
    name: str
    description: str
    price: str
    price_minor: int
    version: int
    urgency: str
    urgency_label: str
    duration: str
    state: str
    standing: str
    total_after: str
    total_minor: str
    can_approve: bool
    can_decline: bool
    can_edit: bool


@dataclass(frozen=True)
class ExtraWorkSummary:
    """The extra work of an order; ``total`` is what is approved, ``total_with_all`` includes what waits."""

    waits: bool = False
    can_propose: bool = False
    total: str = ""
    total_with_all: str = ""


ExtraWorkVar = ViewModelVar


def extra_work_view_models(order: OrderView, viewer: Viewer) -> list[ExtraWorkViewModel]:
    """Return the extra work of the order, what waits for a decision first."""
    extra = [job for job in order.jobs if job.kind is JobKind.EXTRA_WORK]
    return [
        _view_model(order, job, viewer) for job in sorted(extra, key=lambda job: SEQUENCE.index(job.state))
    ]


def extra_work_summary(order: OrderView, viewer: Viewer) -> ExtraWorkSummary:
    """Return what the viewer may do, and the sums before and after what waits."""
    waiting = [job for job in order.jobs if JobAction.DECLINE in job.actions]
    proposed = [job for job in order.jobs if job.state is JobState.PROPOSED]
    with_all = order.total_with(*proposed)
    return ExtraWorkSummary(
        waits=bool(waiting) and not _is_staff(viewer),
        can_propose=OrderAction.PROPOSE_WORK in order.actions,
        total=_money(order, order.price_minor, viewer),
        total_with_all=_money(order, with_all, viewer) if with_all != order.price_minor else "",
    )


def describe_standing(job: JobView, viewer: Viewer) -> str:
    """Return in a sentence what was decided on the work, how and when."""
    is_client = viewer.actor.may(Permission.READ_OWN_ORDERS)
    # Whoever has a tracking link may be asked, too, but is not the one who has decided by an account.
    is_asked = JobAction.DECLINE in job.actions and not _is_staff(viewer)
    phrases = TO_SHOP | TO_CLIENT if is_client or is_asked else TO_SHOP
    at = format_moment(viewer.locale, job.decided_at, viewer.zone) if job.decided_at else ""
    return translate(viewer.locale, phrases[job.state, job.decided_how], at=at)


def _view_model(order: OrderView, job: JobView, viewer: Viewer) -> ExtraWorkViewModel:
    locale, total = viewer.locale, order.total_with(job)
    return ExtraWorkViewModel(
        id=str(job.id),
        name=localized(locale, job.name_ru, job.name_en),
        description=job.description,
        price=_money(order, full_price(job), viewer),
        price_minor=full_price(job),
        version=job.version,
        urgency=job.urgency or "",
        urgency_label=translate(locale, URGENCIES[job.urgency]) if job.urgency else "",
        duration=format_duration(locale, job.norm_minutes) if job.norm_minutes else "",
        state=job.state.value,
        standing=describe_standing(job, viewer),
        total_after=_money(order, total, viewer),
        total_minor=str(total),
        can_approve=JobAction.APPROVE in job.actions,
        can_decline=JobAction.DECLINE in job.actions,
        can_edit=JobAction.EDIT in job.actions,
    )


def _money(order: OrderView, minor: int, viewer: Viewer) -> str:
    return format_money(viewer.locale, minor, order.currency)


def _is_staff(viewer: Viewer) -> bool:
    return viewer.actor.may(Permission.READ_INTERNAL)
