"""Errors of cars."""

from autoservice.modules.orders.vehicles.labels import UNITS
from autoservice.modules.orders.vehicles.units import OdometerUnit
from autoservice.shared.errors import Conflict, NotFound
from autoservice.shared.i18n import N_, format_number, translate


class VehicleNotFound(NotFound):
    """No such car, or somebody else's."""

    code = "VehicleNotFound"
    message = N_("There is no such car.")


class VehicleExists(Conflict):
    """Another car of the client has the same number plate."""

    code = "VehicleExists"
    message = N_("There is a car with this number plate already.")
    field = "plate"


class VehicleOutdated(Conflict):
    """The car was changed after the caller had read it."""

    code = "VehicleOutdated"
    message = N_(
        "Somebody else has changed this car meanwhile. Nothing was saved; what you typed is still here."
    )


class OdometerLower(Conflict):
    """The reading is lower than the one before: a question to whoever enters it."""

    code = "OdometerLower"
    message = N_("The odometer showed %(previous)s before. Is the lower reading right?")
    field = "value"

    def __init__(self, previous: int, unit: OdometerUnit) -> None:
        super().__init__(previous="")
        self._previous, self._unit = previous, unit

    def text(self, locale: str) -> str:
        """Return the sentence with the reading before, in ``locale``."""
        shown = f"{format_number(locale, self._previous)} {translate(locale, UNITS[self._unit])}"
        return translate(locale, self.message, previous=shown)
