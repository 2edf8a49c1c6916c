"""Token bucket: a sustained rate and a burst."""

import time
from collections.abc import Callable

Clock = Callable[[], float]


class TokenBucket:
    """A bucket that is filled with ``per_second`` tokens a second, up to ``at_once``."""

    def __init__(self, per_second: float, at_once: float, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._per_second, self._at_once = per_second, at_once
        self._tokens = float(at_once)
        self._counted_at = clock()

    def take(self, price: float = 1) -> bool:
        """Spend ``price`` tokens; return whether there were enough."""
        now = self._clock()
        earned = (now - self._counted_at) * self._per_second
        self._tokens = min(self._tokens + earned, self._at_once)
        self._counted_at = now
        affordable = price <= self._tokens
        if affordable:
            self._tokens -= price
        return affordable
