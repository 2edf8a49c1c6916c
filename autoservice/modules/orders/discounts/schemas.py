"""The command to give a discount."""

from typing import Annotated

from pydantic import BaseModel, Field

from autoservice.modules.orders.discounts.rules import REASON_LENGTH
from autoservice.modules.orders.estimate import WHOLE
from autoservice.shared.typed_numbers import MONEY_LIMIT
from autoservice.shared.validation import STORABLE, TIDIED, Id, Whole


class OrderDiscount(BaseModel):
    """The command to give a discount on the whole order: ``amount_minor``, or so many ``basis_points`` of it.

    0, or neither, takes it back. The client reads the ``reason``. ``version`` is that of the order as the
    caller read it, if it must not have changed since.
    """

    amount_minor: Annotated[Whole, Field(ge=0, le=MONEY_LIMIT)] | None = None
    basis_points: Annotated[Whole, Field(ge=0, le=WHOLE)] | None = None
    reason: Annotated[str, Field(max_length=REASON_LENGTH, pattern=STORABLE), TIDIED] = ""
    version: Id | None = None
