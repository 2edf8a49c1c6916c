"""When orders will be done, read for all orders of a page at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.orders.calendar import Calendar
from autoservice.modules.orders.opening_hours.ports import OpeningHoursRepository
from autoservice.modules.orders.opening_hours.service import view_hours
from autoservice.modules.orders.schedule import (
    ScheduledOrder,
    Work,
    earliest_completion,
    estimate_completion,
    has_estimate,
    work_before,
)


class Workload(Protocol):
    """What mechanics have to do."""

    async def work_of(self, mechanic_ids: Sequence[int]) -> list[Work]:
        """Return the open work of the mechanics in all open orders, but for what is on hold."""
        ...


class Estimates:
    """Estimates for some orders, with two queries however many they are; with none where none is possible."""

    def __init__(self, hours: OpeningHoursRepository, workload: Workload, zone: str) -> None:
        self._hours = hours
        self._workload = workload
        self._zone = zone

    async def find(self, orders: Sequence[ScheduledOrder], now: datetime) -> dict[int, datetime | None]:
        """Return when each of the orders will be done (UTC), by id; those of which it can be said."""
        estimated = [order for order in orders if has_estimate(order)]
        if not estimated:
            return {}
        calendar, work = await self._read(estimated)
        return {
            order.id: estimate_completion(order, work_before(order.id, work), calendar, now)
            for order in estimated
        }

    async def find_earliest(
        self, orders: Sequence[ScheduledOrder], now: datetime
    ) -> dict[int, datetime | None]:
        """Return when each of the orders can be done at the earliest, on hold or not, by id."""
        if not orders:
            return {}
        calendar, work = await self._read(orders)
        return {
            order.id: earliest_completion(order, work_before(order.id, work), calendar, now)
            for order in orders
        }

    async def _read(self, orders: Sequence[ScheduledOrder]) -> tuple[Calendar, list[Work]]:
        calendar = view_hours(*await self._hours.read(), self._zone).calendar
        mechanics = {stage.mechanic_id for order in orders for stage in order.stages if stage.mechanic_id}
        is_useful = mechanics and not calendar.is_empty
        return calendar, await self._workload.work_of(sorted(mechanics)) if is_useful else []
