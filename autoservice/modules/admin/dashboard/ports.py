"""Where the dashboard is read from."""

from datetime import date, datetime
from typing import Protocol

from autoservice.modules.admin.dashboard.schemas import Money, OrderCounts


class DashboardRepository(Protocol):
    """Sums over open orders, and over what was completed."""

    async def count_orders(self, today: date) -> OrderCounts:
        """Return how many open orders need what."""
        ...

    async def sum_money(
        self, month: datetime, day: datetime, end: datetime, currency: str
    ) -> tuple[Money, Money]:
        """Return what was completed from ``day`` to ``end``, and from ``month`` on."""
        ...

    async def has_orders(self) -> bool:
        """Return whether there was ever an order."""
        ...
