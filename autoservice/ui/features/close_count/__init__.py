"""The feature to apply a count of the stock or to throw it away."""

from autoservice.ui.features.close_count.dialogs import close_count_buttons, close_count_outcome
from autoservice.ui.features.close_count.state import CloseCountState

__all__ = ["CloseCountState", "close_count_buttons", "close_count_outcome"]
