"""A car in the viewer's language."""

from dataclasses import dataclass

from autoservice.modules.orders.vehicles.labels import UNITS
from autoservice.modules.orders.vehicles.schemas import ReadingView, VehicleRow
from autoservice.modules.orders.vehicles.units import OdometerUnit
from autoservice.shared.i18n import N_, format_moment, format_number, translate
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

VEHICLES = "/vehicles"
VehicleVar = ViewModelVar


@dataclass(frozen=True)
class VehicleViewModel:
    """One car, ready to be shown; ``label`` names it in a list to choose from."""

    id: str = ""
    url: str = ""
    order_url: str = ""
    name: str = ""
    plate: str = ""
    label: str = ""
    vin: str = ""
    odometer: str = ""
    owner: str = ""
    is_archived: bool = False


@dataclass(frozen=True)
class ReadingViewModel:
    """What an odometer showed, when, and who entered it."""

    value: str
    at: str
    by: str


def vehicle_view_model(vehicle: VehicleRow, viewer: Viewer) -> VehicleViewModel:
    """Return the car in the viewer's language."""
    name = f"{vehicle.make} {vehicle.model}"
    odometer = vehicle.odometer
    return VehicleViewModel(
        id=str(vehicle.id),
        url=f"{VEHICLES}/{vehicle.id}",
        order_url=f"/orders/new?vehicle={vehicle.id}",
        name=f"{name}, {vehicle.year}" if vehicle.year else name,
        plate=vehicle.plate,
        label=f"{vehicle.plate} · {name}",
        vin=vehicle.vin,
        odometer="" if odometer is None else distance(viewer.locale, odometer, vehicle.odometer_unit),
        owner=vehicle.client_name,
        is_archived=vehicle.is_archived,
    )


def reading_view_model(reading: ReadingView, unit: OdometerUnit, viewer: Viewer) -> ReadingViewModel:
    """Return the reading in the viewer's language."""
    value = distance(viewer.locale, reading.value, unit)
    corrected = translate(viewer.locale, N_("%(reading)s, corrected"), reading=value)
    return ReadingViewModel(
        value=corrected if reading.confirmed else value,
        at=format_moment(viewer.locale, reading.at, viewer.zone),
        by=reading.author_name,
    )


def distance(locale: str, value: int, unit: OdometerUnit) -> str:
    """Return what an odometer shows, such as "123 456 km"."""
    return f"{format_number(locale, value)} {translate(locale, UNITS[unit])}"
