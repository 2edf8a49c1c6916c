"""Facts about the stages of orders, and about the photos of requests and of extra work."""

from dataclasses import dataclass

from autoservice.events.base import Event
from autoservice.events.orders import OrderEvent, WorkEvent


@dataclass(frozen=True)
class StageEvent(OrderEvent):
    """Something happened to one stage of an order."""

    stage_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"stage:{self.stage_id}"

    @property
    def stages(self) -> tuple[int, ...]:
        """The stage's id."""
        return (self.stage_id,)


@dataclass(frozen=True)
class StageStarted(StageEvent, name="stage_started", formerly="StageStarted"):
    """A mechanic began a stage."""


@dataclass(frozen=True)
class StageCompleted(StageEvent, name="stage_completed", formerly="StageCompleted"):
    """A mechanic finished a stage."""


@dataclass(frozen=True)
class StageStartUndone(StageEvent, name="stage_start_undone"):
    """Whoever began a stage took that back."""


@dataclass(frozen=True)
class StageCompletionUndone(StageEvent, name="stage_completion_undone"):
    """Whoever finished a stage took that back."""


@dataclass(frozen=True)
class StageBlocked(StageEvent, name="stage_blocked"):
    """A mechanic put a stage on hold."""


@dataclass(frozen=True)
class StageResumed(StageEvent, name="stage_resumed"):
    """A mechanic went on with a stage that was on hold."""


@dataclass(frozen=True)
class StageSkipped(StageEvent, name="stage_skipped"):
    """An administrator left a stage out."""


@dataclass(frozen=True)
class StageSkipUndone(StageEvent, name="stage_skip_undone"):
    """Whoever left a stage out took that back."""


@dataclass(frozen=True)
class StageReopened(StageEvent, name="stage_reopened"):
    """An administrator opened a closed stage again."""


@dataclass(frozen=True)
class ChecklistAnswered(StageEvent, name="checklist_answered"):
    """An item of a stage's checklist, ``item_id`` by its number, was answered, or answered otherwise."""

    item_id: int


@dataclass(frozen=True)
class StageCommentAdded(StageEvent, name="comment_added", formerly="StageCommentAdded"):
    """A comment was written under a stage."""

    comment_id: int


@dataclass(frozen=True)
class StageAttachmentUploaded(StageEvent, name="photo_added", formerly="StageAttachmentUploaded"):
    """A photo was attached to a stage."""

    attachment_id: int


@dataclass(frozen=True)
class StageCommentWithdrawn(StageEvent, name="comment_withdrawn"):
    """A comment was taken back: nobody reads it any more."""

    comment_id: int


@dataclass(frozen=True)
class StageAttachmentWithdrawn(StageEvent, name="photo_withdrawn"):
    """A photo was taken back: nobody sees it any more, and its files go."""

    attachment_id: int


@dataclass(frozen=True)
class RequestPhotoAdded(OrderEvent, name="request_photo_added"):
    """A photo was added to the request of an order, by its client or in their name."""

    attachment_id: int


@dataclass(frozen=True)
class RequestPhotoWithdrawn(OrderEvent, name="request_photo_withdrawn"):
    """A photo of a request was taken back: nobody sees it any more, and its files go."""

    attachment_id: int


@dataclass(frozen=True)
class WorkPhotoAdded(WorkEvent, name="work_photo_added"):
    """A photo was added to proposed work, for its client to see."""

    attachment_id: int


@dataclass(frozen=True)
class WorkPhotoWithdrawn(WorkEvent, name="work_photo_withdrawn"):
    """A photo of extra work was taken back: nobody sees it any more, and its files go."""

    attachment_id: int


@dataclass(frozen=True)
class TalkEvent(OrderEvent):
    """Something happened in the talk under an order."""

    message_id: int
    # What is said changes nothing of the order: a form that is filled in meanwhile is not out of date.
    changes_order = False


@dataclass(frozen=True)
class ClientWrote(TalkEvent, name="client_wrote"):
    """The client, or whoever holds a tracking link, wrote to the shop."""


@dataclass(frozen=True)
class ShopWrote(TalkEvent, name="shop_wrote"):
    """Somebody of the shop wrote to the client."""


@dataclass(frozen=True)
class MessageWithdrawn(TalkEvent, name="message_withdrawn"):
    """A message was taken back: nobody reads it any more."""


@dataclass(frozen=True)
class TalkSeen(Event, name="talk_seen"):
    """Somebody has seen more of the talk under an order than before; of the order that is no fact."""

    order_id: int
    user_id: int
