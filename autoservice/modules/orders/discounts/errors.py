"""Errors of discounts."""

from autoservice.modules.orders.order_errors import ORDER_REFUSED
from autoservice.shared.errors import Invalid
from autoservice.shared.i18n import N_


class DiscountTwice(Invalid):
    """A discount is given both as an amount and as a percentage."""

    code = "DiscountTwice"
    field = "basis_points"
    message = N_("Give the discount as an amount or as a percentage, not as both.")


DISCOUNT_REFUSED = (*ORDER_REFUSED, DiscountTwice)
