"""Comments and photos of a stage: the newest within a bound, or all.

Comments and photos are counted from 1 within their stage, as far as their viewer may see them, so that a
page can join the ones it was sent first with those it loaded later. What was taken back keeps its number:
the others are called as before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.rules import can_withdraw
from autoservice.modules.progress.schemas import (
    AttachmentView,
    CommentView,
    TrackedOrder,
    WithdrawnReport,
)
from autoservice.shared.i18n import N_, format_moment, translate, translate_plural
from autoservice.ui.current import Viewer
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar

# The number of reports in each change, of one stage and of a whole order.
NEWEST_COMMENTS: Final = 3
NEWEST_PHOTOS: Final = 6
PREVIEW_LENGTH: Final = 500
COMMENTS_BUDGET: Final = 4500
PHOTOS_BUDGET: Final = 12

View = TypeVar("View", CommentView, AttachmentView, WithdrawnReport)
Numbered = CommentView | AttachmentView | WithdrawnReport


@dataclass(frozen=True)
class CommentViewModel:
    """A comment; ``internal`` ones are never made for clients."""

    id: str
    number: int
    author: str
    time: str
    text: str
    internal: bool
    is_new: bool
    can_withdraw: bool


CommentVar = ViewModelVar


@dataclass(frozen=True)
class PhotoViewModel:
    """A photo; its URL is of this site, and that of its thumbnail begins with it."""

    id: str
    url: str
    number: int
    author: str
    time: str
    internal: bool
    is_new: bool
    can_withdraw: bool


PhotoVar = ViewModelVar


@dataclass(frozen=True)
class ReportsViewModel:
    """Comments and photos of a stage, the oldest first.

    ``hidden_*`` is the number of the last one that is left out or shortened, 0 for none; ``last_*`` that of
    the last one included. ``gone_*`` are the numbers of those that were taken back. ``summary`` says how many
    there are.
    """

    comments: list[CommentViewModel]
    photos: list[PhotoViewModel]
    hidden_comment: int
    hidden_photo: int
    last_comment: int
    last_photo: int
    gone_comments: list[int]
    gone_photos: list[int]
    summary: str


ReportsVar = ViewModelVar


def newest_reports(tracked: TrackedOrder, viewer: Viewer) -> dict[str, ReportsViewModel]:
    """Return the newest reports of each stage that has, or had, any, by the stage's id."""
    comments, photos = _by_stage(tracked.comments), _by_stage(tracked.attachments)
    shown = _affordable_comments(comments), _affordable_photos(photos)
    gone = _by_stage(tracked.withdrawn_comments), _by_stage(tracked.withdrawn_attachments)
    return {
        str(stage): StageReports(
            tracked.order, viewer, comments[stage], photos[stage], gone[0][stage], gone[1][stage]
        ).view_model(*shown)
        for stage in sorted({*comments, *photos, *gone[0], *gone[1]})
    }


def all_reports(tracked: TrackedOrder, stage_id: int, viewer: Viewer) -> ReportsViewModel:
    """Return all comments and photos of one stage."""
    comments, photos = _by_stage(tracked.comments)[stage_id], _by_stage(tracked.attachments)[stage_id]
    gone_comments = _by_stage(tracked.withdrawn_comments)[stage_id]
    gone_photos = _by_stage(tracked.withdrawn_attachments)[stage_id]
    stage = StageReports(tracked.order, viewer, comments, photos, gone_comments, gone_photos, whole=True)
    return stage.view_model({comment.id for comment in comments}, {photo.id for photo in photos})


def _by_stage(views: Iterable[View]) -> defaultdict[int, list[View]]:
    stages: defaultdict[int, list[View]] = defaultdict(list)
    for view in views:
        # What belongs to no stage is in an album of its own.
        if view.stage_id is not None:
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


@dataclass(frozen=True)
class StageReports:
    """All reports of one stage, whose texts are shortened unless it is shown ``whole``."""

    order: OrderView
    viewer: Viewer
    comments: list[CommentView]
    photos: list[AttachmentView]
    gone_comments: list[WithdrawnReport]
    gone_photos: list[WithdrawnReport]
    whole: bool = False
    unnamed: str = N_("The shop")

    def view_model(self, comment_ids: set[int], photo_ids: set[int]) -> ReportsViewModel:
        """Return the reports, with the comments and photos of these ids."""
        comments = _numbers(self.comments, self.gone_comments)
        photos = _numbers(self.photos, self.gone_photos)
        return ReportsViewModel(
            comments=[self._comment(comments[one.id], one) for one in self.comments if one.id in comment_ids],
            photos=[self._photo(photos[one.id], one) for one in self.photos if one.id in photo_ids],
            hidden_comment=max((comments[id] for id in self._cut(comment_ids)), default=0),
            hidden_photo=max((photos[one.id] for one in self.photos if one.id not in photo_ids), default=0),
            last_comment=len(comments),
            last_photo=len(photos),
            gone_comments=[comments[one.id] for one in self.gone_comments],
            gone_photos=[photos[one.id] for one in self.gone_photos],
            summary=", ".join(
                count_reports(self.viewer.locale, comments=len(self.comments), photos=len(self.photos))
            ),
        )

    def _cut(self, shown: set[int]) -> list[int]:
        """Return the ids of the comments that are left out or shortened."""
        return [one.id for one in self.comments if one.id not in shown or self._text(one) != one.text]

    def _text(self, comment: CommentView) -> str:
        return comment.text if self.whole else _preview(comment.text)

    def _comment(self, number: int, comment: CommentView) -> CommentViewModel:
        return CommentViewModel(text=self._text(comment), **self._common(number, comment))

    def _photo(self, number: int, photo: AttachmentView) -> PhotoViewModel:
        return PhotoViewModel(url=f"/api/attachments/{photo.id}", **self._common(number, photo))

    def _common(self, number: int, report: CommentView | AttachmentView) -> dict[str, Any]:
        viewer = self.viewer
        return {
            "id": str(report.id),
            "number": number,
            "author": self._author(report),
            "time": format_moment(viewer.locale, report.created_at, viewer.zone),
            "internal": not report.published,
            "is_new": report.is_new,
            "can_withdraw": self._can_withdraw(report),
        }

    def _can_withdraw(self, report: CommentView | AttachmentView) -> bool:
        return can_withdraw(self.order, report.author_id, self.viewer.actor)

    def _author(self, report: CommentView | AttachmentView) -> str:
        """Return who wrote or sent it; whoever follows a link reads no names."""
        unnamed = translate(self.viewer.locale, self.unnamed)
        return display_name(self.viewer.locale, report.author_name) if report.author_id else unnamed


def _numbers(shown: Sequence[Numbered], gone: Sequence[Numbered]) -> dict[int, int]:
    """Return the number of each by its id."""
    return {id: number for number, id in enumerate(sorted(one.id for one in (*shown, *gone)), 1)}


def count_reports(locale: str, *, comments: int, photos: int) -> list[str]:
    """Return the numbers of comments and photos in words, such as "2 comments"; none for 0."""
    counts = (
        translate_plural(locale, "%(count)d comment", "%(count)d comments", comments) if comments else "",
        translate_plural(locale, "%(count)d photo", "%(count)d photos", photos) if photos else "",
    )
    return list(filter(None, counts))


def _preview(text: str) -> str:
    """Return the beginning of a long comment."""
    return text if len(text) <= PREVIEW_LENGTH else text[: PREVIEW_LENGTH - 1].rstrip() + "…"
