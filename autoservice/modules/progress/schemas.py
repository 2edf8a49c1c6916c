"""What goes in and out of progress tracking."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field

from autoservice.modules.orders.checklist import ItemAnswer
from autoservice.modules.orders.commands import Words
from autoservice.modules.orders.opening_hours.schemas import OpeningHoursView
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.shared.access import Actor, Permission
from autoservice.shared.validation import STORABLE, CalendarDay, Flag, none_if_blank

COMMENT_LIMIT = 5000


def _is_empty(value: object) -> bool:
    return not value


class StageStep(BaseModel):
    """A step on a stage; ``version`` is the one that the sender saw, if it must not have changed since."""

    version: int | None = None


class StageHold(StageStep):
    """Why a stage is put on hold, and until when if that is known; ``remark`` is for the shop only."""

    reason: HoldReason
    remark: Words = ""
    # Not there, it is no part of what tells a repetition from another request.
    until: Annotated[CalendarDay | None, BeforeValidator(none_if_blank), Field(exclude_if=_is_empty)] = None

    @property
    def said(self) -> dict[str, Any]:
        """Return what timeline and audit log say of the hold."""
        return {"reason": self.reason.value, **({"until": self.until.isoformat()} if self.until else {})}


class StageCompletion(StageStep):
    """The completion of a stage, with ``answers`` to its checklist that were not given before."""

    answers: Annotated[list[ItemAnswer], Field(max_length=1000, exclude_if=_is_empty)] = []


class StageException(StageStep):
    """Why an administrator skips a stage or opens it again, for the shop only."""

    reason: Words = ""


class NewComment(BaseModel):
    """A remark, as typed; internal unless ``published``."""

    text: str = Field(max_length=100_000, pattern=STORABLE)
    published: Flag = False


class CommentView(BaseModel):
    """A remark under a stage; ``is_new`` to its reader is for pages only."""

    id: int
    stage_id: int
    author_id: int
    author_name: str
    text: str
    published: bool
    created_at: datetime
    is_new: bool = Field(default=False, exclude=True)


class AttachmentView(BaseModel):
    """A photo under a stage, of extra work, or, with neither, of the client's request; in pixels and bytes.

    Fetch it by its id under ``/api/attachments``.
    """

    id: int
    order_id: int
    stage_id: int | None
    job_id: int | None = None
    author_id: int
    author_name: str
    width: int
    height: int
    size: int
    published: bool
    created_at: datetime
    is_new: bool = Field(default=False, exclude=True)


class WithdrawnReport(BaseModel):
    """What is left of a comment or a photo that was taken back."""

    id: int
    stage_id: int | None
    job_id: int | None = None
    published: bool


@dataclass(frozen=True)
class StoredFiles:
    """A photo of an order and its thumbnail in the storage, before a row names them; sizes of the photo."""

    key: str
    thumbnail_key: str
    size: int
    width: int
    height: int


class StoredPhoto(BaseModel):
    """A photo's bytes, ready to be served."""

    data: bytes
    content_type: str


class TimelineEntryView(BaseModel):
    """One numbered entry of an order's timeline; ``data`` depends on ``kind``."""

    number: int
    kind: str
    at: datetime
    actor_id: int | None
    actor_name: str
    stage_id: int | None
    published: bool
    data: dict[str, Any]


Report = TypeVar("Report", CommentView, AttachmentView, WithdrawnReport)
Shown = TypeVar("Shown", CommentView, AttachmentView)


class News(BaseModel):
    """What is new to a client: the ids of the stages that changed, of comments and of photos."""

    stages: set[int] = set()
    comments: set[int] = set()
    photos: set[int] = set()


class TrackedOrder(BaseModel):
    """An order with all that was said and shown about its stages and jobs, and what of it was taken back.

    ``news`` is what is new to its client.
    """

    order: OrderView
    comments: list[CommentView]
    attachments: list[AttachmentView]
    withdrawn_comments: list[WithdrawnReport] = []
    withdrawn_attachments: list[WithdrawnReport] = []
    news: News = News()
    # Read where a car can be collected.
    opening_hours: OpeningHoursView | None = Field(default=None, exclude=True)

    def for_viewer(self, viewer: Actor) -> "TrackedOrder | None":
        """Return what ``viewer`` may see of it: the shop all, clients what is published, others nothing."""
        if not self._is_visible_to(viewer):
            return None
        return self._whole(viewer) if viewer.may(Permission.READ_INTERNAL) else self._published(viewer)

    def _is_visible_to(self, viewer: Actor) -> bool:
        is_assigned = viewer.user_id in self.order.mechanic_ids
        is_own = viewer.user_id == self.order.client_id
        return (
            viewer.may(Permission.READ_ALL_ORDERS)
            or (is_assigned and viewer.may(Permission.READ_ASSIGNED_ORDERS))
            or (is_own and viewer.may(Permission.READ_OWN_ORDERS))
            or (self.order.id == viewer.order_id and viewer.may(Permission.READ_LINKED_ORDER))
        )

    def _whole(self, viewer: Actor) -> "TrackedOrder":
        return self.model_copy(update={"order": self.order.for_viewer(viewer), "news": News()})

    def _published(self, viewer: Actor) -> "TrackedOrder":
        unnamed, order = bool(viewer.order_id), self.order.for_viewer(viewer)
        # Work that is no longer proposed is not shown to them, and no photos of it.
        jobs = {None, *(job.id for job in order.jobs)}
        photos = [one for one in self.attachments if one.job_id in jobs]
        return TrackedOrder(
            order=order,
            comments=_published(self.comments, unnamed=unnamed),
            attachments=_published(photos, unnamed=unnamed),
            withdrawn_comments=_published(self.withdrawn_comments),
            withdrawn_attachments=_published(self.withdrawn_attachments),
            opening_hours=self.opening_hours,
        ).with_news(News() if unnamed else self.news)

    def with_news(self, news: News) -> "TrackedOrder":
        """Return the order with what is new in it marked."""
        comments, photos = _marked(self.comments, news.comments), _marked(self.attachments, news.photos)
        return self.model_copy(update={"comments": comments, "attachments": photos, "news": news})


def _published(reports: list[Report], *, unnamed: bool = False) -> list[Report]:
    shown = [report for report in reports if report.published]
    nobody = {"author_id": 0, "author_name": ""}
    return [report.model_copy(update=nobody) for report in shown] if unnamed else shown


def _marked(reports: list[Shown], new: set[int]) -> list[Shown]:
    return [report.model_copy(update={"is_new": True}) if report.id in new else report for report in reports]
