"""How much one websocket may send: a token bucket, and the end of patience."""

import time
from typing import Final

from autoservice.shared.token_bucket import Clock, TokenBucket

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


class Allowance(TokenBucket):
    """How many messages one websocket may send; a long one counts as several."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        super().__init__(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, clock)

    def take_message(self, size: int) -> bool:
        """Return whether there is enough for a message of ``size`` bytes; if so, it is paid for."""
        return self.take(1 + size // BYTES_PER_MESSAGE)


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
