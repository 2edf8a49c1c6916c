"""What is new to a client since their last visit, in words."""

from dataclasses import dataclass

from autoservice.modules.orders.workflow import is_closed
from autoservice.modules.progress.schemas import News, TrackedOrder
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, translate, translate_plural
from autoservice.ui.current import Viewer
from autoservice.ui.entities.stage.reports import count_reports
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class NewsViewModel:
    """``text`` tells what is new, empty for nothing.

    ``folded`` names the stages that are folded because they are past, empty for none; ``in_folded`` tells
    what is new in them.
    """

    text: str = ""
    folded: str = ""
    in_folded: str = ""


NewsVar = ViewModelVar


def folds_past(viewer: Viewer) -> bool:
    """Return whether past stages are folded: the shop works with all of them."""
    return not viewer.actor.may(Permission.READ_INTERNAL)


def news_view_model(tracked: TrackedOrder, viewer: Viewer) -> NewsViewModel:
    """Return what is new in the whole order, and in the stages that are past."""
    locale, news = viewer.locale, _still_there(tracked)
    if not folds_past(viewer):
        return NewsViewModel()
    past = {stage.id for stage in tracked.order.stages if is_closed(stage)}
    said = _told(news, locale)
    return NewsViewModel(
        text=translate(locale, N_("Since your last visit: %(news)s"), news=said) if said else "",
        folded=translate_plural(locale, "%(count)d stage done", "%(count)d stages done", len(past))
        if past
        else "",
        in_folded=_told(_within(news, tracked, past), locale),
    )


def _still_there(tracked: TrackedOrder) -> News:
    """Return the news without what was taken back, and with the photos of extra work."""
    there = _within(tracked.news, tracked, {stage.id for stage in tracked.order.stages})
    of_work = {one.id for one in tracked.attachments if one.job_id}
    return there.model_copy(update={"photos": there.photos | (tracked.news.photos & of_work)})


def _within(news: News, tracked: TrackedOrder, stages: set[int]) -> News:
    comments = {one.id for one in tracked.comments if one.stage_id in stages}
    photos = {one.id for one in tracked.attachments if one.stage_id in stages}
    return News(stages=news.stages & stages, comments=news.comments & comments, photos=news.photos & photos)


def _told(news: News, locale: str) -> str:
    changed = translate_plural(
        locale, "%(count)d stage changed", "%(count)d stages changed", len(news.stages)
    )
    reports = count_reports(locale, comments=len(news.comments), photos=len(news.photos))
    return ", ".join([changed, *reports] if news.stages else reports)
