"""Commands, queries and views of cars."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field

from autoservice.modules.orders.vehicles.plates import Plate
from autoservice.modules.orders.vehicles.units import OdometerUnit
from autoservice.modules.orders.vehicles.vins import Vin
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, TIDIED, Flag, Id, SearchText, Whole, none_if_blank

CarName = Annotated[str, Field(min_length=1, max_length=60, pattern=STORABLE), TIDIED]
MAX_ODOMETER: Final = 9_999_999
FIRST_YEAR, LAST_YEAR = 1900, 2100


Year = Annotated[Annotated[Whole, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None, BeforeValidator(none_if_blank)]


class NewVehicle(BaseModel):
    """The command to add a car; without a ``year`` or ``vin`` if nobody knows it."""

    plate: Plate
    make: CarName
    model: CarName
    vin: Vin = ""
    year: Year = None
    odometer_unit: OdometerUnit = OdometerUnit.KILOMETRES


class VehicleChange(NewVehicle):
    """The command to describe a car anew; ``version`` is that of the car as the caller read it."""

    version: Id


class NewReading(BaseModel):
    """The command to enter what the odometer shows; ``confirmed`` if it is lower than before, and right."""

    value: Annotated[Whole, Field(ge=0, le=MAX_ODOMETER)]
    confirmed: Flag = False


class VehiclesFilter(PageRequest):
    """The query for a list of cars, newest first; ``q`` is a plate, a VIN, a make or model, or a client.

    ``client`` are the cars of that client.
    """

    q: SearchText = ""
    client: Id | None = None


class ReadingView(BaseModel):
    """What an odometer showed, and who entered it; ``confirmed`` is one that was lower than before."""

    value: int
    confirmed: bool
    at: datetime
    author_name: str


class VehicleRow(BaseModel):
    """A car as lists show it; ``plate`` and ``vin`` as typed, ``odometer`` in ``odometer_unit``."""

    id: int
    client_id: int
    client_name: str
    plate: str
    vin: str
    make: str
    model: str
    year: int | None
    odometer: int | None
    odometer_unit: OdometerUnit
    version: int
    is_archived: bool


class VehicleCard(VehicleRow):
    """A car with its latest odometer readings, the newest first."""

    readings: list[ReadingView]
