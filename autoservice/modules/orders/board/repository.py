"""The board in SQL."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Job, Order, OrderStage
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.modules.orders.workflow import BEGUN, OrderStatus

# What is shown of a lane; the rest is counted.
CARDS: Final = 50
_TODAY: Final = bindparam("today", type_=Date)
_DAY: Final = bindparam("day", type_=Date)
# Not EXISTS: PostgreSQL may answer that by reading the begun stages of all orders at once.
_BEGUN: Final = (
    select(col(OrderStage.id))
    .where(col(OrderStage.order_id) == col(Order.id), col(OrderStage.state).in_(sorted(BEGUN)))
    .limit(1)
    .correlate(Order)
    .scalar_subquery()
    .is_not(None)
)
# An order can be put on hold before its car comes.
IN_SHOP: Final = or_(
    col(Order.status).in_([OrderStatus.CHECKED_IN, OrderStatus.IN_PROGRESS, OrderStatus.READY]),
    and_(col(Order.status) == OrderStatus.ON_HOLD.value, _BEGUN),
)
_EXPECTED_TODAY: Final = or_(col(Order.scheduled_on) <= _TODAY, IN_SHOP)
_EXPECTED_LATER: Final = and_(col(Order.scheduled_on) == _DAY, not_(IN_SHOP))
_WITHOUT_DAY: Final = and_(col(Order.scheduled_on).is_(None), not_(IN_SHOP))
_LANE: Final[dict[str, Any]] = {"partition_by": col(OrderStage.mechanic_id)}


def _board(condition: ColumnElement[bool], *first: ColumnElement[Any]) -> Select[Any]:
    """Return all lanes in one statement, each with its first cards and the sums of all of them."""
    queue = (*first, col(Order.queue_key), col(Order.id), col(OrderStage.position))
    numbered = (
        select(
            col(OrderStage.mechanic_id),
            col(OrderStage.id),
            col(OrderStage.order_id),
            col(Order.number_year),
            col(Order.number),
            col(OrderStage.name_ru),
            col(OrderStage.name_en),
            col(Job.name_ru).label("job_ru"),
            col(Job.name_en).label("job_en"),
            col(OrderStage.norm_minutes),
            col(OrderStage.state),
            col(Order.scheduled_on),
            col(Vehicle.plate),
            (col(Vehicle.make) + " " + col(Vehicle.model)).label("car"),
            func.row_number().over(**_LANE, order_by=queue).label("place"),
            func.count().over(**_LANE).label("count"),
            func.sum(col(OrderStage.norm_minutes)).over(**_LANE).label("load_minutes"),
        )
        .join(Order, col(Order.id) == col(OrderStage.order_id))
        .join(Vehicle, col(Vehicle.id) == col(Order.vehicle_id))
        .outerjoin(Job, col(Job.id) == col(OrderStage.job_id))
        .where(OrderStage.is_open(), Order.is_open(), condition)
        .subquery()
    )
    return select(numbered).where(numbered.c.place <= CARDS).order_by(numbered.c.place)


# The sums of the same lanes without their cards.
READ_LOAD_TODAY: Final = (
    select(
        col(OrderStage.mechanic_id),
        func.count().label("count"),
        func.sum(col(OrderStage.norm_minutes)).label("load_minutes"),
    )
    .join(Order, col(Order.id) == col(OrderStage.order_id))
    .where(OrderStage.is_open(), Order.is_open(), _EXPECTED_TODAY)
    .group_by(col(OrderStage.mechanic_id))
)
# What is left from days that are over comes first: a long lane must not hide it.
READ_TODAY: Final = _board(_EXPECTED_TODAY, case((col(Order.scheduled_on) < _TODAY, 0), else_=1))
READ_DAY: Final = _board(_EXPECTED_LATER)
READ_WITHOUT_DAY: Final = _board(_WITHOUT_DAY)
COUNT_WITHOUT_DAY: Final = select(func.count()).select_from(Order).where(Order.is_open(), _WITHOUT_DAY)


class SqlBoardRepository:
    """``BoardRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_day(self, day: date, today: date) -> list[dict[str, Any]]:
        """Return the first open stages of each mechanic on a day from ``today`` on, in one query."""
        if day == today:
            return await self._read(READ_TODAY, today=today)
        return await self._read(READ_DAY, day=day)

    async def load_of_today(self, today: date) -> list[dict[str, Any]]:
        """Return the sums of each mechanic's whole work of today, in one query."""
        rows = await self._session.execute(READ_LOAD_TODAY, {"today": today})
        return [dict(row) for row in rows.mappings()]

    async def without_day(self) -> list[dict[str, Any]]:
        """Return those of the orders that are neither planned nor in the shop, in one query."""
        return await self._read(READ_WITHOUT_DAY)

    async def count_without_day(self) -> int:
        """Return how many open orders are neither planned nor in the shop."""
        return await self._session.scalar(COUNT_WITHOUT_DAY) or 0

    async def _read(self, statement: Select[Any], **parameters: date) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self._session.execute(statement, parameters)).mappings()]
