"""The feature to order services."""

from autoservice.ui.features.create_order.form import create_order_form
from autoservice.ui.features.create_order.state import CreateOrderState

__all__ = ["CreateOrderState", "create_order_form"]
