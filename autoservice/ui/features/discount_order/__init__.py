"""The feature to give a discount on an order."""

from autoservice.ui.features.discount_order.form import discount_order_form
from autoservice.ui.features.discount_order.state import DiscountOrderState

__all__ = ["DiscountOrderState", "discount_order_form"]
