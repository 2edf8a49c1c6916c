"""Facts about the stages of orders."""

from dataclasses import dataclass

from autoservice.events.orders import OrderEvent


@dataclass(frozen=True)
class StageStarted(OrderEvent, name="stage_started", formerly="StageStarted"):
    """A mechanic began a stage."""

    stage_id: int


@dataclass(frozen=True)
class StageCompleted(OrderEvent, name="stage_completed", formerly="StageCompleted"):
    """A mechanic finished a stage."""

    stage_id: int


@dataclass(frozen=True)
class StageCommentAdded(OrderEvent, name="comment_added", formerly="StageCommentAdded"):
    """A comment was written under a stage."""

    stage_id: int
    comment_id: int


@dataclass(frozen=True)
class StageAttachmentUploaded(OrderEvent, name="photo_added", formerly="StageAttachmentUploaded"):
    """A photo was attached to a stage."""

    stage_id: int
    attachment_id: int
