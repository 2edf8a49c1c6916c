"""Limits of the log lines that clients can cause."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

import structlog

from autoservice.shared.request_context import current_request_context, network_of
from autoservice.shared.token_bucket import Clock, TokenBucket

# The lines that one client may cause: a second in the long run, and in a burst.
PER_CLIENT: Final = (0.2, 20)
# Addresses are cheap for an attacker, so all clients together have a limit too.
ALL_CLIENTS: Final = (2.0, 200)
# The lines of a library without a known client, at one place of its code.
PER_CODE_LINE: Final = (0.1, 10)
BUCKETS: Final = 2_000


class LogLimits:
    """Structlog processor that drops lines beyond the limit of the client that causes them.

    The next line that is written has the number of the dropped ones. Lines that no client causes pass.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()
        self._total = TokenBucket(*ALL_CLIENTS, clock)
        self._dropped = 0

    def __call__(
        self, logger: structlog.typing.WrappedLogger, method: str, entry: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        """Return the line, or raise ``DropEvent`` beyond the limit."""
        if not self._is_within_limits(entry):
            self._dropped += 1
            raise structlog.DropEvent
        if self._dropped:
            entry["left_out"], self._dropped = self._dropped, 0
        return entry

    def _is_within_limits(self, entry: structlog.typing.EventDict) -> bool:
        if address := current_request_context().ip_address:
            return self._bucket(network_of(address), PER_CLIENT).take() and self._total.take()
        if entry["event"] == "library":
            return self._bucket((entry["logger"], entry["place"]), PER_CODE_LINE).take()
        return True

    def _bucket(self, key: Hashable, limits: tuple[float, float]) -> TokenBucket:
        bucket = self._buckets.setdefault(key, TokenBucket(*limits, self._clock))
        self._buckets.move_to_end(key)
        if len(self._buckets) > BUCKETS:
            self._buckets.popitem(last=False)
        return bucket
