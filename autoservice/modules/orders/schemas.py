"""What goes in and out of the orders module."""

import unicodedata
from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from autoservice.modules.orders.jobs import JobKind, JobState, is_approved
from autoservice.modules.orders.workflow import OrderStatus, StageState
from autoservice.shared.normal_forms import plate_key
from autoservice.shared.pagination import PageRequest
from autoservice.shared.printable import INVISIBLE
from autoservice.shared.validation import STORABLE, TIDIED, Id, SearchText

CarName = Annotated[str, Field(min_length=1, max_length=60, pattern=STORABLE), TIDIED]
PLATE_LENGTH: Final = 40
# What people put between the letters and digits of a number plate, beside blanks and dashes of all kinds.
SEPARATORS: Final = frozenset("./\\_|•·№'’`´*\u2212")
BLANKS_DASHES_ACCENTS: Final = frozenset({"Zs", "Pd", "Mn", "Mc"})


def parse_plate(plate: str) -> str:
    """The number plate as typed, in capitals and single blanks; raises ``PydanticCustomError``.

    It has 2 to 15 letters and digits of any country; compared is its normal form (``plate_key``).
    """
    shown = " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", plate)).split()).upper()
    fits = len(shown) <= PLATE_LENGTH and 2 <= len(plate_key(shown)) <= 15
    if not fits or not all(map(_may_stand_in_a_plate, shown)):
        raise PydanticCustomError("plate", "Not a number plate.")
    return shown


def _may_stand_in_a_plate(char: str) -> bool:
    return char.isalnum() or char in SEPARATORS or unicodedata.category(char) in BLANKS_DASHES_ACCENTS


Plate = Annotated[str, StringConstraints(max_length=PLATE_LENGTH), AfterValidator(parse_plate)]


class NewOrder(BaseModel):
    """What a client asks for."""

    service_id: Id
    plate: Plate
    make: CarName
    model: CarName
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=STORABLE)] = ""


class Assignment(BaseModel):
    """Who is to do the work."""

    mechanic_id: Id


class OrdersFilter(PageRequest):
    """Which orders are wanted, newest first; ``active`` leaves out the delivered and cancelled.

    ``q`` is what is searched for: a plate, a number, a client's name, phone or address, a make or model.
    """

    q: SearchText = ""
    status: OrderStatus | None = None
    active: bool = False

    @property
    def narrows(self) -> bool:
        """Whether not all orders are wanted."""
        return self.active or self.status is not None or bool(self.q.strip())


class VehicleView(BaseModel):
    """A car; ``plate`` as it was typed."""

    plate: str
    make: str
    model: str


class JobView(BaseModel):
    """A position of an order, with names and price as agreed; extra work is of no service of the catalog."""

    id: int
    position: int
    kind: JobKind
    state: JobState
    service_id: int | None
    service_version: int | None
    name_ru: str
    name_en: str
    price_minor: int
    currency: str
    created_at: datetime


class StageView(BaseModel):
    """One stage as whoever may see the order sees it; of the whole order without ``job_id``."""

    id: int
    job_id: int | None
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
    """An order with its jobs and stages; ``progress`` is in percent of norm-hours.

    Its names are those of its first approved job, its price is the sum of all approved ones.
    """

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
    jobs: list[JobView]
    stages: list[StageView]

    @property
    def work(self) -> list[JobView]:
        """The jobs by which the order is called: the approved ones, else the first."""
        return [job for job in self.jobs if is_approved(job)] or self.jobs[:1]

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
