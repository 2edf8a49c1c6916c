"""What the opening hours are stored in."""

from collections.abc import Sequence
from typing import Protocol

from autoservice.modules.orders.opening_hours.models import OpeningPeriod, ShopCalendar


class OpeningHoursRepository(Protocol):
    """The shop's one calendar."""

    async def read(self) -> tuple[int, Sequence[OpeningPeriod]]:
        """Return its version, 0 where there is none yet, and its periods in the order of their entry."""
        ...

    async def lock(self) -> ShopCalendar | None:
        """Return the calendar, locked until the transaction ends."""
        ...

    async def add(self) -> ShopCalendar | None:
        """Insert the calendar; ``None`` if somebody else was faster."""
        ...

    async def replace(self, calendar_id: int, periods: Sequence[OpeningPeriod]) -> None:
        """Store these periods instead of all former ones."""
        ...
