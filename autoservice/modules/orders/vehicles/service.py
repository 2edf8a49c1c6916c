"""The service that keeps cars."""

from typing import Any

from autoservice.events.vehicles import (
    OdometerRead,
    VehicleAdded,
    VehicleArchived,
    VehicleChanged,
    VehicleDeleted,
    VehicleEvent,
)
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.removal import Removal, RemovalView
from autoservice.modules.orders.vehicles.errors import VehicleExists, VehicleNotFound, VehicleOutdated
from autoservice.modules.orders.vehicles.models import OdometerReading, Vehicle
from autoservice.modules.orders.vehicles.ports import Owners, VehicleRepository
from autoservice.modules.orders.vehicles.schemas import (
    NewReading,
    NewVehicle,
    ReadingView,
    VehicleCard,
    VehicleChange,
    VehicleRow,
    VehiclesFilter,
)
from autoservice.shared.access import Permission, Role
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.normal_forms import plate_key
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class VehiclesService(Service):
    """Cars as their owners and the shop see them."""

    def __init__(
        self, unit: Unit, vehicles: VehicleRepository, accounts: Owners, directory: DirectoryService
    ) -> None:
        super().__init__(unit)
        self._vehicles = vehicles
        self._accounts = accounts
        self._directory = directory

    @requires(Permission.READ_VEHICLES)
    async def list_vehicles(self, query: VehiclesFilter) -> Page[VehicleRow]:
        """Return a page of the cars that the actor may see, newest first; raises ``UnknownCursor``.

        A client's own archived cars are left out.
        """
        page = await self._vehicles.page(query, self._actor)
        names = await self._directory.get_names({vehicle.client_id for vehicle in page.items})
        return page.with_items(VehicleRow.model_validate(_row(vehicle, names)) for vehicle in page.items)

    @requires(Permission.READ_VEHICLES)
    async def get_vehicle(self, vehicle_id: int) -> VehicleCard:
        """Return a car with its latest readings; raises ``VehicleNotFound``.

        The row of one that turned out to be another one leads to that.
        """
        vehicle = await self._vehicles.find(vehicle_id, self._actor)
        while vehicle and vehicle.merged_into_id:
            vehicle = await self._vehicles.find(vehicle.merged_into_id, self._actor)
        if vehicle is None:
            raise VehicleNotFound()
        readings = await self._vehicles.readings(vehicle.id)
        names = await self._directory.get_names({vehicle.client_id, *(one.author_id for one in readings)})
        shown = [ReadingView.model_validate(_reading(one, names)) for one in readings]
        return VehicleCard.model_validate({**_row(vehicle, names), "readings": shown})

    @requires(Permission.CREATE_ORDER)
    async def create_vehicle(self, command: NewVehicle) -> VehicleCard:
        """Add a car to the actor's own; one with the same plate that was archived is in use again.

        Raises ``VehicleExists``, ``Unauthenticated`` for an account that has been deleted meanwhile.
        """
        await self._lock_account(self._actor.user_id)
        known = await self._vehicles.of_client(self._actor.user_id, plate_key(command.plate))
        if known and not known.archived_at:
            raise VehicleExists()
        described = command.model_dump(mode="json")
        vehicle = (
            await self._change(known, described) if known else await self._add(self._actor.user_id, described)
        )
        return await self.get_vehicle(vehicle.id)

    @requires(Permission.MANAGE_VEHICLES)
    async def change_vehicle(self, vehicle_id: int, change: VehicleChange) -> VehicleCard:
        """Describe a car anew; raises ``VehicleNotFound``, ``VehicleOutdated``, ``VehicleExists``."""
        vehicle = await self._lock(vehicle_id)
        if change.version != vehicle.version:
            raise VehicleOutdated()
        await self._change(vehicle, change.model_dump(mode="json", exclude={"version"}))
        return await self.get_vehicle(vehicle_id)

    @requires(Permission.MANAGE_VEHICLES)
    async def delete_vehicle(self, vehicle_id: int) -> RemovalView:
        """Delete a car; one that has orders is archived. Raises ``VehicleNotFound``."""
        vehicle = await self._lock(vehicle_id)
        if not await self._vehicles.has_orders(vehicle_id):
            await self._vehicles.delete([vehicle_id])
            self._record(VehicleDeleted(vehicle_id))
            return RemovalView(outcome=Removal.DELETED)
        if not vehicle.archived_at:
            vehicle.archived_at = self._unit.now
            self._record(VehicleArchived(vehicle_id))
        return RemovalView(outcome=Removal.ARCHIVED)

    @requires(Permission.READ_VEHICLES)
    async def record_reading(self, vehicle_id: int, command: NewReading) -> VehicleCard:
        """Enter what the odometer shows; raises ``VehicleNotFound``, ``OdometerLower``."""
        vehicle = await self._lock(vehicle_id)
        before = vehicle.odometer
        is_lower = vehicle.read_odometer(command.value, confirmed=command.confirmed)
        reading = OdometerReading(
            vehicle_id=vehicle_id,
            value=command.value,
            confirmed=is_lower,
            at=self._unit.now,
            author_id=self._actor.user_id,
        )
        self._vehicles.add_reading(reading)
        self._record(OdometerRead(vehicle_id), before, command.value)
        return await self.get_vehicle(vehicle_id)

    @requires(Permission.PLACE_ORDER)
    async def find_to_order(
        self, client_id: int, vehicle_id: int | None, plate: str, make: str, model: str
    ) -> int:
        """Return the id of the client's car: the one with that id, else the one described, which is kept.

        Raises ``VehicleNotFound``, ``Unauthenticated`` for an account that has been deleted meanwhile,
        ``AccessDenied`` to clients for another one's car.
        """
        if client_id != self._actor.user_id:
            self._actor.check(Permission.MANAGE_CLIENTS)
        await self._lock_account(client_id)
        if vehicle_id is None:
            return (await self._add_or_change(client_id, {"plate": plate, "make": make, "model": model})).id
        vehicle = await self._lock(vehicle_id)
        if vehicle.client_id != client_id:
            raise VehicleNotFound()
        return vehicle.id

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_vehicles(self) -> list[dict[str, Any]]:
        """Return all cars of a client, archived ones included, with readings; nothing for other roles."""
        if self._actor.role is not Role.CLIENT:
            return []
        readings = await self._vehicles.readings_of(self._actor.user_id)
        names = await self._directory.get_names({self._actor.user_id, *(one.author_id for one in readings)})
        exported = []
        for vehicle in await self._vehicles.all_of(self._actor.user_id):
            of_it = [_reading(one, names) for one in readings if one.vehicle_id == vehicle.id]
            card = VehicleCard.model_validate({**_row(vehicle, names), "readings": of_it})
            exported.append(card.model_dump(mode="json"))
        return exported

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_vehicles(self) -> None:
        """Delete the cars of the actor's account that have no orders; the others belong to the orders."""
        await self._vehicles.delete_unused(self._actor.user_id)

    async def _add_or_change(self, client_id: int, described: dict[str, Any]) -> Vehicle:
        key = plate_key(described["plate"])
        known = await self._vehicles.of_client(client_id, key)
        if known is None:
            try:
                return await self._add(client_id, described)
            except VehicleExists:
                # Another order for it was just committed.
                known = await self._vehicles.of_client(client_id, key)
        return await self._change(known, described)  # type: ignore[arg-type]

    async def _add(self, client_id: int, described: dict[str, Any]) -> Vehicle:
        vehicle = Vehicle(client_id=client_id, plate="", make="", model="")
        await self._vehicles.save(vehicle, described)
        self._record(VehicleAdded(vehicle.id))
        return vehicle

    async def _change(self, vehicle: Vehicle, described: dict[str, Any]) -> Vehicle:
        if changed := await self._vehicles.save(vehicle, described):
            self._record(VehicleChanged(vehicle.id), after={"fields": changed})
        return vehicle

    def _record(self, event: VehicleEvent, before: Any = None, after: Any = None) -> None:
        self._unit.record(event, event.subject, before, after)

    async def _lock_account(self, user_id: int) -> None:
        if not await self._accounts.lock_against_erasure(user_id):
            raise Unauthenticated()

    async def _lock(self, vehicle_id: int) -> Vehicle:
        vehicle = await self._vehicles.lock(vehicle_id, self._actor)
        if vehicle is None or vehicle.plate_key is None:
            raise VehicleNotFound()
        return vehicle


def _row(vehicle: Vehicle, names: dict[int, str]) -> dict[str, Any]:
    shown = {name: getattr(vehicle, name) for name in VehicleRow.model_fields if hasattr(vehicle, name)}
    return shown | {
        "client_name": names.get(vehicle.client_id, ""),
        "is_archived": vehicle.archived_at is not None,
    }


def _reading(reading: OdometerReading, names: dict[int, str]) -> dict[str, Any]:
    return {**reading.model_dump(), "author_name": names.get(reading.author_id, "")}
