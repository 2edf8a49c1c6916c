"""Comments, photos and timeline entries as they are shown, with the names of people."""

from collections.abc import Iterable
from typing import Any

from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.progress.models import StageAttachment, StageComment
from autoservice.modules.progress.schemas import (
    AttachmentView,
    CommentView,
    TimelineEntryView,
    WithdrawnReport,
)
from autoservice.shared.access import Actor, Permission


def comment_view(row: StageComment, names: dict[int, str]) -> CommentView:
    """Return a comment with its author's name."""
    return CommentView(**row.model_dump(), author_name=names.get(row.author_id, ""))


def attachment_view(row: StageAttachment, names: dict[int, str]) -> AttachmentView:
    """Return a photo with its author's name."""
    return AttachmentView(**row.model_dump(), author_name=names.get(row.author_id, ""))


def withdrawn_reports(rows: Iterable[StageComment | StageAttachment]) -> list[WithdrawnReport]:
    """Return what is left of those that were taken back."""
    return [WithdrawnReport(**row.model_dump()) for row in rows if row.withdrawn_at]


async def view_entries(
    entries: Iterable[TimelineEntry], viewer: Actor, directory: DirectoryService
) -> list[TimelineEntryView]:
    """Return the entries that ``viewer`` may read: clients those that are published.

    Whoever holds a link reads no names and no details.
    """
    shown = [entry for entry in entries if entry.published or viewer.may(Permission.READ_INTERNAL)]
    if viewer.order_id:
        unnamed: dict[str, Any] = {"actor_id": None, "data": {}}
        return [_entry_view(entry, {}).model_copy(update=unnamed) for entry in shown]
    names = await directory.get_names({entry.actor_id for entry in shown if entry.actor_id})
    return [_entry_view(entry, names) for entry in shown]


def _entry_view(entry: TimelineEntry, names: dict[int, str]) -> TimelineEntryView:
    return TimelineEntryView(**entry.model_dump(), actor_name=names.get(entry.actor_id or 0, ""))
