"""Facts about cars."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class VehicleEvent(Event):
    """Something happened to one car."""

    vehicle_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"vehicle:{self.vehicle_id}"


@dataclass(frozen=True)
class VehicleAdded(VehicleEvent, name="vehicle_added"):
    """A car was added to a client's."""


@dataclass(frozen=True)
class VehicleChanged(VehicleEvent, name="vehicle_changed"):
    """A car was described anew."""


@dataclass(frozen=True)
class VehicleArchived(VehicleEvent, name="vehicle_archived"):
    """A car is no longer offered when its client orders."""


@dataclass(frozen=True)
class VehicleDeleted(VehicleEvent, name="vehicle_deleted"):
    """A car without orders was deleted."""


@dataclass(frozen=True)
class OdometerRead(VehicleEvent, name="odometer_read"):
    """It was entered what the odometer shows."""
