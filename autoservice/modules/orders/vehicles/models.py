"""Tables of cars and of what their odometers showed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from autoservice.modules.orders.vehicles.errors import OdometerLower
from autoservice.modules.orders.vehicles.search_tokens import VEHICLE, vehicle_tokens
from autoservice.modules.orders.vehicles.units import OdometerUnit
from autoservice.shared.db import IDS_ONCE, UtcDateTime, primary_key
from autoservice.shared.normal_forms import plate_key, vin_key
from autoservice.shared.search import keep_indexed


class Vehicle(SQLModel, table=True):
    """A client's car. ``plate`` and ``vin`` are as they were typed, the keys their normal forms.

    A car that turned out to be another one of the same client has no key; its orders are the other's.
    ``odometer`` is the latest reading, in ``odometer_unit``.
    """

    __tablename__ = "vehicle"
    __table_args__ = (
        UniqueConstraint("client_id", "plate_key"),
        Index("ix_vehicle_client_id_id", "client_id", "id"),
        IDS_ONCE,
    )

    id: int = primary_key()
    client_id: int = Field(foreign_key="app_user.id")
    plate: str = Field(max_length=40)
    plate_key: str | None = Field(default=None, max_length=40, index=True)
    vin: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    vin_key: str | None = Field(default=None, max_length=40, index=True)
    merged_into_id: int | None = Field(default=None, foreign_key="vehicle.id", index=True)
    make: str = Field(max_length=60)
    model: str = Field(max_length=60)
    year: int | None = None
    odometer: int | None = None
    odometer_unit: str = Field(
        default=OdometerUnit.KILOMETRES.value, max_length=2, sa_column_kwargs={"server_default": "km"}
    )
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def describe(self, described: Mapping[str, Any]) -> list[str]:
        """Update the named columns; returns those that differ. One that was archived is in use again."""
        changed = [name for name, value in described.items() if getattr(self, name, None) != value]
        for name in changed:
            setattr(self, name, described[name])
        self.plate_key, self.vin_key = plate_key(self.plate), vin_key(self.vin) or None
        if self.archived_at:
            self.archived_at, changed = None, [*changed, "archived_at"]
        self.version += bool(self.id and changed)
        return changed

    def read_odometer(self, value: int, *, confirmed: bool) -> bool:
        """Set the odometer, and return whether it is lower than before.

        Raises ``OdometerLower`` for less than before, unless that is ``confirmed``.
        """
        before = value if self.odometer is None else self.odometer
        if value < before and not confirmed:
            raise OdometerLower(before, OdometerUnit(self.odometer_unit))
        self.odometer = value
        self.version += 1
        return value < before

    def search_tokens(self) -> set[str]:
        """Return the tokens by which the car is found."""
        return vehicle_tokens(self.plate, self.make, self.model, self.vin)


keep_indexed(Vehicle, VEHICLE, ("plate", "make", "model", "vin"))


class OdometerReading(SQLModel, table=True):
    """What a car's odometer showed, in the car's unit; rows are only ever added.

    ``confirmed`` is one that was entered although it is lower than the one before.
    """

    __tablename__ = "odometer_reading"
    __table_args__ = (Index("ix_odometer_reading_vehicle_id_id", "vehicle_id", "id"),)

    id: int = primary_key()
    vehicle_id: int = Field(foreign_key="vehicle.id")
    value: int
    confirmed: bool = False
    at: datetime = Field(sa_type=UtcDateTime)
    author_id: int = Field(foreign_key="app_user.id")
