"""What an order comes to, as its readers see it."""

from typing import Self

from pydantic import BaseModel

from autoservice.modules.orders.estimate import Discount, Estimate, LineKind


class EstimateView(BaseModel):
    """Labour, parts and consumables before the discount; they less the discount are the total.

    The total contains the VAT.
    """

    labour_minor: int = 0
    parts_minor: int = 0
    consumables_minor: int = 0
    discount_minor: int = 0
    vat_minor: int = 0
    total_minor: int = 0

    @classmethod
    def of(cls, found: Estimate) -> Self:
        """Return the sums of an estimate."""
        return cls(
            labour_minor=found.gross_of(LineKind.LABOUR),
            parts_minor=found.gross_of(LineKind.PARTS),
            consumables_minor=found.gross_of(LineKind.CONSUMABLES),
            discount_minor=found.discount_minor,
            vat_minor=found.vat_minor,
            total_minor=found.total_minor,
        )


class ChargedView(BaseModel):
    """What an order comes to, and the discount that was given: an amount or so many basis points.

    An amount larger than all else is given as far as there is anything to pay: ``estimate`` has what it is.
    """

    estimate: EstimateView = EstimateView()
    discount_minor: int = 0
    discount_basis_points: int = 0
    discount_reason: str = ""

    @property
    def discount(self) -> Discount:
        """Return the discount, as the estimate takes it."""
        return Discount(self.discount_minor, self.discount_basis_points)
