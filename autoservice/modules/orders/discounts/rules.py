"""The rules of discounts as pure functions."""

from typing import Final

from autoservice.modules.orders.discounts.errors import DiscountTwice
from autoservice.modules.orders.estimate import Discount

REASON_LENGTH: Final = 200


def make_discount(amount_minor: int | None, basis_points: int | None) -> Discount:
    """Return the discount of an amount or of a percentage, none without either; raises ``DiscountTwice``."""
    if amount_minor is not None and basis_points is not None:
        raise DiscountTwice()
    return Discount(amount_minor or 0, basis_points or 0)
