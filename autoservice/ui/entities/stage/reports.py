"""Comments and photos of a stage: the newest within a bound, or all.

Comments and photos are counted from 1 within their stage, as far as their viewer may see them, so that a
page can join the ones it was sent first with those it loaded later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from autoservice.modules.progress.schemas import AttachmentView, CommentView, TrackedOrder
from autoservice.shared.i18n import format_moment, translate_plural
from autoservice.ui.current import Viewer
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar

# The number of reports in each change, of one stage and of a whole order.
NEWEST_COMMENTS: Final = 3
NEWEST_PHOTOS: Final = 6
PREVIEW_LENGTH: Final = 500
COMMENTS_BUDGET: Final = 4500
PHOTOS_BUDGET: Final = 12

View = TypeVar("View", CommentView, AttachmentView)


@dataclass(frozen=True)
class CommentViewModel:
    """A comment; ``internal`` ones are never made for clients."""

    number: int
    author: str
    time: str
    text: str
    internal: bool
    is_new: bool


CommentVar = ViewModelVar


@dataclass(frozen=True)
class PhotoViewModel:
    """A photo; its URLs are of this site."""

    number: int
    url: str
    thumbnail: str
    internal: bool
    is_new: bool


PhotoVar = ViewModelVar


@dataclass(frozen=True)
class ReportsViewModel:
    """Comments and photos of a stage, the oldest first.

    ``hidden_*`` is the number of the last one that is left out or shortened, 0 for none; ``last_*`` that of
    the last one included. ``summary`` says how many there are.
    """

    comments: list[CommentViewModel]
    photos: list[PhotoViewModel]
    hidden_comment: int
    hidden_photo: int
    last_comment: int
    last_photo: int
    summary: str


ReportsVar = ViewModelVar


def newest_reports(tracked: TrackedOrder, viewer: Viewer) -> dict[str, ReportsViewModel]:
    """Return the newest reports of each stage that has any, by the stage's id."""
    comments, photos = _by_stage(tracked.comments), _by_stage(tracked.attachments)
    shown_comments, shown_photos = _affordable_comments(comments), _affordable_photos(photos)
    return {
        str(stage): _reports_view_model(comments[stage], photos[stage], shown_comments, shown_photos, viewer)
        for stage in sorted({*comments, *photos})
    }


def all_reports(tracked: TrackedOrder, stage_id: int, viewer: Viewer) -> ReportsViewModel:
    """Return all comments and photos of one stage."""
    comments = [comment for comment in tracked.comments if comment.stage_id == stage_id]
    photos = [photo for photo in tracked.attachments if photo.stage_id == stage_id]
    everything = {comment.id for comment in comments}, {photo.id for photo in photos}
    return _reports_view_model(comments, photos, *everything, viewer, whole=True)


def _by_stage(views: Iterable[View]) -> defaultdict[int, list[View]]:
    stages: defaultdict[int, list[View]] = defaultdict(list)
    for view in views:
        stages[view.stage_id].append(view)
    return stages


def _affordable_comments(stages: dict[int, list[CommentView]]) -> set[int]:
    """Return the ids of the comments that are shown: the newest of the order, within the budget."""
    left, shown = COMMENTS_BUDGET, set[int]()
    for comment in _newest(stages, NEWEST_COMMENTS):
        left -= len(_preview(comment.text).encode())
        if left < 0:
            break
        shown.add(comment.id)
    return shown


def _affordable_photos(stages: dict[int, list[AttachmentView]]) -> set[int]:
    return {photo.id for photo in list(_newest(stages, NEWEST_PHOTOS))[:PHOTOS_BUDGET]}


def _newest(stages: dict[int, list[View]], count: int) -> Iterator[View]:
    last = [view for views in stages.values() for view in views[-count:]]
    yield from sorted(last, key=lambda view: view.id, reverse=True)


def _reports_view_model(
    comments: list[CommentView],
    photos: list[AttachmentView],
    shown_comments: set[int],
    shown_photos: set[int],
    viewer: Viewer,
    *,
    whole: bool = False,
) -> ReportsViewModel:
    hidden = [
        number
        for number, comment in enumerate(comments, 1)
        if comment.id not in shown_comments or not (whole or _preview(comment.text) == comment.text)
    ]
    return ReportsViewModel(
        comments=[
            _comment(number, comment, viewer, whole=whole)
            for number, comment in enumerate(comments, 1)
            if comment.id in shown_comments
        ],
        photos=[_photo(n, photo) for n, photo in enumerate(photos, 1) if photo.id in shown_photos],
        hidden_comment=max(hidden, default=0),
        hidden_photo=max((n for n, photo in enumerate(photos, 1) if photo.id not in shown_photos), default=0),
        last_comment=len(comments),
        last_photo=len(photos),
        summary=_summary(len(comments), len(photos), viewer.locale),
    )


def _summary(comments: int, photos: int, locale: str) -> str:
    counts = (
        translate_plural(locale, "%(count)d comment", "%(count)d comments", comments) if comments else "",
        translate_plural(locale, "%(count)d photo", "%(count)d photos", photos) if photos else "",
    )
    return ", ".join(filter(None, counts))


def _comment(number: int, comment: CommentView, viewer: Viewer, *, whole: bool) -> CommentViewModel:
    return CommentViewModel(
        number=number,
        author=display_name(viewer.locale, comment.author_name),
        time=format_moment(viewer.locale, comment.created_at, viewer.zone),
        text=comment.text if whole else _preview(comment.text),
        internal=not comment.published,
        is_new=comment.is_new,
    )


def _photo(number: int, photo: AttachmentView) -> PhotoViewModel:
    url = f"/api/attachments/{photo.id}"
    return PhotoViewModel(number, url, f"{url}/thumbnail", not photo.published, photo.is_new)


def _preview(text: str) -> str:
    """Return the beginning of a long comment."""
    return text if len(text) <= PREVIEW_LENGTH else text[: PREVIEW_LENGTH - 1].rstrip() + "…"
