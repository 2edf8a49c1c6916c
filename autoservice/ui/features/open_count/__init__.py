"""The feature to begin a count of the stock."""

from autoservice.ui.features.open_count.form import open_count_form
from autoservice.ui.features.open_count.state import OpenCountState

__all__ = ["OpenCountState", "open_count_form"]
