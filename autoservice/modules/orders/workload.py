"""What mechanics have to do, in SQL."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.models import Order, OrderStage
from autoservice.modules.orders.schedule import Work
from autoservice.modules.orders.workflow import StageState

_THESE: Final[BindParameter[Any]] = bindparam("mechanic_ids", expanding=True)
# Built once: most readings of orders need it.
READ_WORK: Final = (
    select(
        col(OrderStage.order_id),
        col(OrderStage.mechanic_id),
        col(OrderStage.state),
        func.sum(col(OrderStage.norm_minutes)),
    )
    .join(Order, col(Order.id) == col(OrderStage.order_id))
    .where(col(OrderStage.mechanic_id).in_(_THESE), OrderStage.is_open(), Order.is_open())
    .group_by(col(OrderStage.order_id), col(OrderStage.mechanic_id), col(OrderStage.state))
)


class SqlWorkload:
    """``Workload`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def work_of(self, mechanic_ids: Sequence[int]) -> list[Work]:
        """Return the open work of the mechanics in all open orders, but for what is on hold, in one query."""
        rows: Any = await self._session.execute(READ_WORK, {"mechanic_ids": mechanic_ids})
        return [
            Work(order_id, mechanic_id, int(minutes), state == StageState.IN_PROGRESS)
            for order_id, mechanic_id, state, minutes in rows
            if state != StageState.BLOCKED
        ]
