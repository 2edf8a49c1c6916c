"""The dashboard in SQL: one statement over the open orders, one over what was completed in the month."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.admin.dashboard.schemas import Money, OrderCounts, StateCount
from autoservice.modules.orders.charged import charged_orders
from autoservice.modules.orders.focusing import condition_of
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.schemas import Focus
from autoservice.modules.orders.workflow import OrderStatus

HAS_ORDERS: Final = select(col(Order.id)).limit(1)


class SqlDashboardRepository:
    """``DashboardRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count_orders(self, today: date) -> OrderCounts:
        """Return how many open orders need what, in one query over them."""
        needs = [_count_if(condition_of(focus, today)).label(focus.value) for focus in Focus]
        query = (
            select(col(Order.status), func.count().label("open"), *needs)
            .where(Order.is_open())
            .group_by(col(Order.status))
        )
        rows = {row["status"]: row for row in (await self._session.execute(query)).mappings()}
        sums = {name: sum(row[name] for row in rows.values()) for name in ("open", *Focus)}
        found = [(status, rows[status][Focus.TODAY]) for status in OrderStatus if status in rows]
        states = [StateCount(status=status, count=count) for status, count in found if count]
        return OrderCounts(**sums, states=states)

    async def sum_money(
        self, month: datetime, day: datetime, end: datetime, currency: str
    ) -> tuple[Money, Money]:
        """Return what was completed on the day and in the month, in one query over the month's orders."""
        orders = charged_orders(month, end, currency)
        is_today = orders.c.completed_at >= day
        query = select(
            _count_if(is_today),
            func.coalesce(func.sum(case((is_today, orders.c.charged_minor), else_=0)), 0),
            func.count(),
            func.coalesce(func.sum(orders.c.charged_minor), 0),
        ).select_from(orders)
        of_day, day_sum, of_month, month_sum = (await self._session.execute(query)).one()
        # A sum over numbers is a decimal in PostgreSQL.
        return (
            Money(orders=of_day, revenue_minor=int(day_sum)),
            Money(orders=of_month, revenue_minor=int(month_sum)),
        )

    async def has_orders(self) -> bool:
        """Return whether there was ever an order."""
        return await self._session.scalar(HAS_ORDERS) is not None


def _count_if(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
