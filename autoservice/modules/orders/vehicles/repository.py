"""Cars in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, delete, exists, false, select, true, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from autoservice.modules.auth.search_tokens import PERSON
from autoservice.modules.orders.models import Order, OrderStage
from autoservice.modules.orders.vehicles.errors import VehicleExists
from autoservice.modules.orders.vehicles.models import OdometerReading, Vehicle
from autoservice.modules.orders.vehicles.schemas import VehiclesFilter
from autoservice.modules.orders.vehicles.search_tokens import VEHICLE
from autoservice.shared.access import Actor, Permission
from autoservice.shared.normal_forms import plate_key
from autoservice.shared.pagination import Keyset, Page, read_page
from autoservice.shared.search import Term, all_of, owners, parse_query, tokens_gone
from autoservice.shared.validation import Id

READINGS: Final = 20
NEWEST_FIRST: Final = Keyset[Vehicle](
    name="vehicles",
    columns=(col(Vehicle.id),),
    key=lambda vehicle: (vehicle.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition under which a viewer may know that a car exists."""
    if viewer.may(Permission.READ_ALL_ORDERS):
        return true()
    if viewer.may(Permission.READ_OWN_ORDERS):
        return col(Vehicle.client_id) == viewer.user_id
    if viewer.may(Permission.READ_ASSIGNED_ORDERS):
        mine = (
            (col(Order.vehicle_id) == col(Vehicle.id))
            & (col(OrderStage.order_id) == col(Order.id))
            & (col(OrderStage.mechanic_id) == viewer.user_id)
        )
        return exists().where(mine).correlate(Vehicle)
    return false()


def same_car(vehicle_id: int, viewer: Actor) -> Select[Any]:
    """Return the query for the ids of a car's rows: to those who may read all orders also other clients'."""
    this, other = col(Vehicle.id) == vehicle_id, aliased(Vehicle)
    rows = [select(col(Vehicle.id)).where(this)]
    if viewer.may(Permission.READ_ALL_ORDERS):
        for name in ("plate_key", "vin_key"):
            alike = getattr(other, name) == getattr(Vehicle, name)
            rows.append(select(col(other.id)).join(Vehicle, alike).where(this))
    found = union(*rows).subquery()
    return select(*found.c)


def with_plate(plate: str) -> Select[Any]:
    """Return the query for the ids of the cars whose plate has the same normal form."""
    return select(col(Vehicle.id)).where(col(Vehicle.plate_key) == plate_key(plate))


