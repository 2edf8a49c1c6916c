"""The feature to order a service."""

from autoservice.ui.features.create_order.form import create_order_form
from autoservice.ui.features.create_order.prices import PricesState
from autoservice.ui.features.create_order.state import CreateOrderState

__all__ = ["CreateOrderState", "PricesState", "create_order_form"]
