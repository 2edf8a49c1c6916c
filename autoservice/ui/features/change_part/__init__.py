"""The feature to correct the quantity and the price of an order's part."""

from autoservice.ui.features.change_part.form import change_part_button, change_part_dialog
from autoservice.ui.features.change_part.state import ChangePartState

__all__ = ["ChangePartState", "change_part_button", "change_part_dialog"]
