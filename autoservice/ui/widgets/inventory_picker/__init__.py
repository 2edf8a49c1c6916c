"""The choice of a part for an order: from the stock, or named freely."""

from autoservice.ui.widgets.inventory_picker.form import inventory_picker
from autoservice.ui.widgets.inventory_picker.state import InventoryPickerState

__all__ = ["InventoryPickerState", "inventory_picker"]
