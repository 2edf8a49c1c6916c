"""Where the board is read from."""

from datetime import date
from typing import Any, Protocol


class BoardRepository(Protocol):
    """The open stages of all orders."""

    async def of_day(self, day: date, today: date) -> list[dict[str, Any]]:
        """Return the first open stages of each mechanic on a day from ``today`` on.

        Each row has the ``count`` and the ``load_minutes`` of its mechanic's whole work of the day.
        """
        ...

    async def load_of_today(self, today: date) -> list[dict[str, Any]]:
        """Return the ``count`` and the ``load_minutes`` of each mechanic's whole work of today."""
        ...

    async def without_day(self) -> list[dict[str, Any]]:
        """Return the same of the orders that are neither planned nor in the shop."""
        ...

    async def count_without_day(self) -> int:
        """Return how many open orders are neither planned nor in the shop."""
        ...
