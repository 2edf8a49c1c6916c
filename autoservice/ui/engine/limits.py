"""Limits of one websocket: a token bucket for its messages, and a count of the refused ones."""

import time
from typing import Final

from autoservice.shared.token_bucket import Clock, TokenBucket

# A person's use of a page is far below this; a script that reaches it is slowed down.
MESSAGES_PER_SECOND: Final = 20
# A page that opens or comes back sends several messages at once.
MESSAGES_AT_ONCE: Final = 60
# A long message counts as several. No page sends one of a tenth of this: files go over REST.
BYTES_PER_MESSAGE: Final = 16_384
# The limit of a client's events that are running or queued.
EVENTS_WAITING: Final = 50

# A client that goes on after this many refused messages in this time is disconnected.
DROPPED_MESSAGES: Final = 200
DROPPED_WITHIN_SECONDS: Final = 10.0


class Allowance(TokenBucket):
    """The token bucket of one websocket; a long message costs several tokens."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        super().__init__(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, clock)

    def take_message(self, size: int) -> bool:
        """Return whether there are tokens for a message of ``size`` bytes; if so, spend them."""
        return self.take(1 + size // BYTES_PER_MESSAGE)


class Refusals:
    """The number of refused messages in the current time window."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._refused = 0

    def count(self) -> int:
        """Count one refused message; return the number in the current window."""
        now = self._clock()
        if now - self._since > DROPPED_WITHIN_SECONDS:
            self._since, self._refused = now, 0
        self._refused += 1
        return self._refused

    @property
    def exhausted(self) -> bool:
        """Return whether the socket has reached the limit and must be closed."""
        return self._refused >= DROPPED_MESSAGES
