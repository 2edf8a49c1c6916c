"""The command to promise an order."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, NaiveDatetime
from pydantic_core import PydanticCustomError

from autoservice.modules.orders.promises.rules import PromiseReason
from autoservice.shared.validation import YEARS, Whole, none_if_blank


def _by_the_minute(local: datetime) -> datetime:
    # A day off either end could not be told in every zone.
    if local.year not in YEARS:
        raise PydanticCustomError("moment", "Too long ago, or too far away.")
    return local.replace(second=0, microsecond=0)


class OrderPromise(BaseModel):
    """The command to promise an order for ``at``, a time on the wall of the shop: "2026-12-04T18:00".

    ``reason`` is why it is later than what was promised so far. ``version`` is that of the order as the
    caller read it, if it must not have changed since.
    """

    at: Annotated[NaiveDatetime, AfterValidator(_by_the_minute)]
    reason: Annotated[PromiseReason | None, BeforeValidator(none_if_blank)] = None
    version: Annotated[Annotated[Whole, Field(ge=1)] | None, BeforeValidator(none_if_blank)] = None
