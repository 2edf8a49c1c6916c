"""The feature to promise an order for a time."""

from autoservice.ui.features.promise_order.form import promise_order_card
from autoservice.ui.features.promise_order.state import PromiseOrderState

__all__ = ["PromiseOrderState", "promise_order_card"]
