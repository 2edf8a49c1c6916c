"""The clock that the program is passed, so that tests can pass their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment in UTC, with its zone."""
    return datetime.now(UTC)