class SqlVehicleRepository:
    """``VehicleRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, vehicle_id: int, viewer: Actor) -> Vehicle | None:
        """Return the car if ``viewer`` may see it."""
        found: Vehicle | None = await self._session.scalar(_one(vehicle_id, viewer))
        return found

    async def lock(self, vehicle_id: int, viewer: Actor) -> Vehicle | None:
        """Return the car under a row lock."""
        query = _one(vehicle_id, viewer).with_for_update().execution_options(populate_existing=True)
        locked: Vehicle | None = await self._session.scalar(query)
        return locked

    async def of_client(self, client_id: int, plate_key: str) -> Vehicle | None:
        """Return the client's car whose plate has that normal form, locked until the transaction ends."""
        theirs = (col(Vehicle.client_id) == client_id, col(Vehicle.plate_key) == plate_key)
        query = select(Vehicle).where(*theirs).with_for_update()
        found: Vehicle | None = await self._session.scalar(query.execution_options(populate_existing=True))
        return found

    async def page(self, query: VehiclesFilter, viewer: Actor) -> Page[Vehicle]:
        """Return a page of what ``viewer`` may see, the newest first; raises ``UnknownCursor``."""
        fitting = select(Vehicle).where(
            visible_to(viewer), col(Vehicle.plate_key).is_not(None), *_found_by(query.q, viewer)
        )
        if query.client:
            fitting = fitting.where(col(Vehicle.client_id) == query.client)
        if viewer.may(Permission.READ_OWN_ORDERS):
            fitting = fitting.where(col(Vehicle.archived_at).is_(None))
        counted = fitting.with_only_columns(col(Vehicle.id))
        return await read_page(
            self._session, NEWEST_FIRST, query, lambda window: window.apply(fitting), counted
        )

    async def save(self, vehicle: Vehicle, described: Mapping[str, Any]) -> list[str]:
        """Write a car as described, which has its id afterwards; returns the names of what differs.

        Raises ``VehicleExists``.
        """
        try:
            async with self._session.begin_nested():
                changed = vehicle.describe(described)
                self._session.add(vehicle)
        except IntegrityError as error:
            raise VehicleExists() from error
        return changed

    async def has_orders(self, vehicle_id: int) -> bool:
        """Return whether the car has any order."""
        query = select(col(Order.id)).where(col(Order.vehicle_id) == vehicle_id).limit(1)
        return await self._session.scalar(query) is not None

    async def delete(self, vehicle_ids: Sequence[int]) -> None:
        """Delete cars that have no orders, with their readings."""
        for statement in (
            delete(OdometerReading).where(col(OdometerReading.vehicle_id).in_(vehicle_ids)),
            tokens_gone(VEHICLE, *vehicle_ids),
            delete(Vehicle).where(col(Vehicle.id).in_(vehicle_ids)),
        ):
            await self._session.execute(statement)

    async def delete_unused(self, client_id: int) -> None:
        """Delete the client's cars that have no orders, with their readings."""
        has_orders = exists().where(col(Order.vehicle_id) == col(Vehicle.id))
        query = select(col(Vehicle.id)).where(col(Vehicle.client_id) == client_id, ~has_orders)
        await self.delete((await self._session.scalars(query)).all())

    async def all_of(self, client_id: int) -> Sequence[Vehicle]:
        """Return all cars of the client, archived ones included."""
        query = select(Vehicle).where(col(Vehicle.client_id) == client_id).order_by(col(Vehicle.id))
        return (await self._session.scalars(query)).all()

    async def readings_of(self, client_id: int) -> Sequence[OdometerReading]:
        """Return the readings of all cars of the client, the newest first."""
        query = (
            select(OdometerReading)
            .join(Vehicle, col(Vehicle.id) == col(OdometerReading.vehicle_id))
            .where(col(Vehicle.client_id) == client_id)
            .order_by(col(OdometerReading.id).desc())
        )
        return (await self._session.scalars(query)).all()

    def add_reading(self, reading: OdometerReading) -> None:
        """Insert a reading with the transaction."""
        self._session.add(reading)

    async def readings(self, vehicle_id: int) -> Sequence[OdometerReading]:
        """Return the latest readings, the newest first."""
        query = (
            select(OdometerReading)
            .where(col(OdometerReading.vehicle_id) == vehicle_id)
            .order_by(col(OdometerReading.id).desc())
            .limit(READINGS)
        )
        return (await self._session.scalars(query)).all()


def _one(vehicle_id: int, viewer: Actor) -> Select[Any]:
    return select(Vehicle).where(col(Vehicle.id) == vehicle_id, visible_to(viewer))


def _found_by(text: str, viewer: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions that a car fits each part of ``text``: by itself or by its owner."""
    terms = parse_query(text)
    if not viewer.may(Permission.READ_USERS):
        terms = [term.without_contacts() for term in terms]
    return [col(Vehicle.id).in_(all_of([_found(term) for term in terms]))] if terms else []


def _found(term: Term) -> Select[Any]:
    # One after the other, not alternatives of one condition: each goes through an index of its own.
    sources = (
        col(Vehicle.id).in_(owners(VEHICLE, [term])),
        col(Vehicle.client_id).in_(owners(PERSON, [term])),
    )
    found = union(*(select(col(Vehicle.id)).where(source) for source in sources)).subquery()
    return select(*found.c)
