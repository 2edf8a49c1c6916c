"""The columns of an order that hold its discount."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from autoservice.modules.orders.discounts.rules import REASON_LENGTH
from autoservice.modules.orders.estimate import Discount

ZERO = {"server_default": "0"}


class Discounted(SQLModel):
    """A discount on the whole order: an amount, or a share of what it comes to, and why it was given."""

    discount_minor: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs=ZERO)
    discount_basis_points: int = Field(default=0, sa_column_kwargs=ZERO)
    discount_reason: str = Field(
        default="", max_length=REASON_LENGTH, sa_column_kwargs={"server_default": ""}
    )

    @property
    def discount(self) -> Discount:
        """Return the discount, as the estimate takes it."""
        return Discount(self.discount_minor, self.discount_basis_points)

    def give_discount(self, discount: Discount, reason: str) -> None:
        """Give a discount instead of the present one."""
        self.discount_minor, self.discount_basis_points = discount.minor, discount.basis_points
        self.discount_reason = reason
