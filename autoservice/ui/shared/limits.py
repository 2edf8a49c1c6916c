"""How much one websocket may send: a token bucket, and the end of patience."""

import time
from collections.abc import Callable
from typing import Final

# What a person does with a page is far below this; a script that reaches it is slowed down.
MESSAGES_PER_SECOND: Final = 20
# A page that opens or comes back sends several messages at once.
MESSAGES_AT_ONCE: Final = 60
# A long message counts as several. No page sends one of a tenth of this: files go over REST.
BYTES_PER_MESSAGE: Final = 16_384
# So many messages of one client may be in hand or wait their turn.
EVENTS_WAITING: Final = 50

# A client that goes on after this many refused messages in this time is disconnected.
DROPPED_MESSAGES: Final = 200
DROPPED_WITHIN_SECONDS: Final = 10.0

Clock = Callable[[], float]


class Allowance:
    """A token bucket: so many messages a second in the long run, and ``at_once`` in a moment."""

    def __init__(
        self,
        clock: Clock = time.monotonic,
        per_second: float = MESSAGES_PER_SECOND,
        at_once: int = MESSAGES_AT_ONCE,
    ) -> None:
        self._clock = clock
        self._per_second, self._at_once = per_second, at_once
        self._left = float(at_once)
        self._counted_at = clock()

    def take(self, size: int) -> bool:
        """Whether there is enough for a message of ``size`` bytes; if so, it is paid for."""
        now = self._clock()
        earned = (now - self._counted_at) * self._per_second
        self._left = min(self._left + earned, self._at_once)
        self._counted_at = now
        price = 1 + size // BYTES_PER_MESSAGE
        affordable = price <= self._left
        if affordable:
            self._left -= price
        return affordable


class Refusals:
    """The refused messages of the present stretch of time."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._refused = 0

    def count(self) -> int:
        """One more; returns how many that makes."""
        now = self._clock()
        if now - self._since > DROPPED_WITHIN_SECONDS:
            self._since, self._refused = now, 0
        self._refused += 1
        return self._refused

    @property
    def exhausted(self) -> bool:
        """Whether it is enough."""
        return self._refused >= DROPPED_MESSAGES
