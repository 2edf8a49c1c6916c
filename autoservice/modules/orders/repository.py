"""Orders in SQL."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Order, OrderStage, TimelineEntry, Vehicle
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.workflow import CLOSED, FINISHED_ORDERS
from autoservice.shared.access import Actor, Role


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """The condition under which ``viewer`` may know that an order exists."""
    if viewer.role in (Role.ADMINISTRATOR, Role.SYSTEM):
        return true()
    if viewer.role is Role.CLIENT:
        return col(Order.client_id) == viewer.user_id
    if viewer.role is Role.MECHANIC:
        mine = (col(OrderStage.order_id) == col(Order.id)) & (col(OrderStage.mechanic_id) == viewer.user_id)
        return exists().where(mine)
    return false()


class SqlOrderRepository:
    """``OrderRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, order: Order, stages: Sequence[OrderStage]) -> None:
        """Insert an order and its stages, giving them their ids."""
        self._session.add(order)
        await self._session.flush()
        for stage in stages:
            stage.order_id = order.id or 0
        self._session.add_all(stages)
        await self._session.flush()

    async def find(self, order_id: int, viewer: Actor) -> Order | None:
        """The order, if ``viewer`` may see it."""
        return await self._session.scalar(select(Order).where(col(Order.id) == order_id, visible_to(viewer)))

    async def lock(self, order_id: int, viewer: Actor) -> Order | None:
        """The order under a row lock (SQLite's write transaction already excludes others)."""
        query = select(Order).where(col(Order.id) == order_id, visible_to(viewer)).with_for_update()
        return await self._session.scalar(query)

    async def page(self, wanted: OrdersFilter, viewer: Actor) -> tuple[list[Order], int]:
        """One page of what ``viewer`` may see, newest first, and the number of all."""
        condition = visible_to(viewer)
        if wanted.status:
            condition = condition & (col(Order.status) == wanted.status.value)
        if wanted.active:
            condition = condition & col(Order.status).not_in(FINISHED_ORDERS)
        query = select(Order).where(condition).order_by(col(Order.id).desc())
        rows = await self._session.scalars(query.limit(wanted.size).offset(wanted.offset))
        total = await self._session.scalar(select(func.count()).select_from(Order).where(condition))
        return list(rows.all()), total or 0

    async def has_open(self, person: Actor) -> bool:
        """Whether an open order is the client's, or has an open stage of the mechanic."""
        theirs = (
            (col(OrderStage.order_id) == col(Order.id))
            & (col(OrderStage.mechanic_id) == person.user_id)
            & col(OrderStage.state).not_in(CLOSED)
        )
        involved = or_(col(Order.client_id) == person.user_id, exists().where(theirs))
        query = select(col(Order.id)).where(col(Order.status).not_in(FINISHED_ORDERS), involved).limit(1)
        return await self._session.scalar(query) is not None

    async def stages(self, order_ids: Sequence[int]) -> dict[int, list[OrderStage]]:
        """Stages in their order, by order, in one query."""
        query = (
            select(OrderStage)
            .where(col(OrderStage.order_id).in_(order_ids))
            .order_by(col(OrderStage.order_id), col(OrderStage.position))
        )
        by_order: dict[int, list[OrderStage]] = defaultdict(list)
        for stage in (await self._session.scalars(query)).all():
            by_order[stage.order_id].append(stage)
        return by_order

    async def audiences(self, order_ids: Collection[int]) -> list[tuple[int, set[int]]]:
        """The client and the mechanics of each order, in one query."""
        query = (
            select(col(Order.id), col(Order.client_id), col(OrderStage.mechanic_id))
            .outerjoin(OrderStage, col(OrderStage.order_id) == col(Order.id))
            .where(col(Order.id).in_(order_ids))
            .distinct()
        )
        found: dict[int, tuple[int, set[int]]] = {}
        for order_id, client_id, mechanic_id in await self._session.execute(query):
            _, mechanics = found.setdefault(order_id or 0, (client_id, set()))
            if mechanic_id:
                mechanics.add(mechanic_id)
        return list(found.values())

    async def vehicles(self, vehicle_ids: Sequence[int]) -> dict[int, Vehicle]:
        """Cars by id, in one query."""
        rows = await self._session.scalars(select(Vehicle).where(col(Vehicle.id).in_(vehicle_ids)))
        return {vehicle.id or 0: vehicle for vehicle in rows.all()}

    async def vehicle_of(self, client_id: int, plate: str) -> Vehicle | None:
        """The client's car with that plate."""
        query = select(Vehicle).where(col(Vehicle.client_id) == client_id, col(Vehicle.plate) == plate)
        return await self._session.scalar(query)

    async def add_vehicle(self, vehicle: Vehicle) -> None:
        """Insert a car, giving it its id."""
        self._session.add(vehicle)
        await self._session.flush()

    def append(self, entry: TimelineEntry) -> None:
        """Insert with the transaction."""
        self._session.add(entry)

    async def timeline(self, order_id: int) -> list[TimelineEntry]:
        """Everything that happened to the order, oldest first."""
        query = (
            select(TimelineEntry)
            .where(col(TimelineEntry.order_id) == order_id)
            .order_by(col(TimelineEntry.number))
        )
        return list((await self._session.scalars(query)).all())
