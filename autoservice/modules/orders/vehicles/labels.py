"""Words for what cars have, to be translated where they are shown."""

from typing import Final

from autoservice.modules.orders.vehicles.units import OdometerUnit
from autoservice.shared.i18n import N_

UNITS: Final = {OdometerUnit.KILOMETRES: N_("km"), OdometerUnit.MILES: N_("mi")}
