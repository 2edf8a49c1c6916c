"""The commands that move an order as a whole."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from autoservice.modules.orders.approvals.schemas import REMARK_LENGTH
from autoservice.modules.orders.new_order import ChosenServices
from autoservice.modules.orders.workflow import REMARK_LIMIT, HoldReason
from autoservice.shared.validation import STORABLE, TIDIED, CalendarDay, Flag, Id, none_if_blank

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=REMARK_LIMIT, pattern=STORABLE)]
# A day of the shop; none where a form's field is empty.
UntilDay = Annotated[CalendarDay | None, BeforeValidator(none_if_blank)]


def _as_list(value: Any) -> Any:
    """Return the single value of a form's choice as the list that it stands for."""
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


class OrderStep(BaseModel):
    """A step of an order; ``version`` is the one that the sender saw, if it must not have changed since."""

    version: int | None = None


class AddedJobs(ChosenServices, OrderStep):
    """Services that the client wants as well, at the prices that were shown.

    ``remark`` is for the shop only: it says how and when the client asked for them.
    """

    remark: Annotated[str, Field(max_length=REMARK_LENGTH, pattern=STORABLE), TIDIED] = ""


class Scheduling(OrderStep):
    """The day on which the car is expected, in the shop's zone."""

    day: CalendarDay


class OrderHold(OrderStep):
    """Why all work on an order waits, and until when if that is known; ``remark`` is for the shop only."""

    reason: HoldReason
    remark: Words = ""
    until: UntilDay = None


class Cancellation(OrderStep):
    """Why an order is cancelled: clients need not say it, and read what the shop says."""

    reason: Words = ""


class Reopening(OrderStep):
    """Why a done order is opened again, and from which stages on; ``comeback`` if the car has come back."""

    reason: Words = ""
    comeback: Flag = False
    stage_ids: Annotated[list[Id], BeforeValidator(_as_list), Field(max_length=100)] = []
