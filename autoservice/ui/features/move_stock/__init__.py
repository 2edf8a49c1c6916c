"""The feature to receive stock and to correct the book."""

from autoservice.ui.features.move_stock.form import correction_form, receipt_form
from autoservice.ui.features.move_stock.state import CorrectStockState, ReceiveStockState

__all__ = ["CorrectStockState", "ReceiveStockState", "correction_form", "receipt_form"]
