"""Comments, photos and timeline entries as they are shown, with the names of people."""

from collections.abc import Iterable

from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.progress.models import StageAttachment, StageComment
from autoservice.modules.progress.schemas import (
    AttachmentView,
    CommentView,
    TimelineEntryView,
    WithdrawnReport,
)


def comment_view(row: StageComment, names: dict[int, str]) -> CommentView:
    """Return a comment with its author's name."""
    return CommentView(**row.model_dump(), author_name=names.get(row.author_id, ""))


def attachment_view(row: StageAttachment, names: dict[int, str]) -> AttachmentView:
    """Return a photo with its author's name."""
    return AttachmentView(**row.model_dump(), author_name=names.get(row.author_id, ""))


def withdrawn_reports(rows: Iterable[StageComment | StageAttachment]) -> list[WithdrawnReport]:
    """Return what is left of those that were taken back."""
    return [WithdrawnReport(**row.model_dump()) for row in rows if row.withdrawn_at]


def entry_view(entry: TimelineEntry, names: dict[int, str]) -> TimelineEntryView:
    """Return a timeline entry with its actor's name."""
    return TimelineEntryView(**entry.model_dump(), actor_name=names.get(entry.actor_id or 0, ""))
