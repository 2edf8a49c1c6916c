"""What goes in and out of the orders module."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError

from autoservice.modules.orders.workflow import OrderStatus, StageState
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, Id

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=STORABLE)]


def normalise_plate(plate: str) -> str:
    """Capitals, no blanks or dashes, 2 to 15 letters and digits; raises ``PydanticCustomError`` otherwise."""
    bare = re.sub(r"[\s-]", "", plate).upper()
    if not 2 <= len(bare) <= 15 or not bare.isalnum():
        raise PydanticCustomError("plate", "Not a number plate.")
    return bare


Plate = Annotated[str, StringConstraints(max_length=40), AfterValidator(normalise_plate)]


class NewOrder(BaseModel):
    """What a client asks for."""

    service_id: Id
    plate: Plate
    make: Line
    model: Line
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=STORABLE)] = ""


class Assignment(BaseModel):
    """Who is to do the work."""

    mechanic_id: Id


class OrdersFilter(PageRequest):
    """Which orders are wanted, newest first; ``active`` leaves out the delivered and cancelled."""

    status: OrderStatus | None = None
    active: bool = False

    @property
    def narrows(self) -> bool:
        """Whether not all orders are wanted."""
        return self.active or self.status is not None


class VehicleView(BaseModel):
    """A car."""

    plate: str
    make: str
    model: str


class StageView(BaseModel):
    """One stage as whoever may see the order sees it."""

    id: int
    position: int
    code: str
    name_ru: str
    name_en: str
    norm_minutes: int
    state: StageState
    mechanic_id: int | None
    mechanic_name: str
    started_at: datetime | None
    done_at: datetime | None
    version: int


class OrderView(BaseModel):
    """An order with its stages; ``progress`` is in percent of norm-hours."""

    id: int
    status: OrderStatus
    progress: int
    version: int
    client_id: int
    client_name: str
    service_name_ru: str
    service_name_en: str
    price_minor: int
    currency: str
    note: str
    vehicle: VehicleView
    created_at: datetime
    updated_at: datetime
    stages: list[StageView]

    @property
    def current_stage(self) -> StageView | None:
        """The first stage that is not closed, if any."""
        closed = (StageState.DONE, StageState.SKIPPED)
        return next((stage for stage in self.stages if stage.state not in closed), None)

    @property
    def mechanic_ids(self) -> set[int]:
        """Everybody who has a stage of the order."""
        return {stage.mechanic_id for stage in self.stages if stage.mechanic_id}


class OrderAudience(BaseModel):
    """Whom a change of an order concerns."""

    client_id: int
    mechanic_ids: set[int]
