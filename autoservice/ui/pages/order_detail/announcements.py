"""What has changed of an order, in one sentence for those who hear the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.shared.i18n import N_, translate
from autoservice.ui.current import Viewer
from autoservice.ui.engine.announcer import Announcement, Announcer
from autoservice.ui.entities.extra_work import ExtraWorkViewModel
from autoservice.ui.entities.order.estimate import EstimateViewModel
from autoservice.ui.entities.order.view_models import OrderViewModel
from autoservice.ui.entities.stage.reports import count_reports
from autoservice.ui.kit.people import display_name

COMMENT: Final = N_("Comment from %(author)s")


@dataclass(frozen=True)
class OrderFacts:
    """What is announced of an order: what a seeing viewer sees change, without what they add themselves."""

    # Of the stages and their work: the sentence of now also changes with time alone.
    work: tuple[str, ...]
    now: str
    promise: str
    # What was given off the order, as its form has it, and the sentence that tells of it.
    discount: tuple[int, int]
    estimate: str
    # Where each extra work stands, in a sentence.
    extra_work: dict[str, str]
    comments: dict[int, str]
    photos: frozenset[int]


OrderAnnouncer = Announcer[OrderFacts]


class ShownOrder(NamedTuple):
    """What the viewer's group sees of the order."""

    order: OrderViewModel
    estimate: EstimateViewModel
    extra_work: Sequence[ExtraWorkViewModel]


def announce_changes(
    announcer: OrderAnnouncer, tracked: TrackedOrder, shown: ShownOrder, viewer: Viewer
) -> Announcement:
    """Return what the viewer's group hears now of ``tracked``, of which ``shown`` is seen."""
    facts = _facts(tracked, shown, viewer.actor.user_id)
    return announcer.announce(viewer, facts, lambda before, after: _describe(before, after, viewer.locale))


def _facts(tracked: TrackedOrder, shown: ShownOrder, viewer_id: int) -> OrderFacts:
    order = shown.order
    return OrderFacts(
        work=(order.status, order.mechanic, *(stage.state.value for stage in tracked.order.stages)),
        now=f"{order.now} {order.progress} %",
        promise=order.completion.line if order.completion.promised else "",
        discount=(tracked.order.discount_minor, tracked.order.discount_basis_points),
        estimate=shown.estimate.said,
        extra_work={one.id: f"{one.name}, {one.price}. {one.standing}." for one in shown.extra_work},
        comments={
            one.id: one.author_name if one.author_id else "…"
            for one in tracked.comments
            if one.author_id != viewer_id
        },
        photos=frozenset(one.id for one in tracked.attachments if one.author_id != viewer_id),
    )


def _describe(before: OrderFacts, after: OrderFacts, locale: str) -> str:
    now = [after.now] if after.work != before.work else []
    if after.promise and after.promise != before.promise:
        now.append(after.promise if after.promise.endswith(".") else f"{after.promise}.")
    if after.discount != before.discount:
        now.append(after.estimate)
    decided = [said for id, said in after.extra_work.items() if said != before.extra_work.get(id)]
    authors = [name for id, name in after.comments.items() if id not in before.comments]
    reports = _reports(authors, len(after.photos - before.photos), locale)
    return " ".join([*decided, *now, *(f"{report}." for report in reports)])


def _reports(authors: Sequence[str], photos: int, locale: str) -> list[str]:
    """Return the numbers of comments and photos; of a single comment its author."""
    if len(authors) != 1:
        return count_reports(locale, comments=len(authors), photos=photos)
    comment = translate(locale, COMMENT, author=display_name(locale, authors[0]))
    return [comment, *count_reports(locale, comments=0, photos=photos)]
