"""Where reports are read from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.admin.reports.schemas import MechanicWork, ServiceWork, Totals

Span = tuple[datetime, datetime]


class ReportRepository(Protocol):
    """Sums over the orders of a span of time, from its begin until before its end."""

    async def totals(self, span: Span, currency: str) -> Totals:
        """Return what happened."""
        ...

    async def parts(self, begins: Sequence[datetime], end: datetime, currency: str) -> list[tuple[int, int]]:
        """Return how many orders were completed, and what they came to, from each moment to the next one."""
        ...

    async def services(self, span: Span, currency: str) -> list[ServiceWork]:
        """Return the work by service, what came to most first."""
        ...

    async def mechanics(self, span: Span) -> list[MechanicWork]:
        """Return the work by mechanic, who has done most first, without names."""
        ...
