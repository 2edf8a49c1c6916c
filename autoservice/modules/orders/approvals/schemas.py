"""Commands and views of extra work."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from autoservice.modules.orders.approvals.rules import Urgency
from autoservice.shared.validation import PLAIN_BREAKS, STORABLE, TIDIED, Id, Whole

Price = Annotated[Whole, Field(ge=0, le=2_000_000_000)]
# More than all parts that an order can have cost.
Total = Annotated[Whole, Field(ge=0, le=2**63 - 1)]
# Three weeks of work.
LONGEST_WORK: Final = 60 * 500
REMARK_LENGTH: Final = 500


class NewWork(BaseModel):
    """The command to propose work; its price follows from ``norm_minutes`` where none is given."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=STORABLE), TIDIED]
    description: Annotated[str, Field(max_length=2000, pattern=STORABLE), PLAIN_BREAKS] = ""
    price_minor: Price | None = None
    norm_minutes: Annotated[Whole, Field(ge=0, le=LONGEST_WORK)] = 0
    urgency: Urgency = Urgency.SOON


class WorkEdit(NewWork):
    """The command to change proposed work; ``version`` is the one that the caller saw."""

    version: Id


class WorkWithdrawal(BaseModel):
    """The command to withdraw proposed work; ``version`` is the one that the caller saw."""

    version: Id


def _is_absent(value: object) -> bool:
    return value is None


class Decision(BaseModel):
    """The client's yes or no to the work of that ``version`` for that price, which includes its parts.

    ``total_minor`` is what the order comes to with the work, if the client was shown that as well.
    ``remark`` is for the shop only: whoever decides in the client's name says how the client did.
    """

    version: Id
    price_minor: Price
    # Absent from what is kept of a request that has none, as it was before there was one.
    total_minor: Annotated[Total | None, Field(exclude_if=_is_absent)] = None
    remark: Annotated[str, Field(max_length=REMARK_LENGTH, pattern=STORABLE), TIDIED] = ""


class DeclinedWork(BaseModel):
    """Work that was declined for a car, which may be done later."""

    order_id: Id
    name: str
    price_minor: int
    currency: str
    urgency: Urgency | None
    decided_at: datetime | None
