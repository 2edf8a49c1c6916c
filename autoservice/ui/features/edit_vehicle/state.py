"""The form of one car."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.vehicles.errors import VehicleNotFound, VehicleOutdated
from autoservice.modules.orders.vehicles.schemas import NewVehicle, VehicleCard, VehicleChange
from autoservice.modules.orders.vehicles.units import OdometerUnit
from autoservice.modules.orders.vehicles.vins import is_doubtful
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.entities.vehicle import VEHICLES
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

FIELDS: Final = ("plate", "make", "model", "vin", "year", "odometer_unit")
EMPTY: Final = dict.fromkeys(FIELDS, "") | {"odometer_unit": OdometerUnit.KILOMETRES.value, "version": ""}


@requires_permission(Permission.MANAGE_VEHICLES)
class EditVehicleState(FormMixin, rx.State):
    """The car as the form shows it at first; ``values`` by the names of the fields."""

    # The id, empty for a new car.
    vehicle_id: str = ""
    path: str = ""
    title: str = ""
    missing: bool = False
    outdated: bool = False
    values: dict[str, str] = EMPTY
    saved: bool = False
    is_doubtful: bool = False
    is_asked: bool = False
    # Another value makes the form a new one, which begins with ``values``.
    form_key: str = ""

    @rx.event
    async def open_new(self) -> None:
        """Begin with an empty form."""
        self._begin_page()
        if has_returned(self):
            return
        self.vehicle_id, self.missing, self.values, self.is_doubtful = "", False, EMPTY, False
        self.form_key = f"new {self.accepted}"

    @rx.event
    async def open(self) -> None:
        """Read the car at the address."""
        self._begin_page()
        await self._read_present()

    @rx.event
    async def show_present(self) -> None:
        """Show the present values instead of what was typed."""
        self.vehicle_id = ""
        await self._read_present()
        self.errors, self.outdated = {}, False
        self.form_key = f"{self.form_key} again"

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the car, or add it; show the errors and keep the input otherwise."""
        self.saved, self.outdated = False, False
        try:
            vehicle = await self._save({name: str(form.get(name, "")) for name in EMPTY})
        except (DomainError, ValidationError) as error:
            self.outdated = isinstance(error, VehicleOutdated)
            self._refuse(error, form)
            return None
        self._accept()
        if not self.vehicle_id:
            return rx.redirect(f"{VEHICLES}/{vehicle.id}")
        self._show(vehicle)
        self.saved = True
        return None

    @rx.event
    async def ask(self) -> None:
        """Ask whether the car is to be removed."""
        self.is_asked = True

    @rx.event
    async def cancel(self) -> None:
        """Remove nothing."""
        self.is_asked = False

    @rx.event
    async def remove(self) -> Any:
        """Delete the car, or archive one that has orders, and lead to the list."""
        viewer, self.is_asked = current_viewer(), False
        try:
            async with transaction(viewer.actor) as unit:
                await unit.services.vehicles.delete_vehicle(int(self.vehicle_id or 0))
        except VehicleNotFound:
            pass
        is_own = viewer.actor.may(Permission.READ_OWN_ORDERS)
        return rx.redirect(VEHICLES if is_own else "/admin/vehicles")

    async def _read_present(self) -> None:
        try:
            async with read_only(current_viewer().actor) as unit:
                vehicle = await unit.services.vehicles.get_vehicle(id_of(self.router.url.path))
        except VehicleNotFound:
            self.missing, self.vehicle_id = True, ""
            return
        self.missing = False
        # What somebody is typing stays; the version tells whether it is still in time.
        if not (has_returned(self) and self.vehicle_id == str(vehicle.id)):
            self._show(vehicle)

    async def _save(self, typed: Mapping[str, str]) -> VehicleCard:
        actor = current_viewer().actor
        if not self.vehicle_id:
            command = NewVehicle.model_validate({name: typed[name] for name in FIELDS})
            async with transaction(actor) as unit:
                return await unit.services.vehicles.create_vehicle(command)
        change = VehicleChange.model_validate(typed)
        async with transaction(actor) as unit:
            return await unit.services.vehicles.change_vehicle(int(self.vehicle_id), change)

    def _begin_page(self) -> None:
        self.path = self.router.url.path
        if not has_returned(self):
            self.saved, self.errors, self.outdated, self.is_asked = False, {}, False, False

    def _show(self, vehicle: VehicleCard) -> None:
        self.vehicle_id, self.title = str(vehicle.id), f"{vehicle.make} {vehicle.model}"
        shown = {name: getattr(vehicle, name) for name in EMPTY}
        self.values = {name: "" if value is None else str(value) for name, value in shown.items()}
        self.is_doubtful = is_doubtful(vehicle.vin)
        self.form_key = f"{vehicle.id} {vehicle.version}"
