"""The feature to claim earlier orders."""

from autoservice.ui.features.claim_orders.form import claim_orders_form
from autoservice.ui.features.claim_orders.state import ClaimOrdersState

__all__ = ["ClaimOrdersState", "claim_orders_form"]
