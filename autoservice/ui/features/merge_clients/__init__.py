"""The feature to merge two clients who are one person."""

from autoservice.ui.features.merge_clients.card import merge_preview
from autoservice.ui.features.merge_clients.state import MergeClientsState

__all__ = ["MergeClientsState", "merge_preview"]
