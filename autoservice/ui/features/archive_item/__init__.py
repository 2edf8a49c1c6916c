"""The features to archive an item, to restore it, and to delete one that was never used."""

from autoservice.ui.features.archive_item.button import archive_buttons, archive_outcome
from autoservice.ui.features.archive_item.state import ArchiveItemState

__all__ = ["ArchiveItemState", "archive_buttons", "archive_outcome"]
