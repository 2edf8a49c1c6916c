"""What the cars need from outside."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from autoservice.modules.orders.vehicles.models import OdometerReading, Vehicle
from autoservice.modules.orders.vehicles.schemas import VehiclesFilter
from autoservice.shared.access import Actor
from autoservice.shared.pagination import Page


class Owners(Protocol):
    """The accounts of the cars' owners."""

    async def lock_against_erasure(self, user_id: int) -> bool:
        """Whether the account is in use; if so, it cannot be erased before the transaction ends."""
        ...


class VehicleRepository(Protocol):
    """Cars, read through the viewer: another client's is not found."""

    async def find(self, vehicle_id: int, viewer: Actor) -> Vehicle | None: ...

    async def lock(self, vehicle_id: int, viewer: Actor) -> Vehicle | None:
        """Return the car as ``find`` does, locked until the transaction ends."""
        ...

    async def of_client(self, client_id: int, plate_key: str) -> Vehicle | None:
        """Return the client's car whose plate has that normal form, locked until the transaction ends."""
        ...

    async def page(self, query: VehiclesFilter, viewer: Actor) -> Page[Vehicle]: ...

    async def save(self, vehicle: Vehicle, described: Mapping[str, Any]) -> list[str]:
        """Write a car as described, which has its id afterwards; returns the names of what differs.

        Raises ``VehicleExists`` if another car of the client has the plate.
        """
        ...

    async def has_orders(self, vehicle_id: int) -> bool: ...

    async def delete(self, vehicle_ids: Sequence[int]) -> None:
        """Delete cars that have no orders, with their readings."""
        ...

    async def delete_unused(self, client_id: int) -> None:
        """Delete the client's cars that have no orders, with their readings."""
        ...

    async def all_of(self, client_id: int) -> Sequence[Vehicle]: ...

    async def readings_of(self, client_id: int) -> Sequence[OdometerReading]:
        """Return the readings of all cars of the client, the newest first."""
        ...

    def add_reading(self, reading: OdometerReading) -> None: ...

    async def readings(self, vehicle_id: int) -> Sequence[OdometerReading]:
        """Return the latest readings, the newest first."""
        ...
