"""``/api/vehicles``: cars, their odometers; their histories are ``/api/orders?vehicle=``."""

from typing import Annotated

from fastapi import APIRouter, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.catalog.removal import RemovalView
from autoservice.modules.orders.vehicles.errors import (
    OdometerLower,
    VehicleExists,
    VehicleNotFound,
    VehicleOutdated,
)
from autoservice.modules.orders.vehicles.schemas import (
    NewReading,
    NewVehicle,
    VehicleCard,
    VehicleChange,
    VehicleRow,
    VehiclesFilter,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page
from autoservice.shared.validation import Id

router = APIRouter(prefix="/vehicles", tags=["vehicles"], route_class=DocumentedRoute)


@router.get("")
@requires_permission(Permission.READ_VEHICLES)
async def list_vehicles(query: Annotated[VehiclesFilter, Query()], actor: CurrentActor) -> Page[VehicleRow]:
    """One page of the cars the caller may see, newest first; a client's own without the archived ones."""
    async with read_only(actor) as unit:
        return await unit.services.vehicles.list_vehicles(query)


@router.post("", status_code=201)
@requires_permission(Permission.CREATE_ORDER)
@fails_with(VehicleExists)
async def create_vehicle(command: NewVehicle, actor: CurrentActor, key: Key) -> VehicleCard:
    """Add a car of one's own."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.vehicles.get_vehicle(unit.result_id)
        vehicle = await unit.services.vehicles.create_vehicle(command)
        unit.result_id = vehicle.id
        return vehicle


@router.get("/{vehicle_id}")
@requires_permission(Permission.READ_VEHICLES)
@fails_with(VehicleNotFound)
async def get_vehicle(vehicle_id: Id, actor: CurrentActor) -> VehicleCard:
    """One car with its latest odometer readings; somebody else's is not found."""
    async with read_only(actor) as unit:
        return await unit.services.vehicles.get_vehicle(vehicle_id)


@router.put("/{vehicle_id}")
@requires_permission(Permission.MANAGE_VEHICLES)
@fails_with(VehicleNotFound, VehicleOutdated, VehicleExists)
async def change_vehicle(vehicle_id: Id, change: VehicleChange, actor: CurrentActor, key: Key) -> VehicleCard:
    """Describe a car anew."""
    async with transaction(actor, key.of(change)) as unit:
        if unit.is_repetition:
            return await unit.services.vehicles.get_vehicle(vehicle_id)
        return await unit.services.vehicles.change_vehicle(vehicle_id, change)


@router.delete("/{vehicle_id}")
@requires_permission(Permission.MANAGE_VEHICLES)
@fails_with(VehicleNotFound)
async def delete_vehicle(vehicle_id: Id, actor: CurrentActor) -> RemovalView:
    """Delete a car; one that has orders is archived."""
    async with transaction(actor) as unit:
        return await unit.services.vehicles.delete_vehicle(vehicle_id)


@router.post("/{vehicle_id}/readings", status_code=201)
@requires_permission(Permission.READ_VEHICLES)
@fails_with(VehicleNotFound, OdometerLower)
async def record_reading(vehicle_id: Id, command: NewReading, actor: CurrentActor, key: Key) -> VehicleCard:
    """Enter what a car's odometer shows; a lower reading than before needs ``confirmed``."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.vehicles.get_vehicle(vehicle_id)
        return await unit.services.vehicles.record_reading(vehicle_id, command)
