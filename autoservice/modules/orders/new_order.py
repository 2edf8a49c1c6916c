"""The commands that choose services of the catalog: to order them for a car."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, Protocol

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_core import PydanticCustomError

from autoservice.modules.orders.errors import PriceChanged
from autoservice.modules.orders.vehicles.plates import Plate
from autoservice.modules.orders.vehicles.schemas import CarName
from autoservice.shared.validation import STORABLE, CalendarDay, Id, Whole, none_if_blank

MOST_SERVICES: Final = 20
# The services whose prices a page shows.
MOST_PRICES: Final = 1000
Price = Annotated[Whole, Field(ge=0, le=2**31 - 1)]


def _is_absent(value: object) -> bool:
    return value is None or value in ([], {})


def _listed(value: object) -> object:
    """Return what a form sends of one ticked box as a list."""
    return [value] if isinstance(value, str | int) else value


def _read_json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise PydanticCustomError("prices", "An object of prices is expected.") from error


class ChosenServices(BaseModel):
    """Services of the catalog, each once; ``service_id`` alone is one.

    ``prices`` are those that were shown, in minor units by the services' ids (a form sends JSON), and
    ``price_minor`` their sum: with others nothing is ordered.
    """

    # What is not there is no part of what tells a repetition from another request.
    service_id: Annotated[Id | None, Field(exclude_if=_is_absent)] = None
    service_ids: Annotated[
        list[Id],
        BeforeValidator(_listed),
        Field(max_length=MOST_SERVICES, exclude_if=_is_absent, validate_default=True),
    ] = []
    price_minor: Annotated[Whole | None, Field(ge=0, le=MOST_SERVICES * 2**31, exclude_if=_is_absent)] = None
    prices: Annotated[
        dict[Id, Price], BeforeValidator(_read_json), Field(max_length=MOST_PRICES, exclude_if=_is_absent)
    ] = {}

    @field_validator("service_ids")
    @classmethod
    def _choose(cls, value: list[int], info: ValidationInfo) -> list[int]:
        alone = info.data.get("service_id", "invalid")
        if not value and alone is None:
            raise PydanticCustomError("services", "No service is chosen.")
        if len(set(value)) < len(value) or (value and alone not in (None, "invalid")):
            raise PydanticCustomError("services_twice", "A service is chosen twice.")
        return value

    @property
    def services(self) -> list[int]:
        """Return the ids of the services in their order."""
        return self.service_ids or [self.service_id or 0]


class NewOrder(ChosenServices):
    """The command to order services for a car, at the prices that the client was shown.

    The car is one of the client's own, by ``vehicle_id``, or described by plate, make and model.
    ``wished_on`` is a day of the shop's calendar.
    """

    vehicle_id: Annotated[Id | None, BeforeValidator(none_if_blank), Field(exclude_if=_is_absent)] = None
    plate: Annotated[Plate, Field(validate_default=True)] = ""
    make: Annotated[CarName, Field(validate_default=True)] = ""
    model: Annotated[CarName, Field(validate_default=True)] = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=STORABLE)] = ""
    wished_on: Annotated[CalendarDay | None, BeforeValidator(none_if_blank), Field(exclude_if=_is_absent)] = (
        None
    )

    @field_validator("plate", "make", "model", mode="wrap")
    @classmethod
    def _describe(cls, value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> str:
        # What stands in the hidden fields of a form that chose a car is no part of the order.
        return "" if info.data.get("vehicle_id") else str(validate(value))


class NewClientOrder(NewOrder):
    """The command of an administrator to order for a client."""

    client_id: Id


class Priced(Protocol):
    """What of a service its price is checked by."""

    @property
    def id(self) -> int: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def check_prices(command: ChosenServices, services: Sequence[Priced]) -> None:
    """Check that the services cost what the client was shown; raises ``PriceChanged`` with their sum."""
    total = sum(service.price_minor for service in services)
    as_shown = (command.prices.get(one.id, one.price_minor) == one.price_minor for one in services)
    if command.price_minor not in (None, total) or not all(as_shown):
        raise PriceChanged(total, services[0].currency)
