"""The feature to share an order by links that need no account."""

from autoservice.ui.features.share_order.form import share_order_card
from autoservice.ui.features.share_order.state import ShareOrderState

__all__ = ["ShareOrderState", "share_order_card"]
