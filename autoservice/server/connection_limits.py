"""Limits of a worker's HTTP connections, in all and by network.

Open pages are not counted here: the websocket's edge limits them by session and network.
"""

import resource
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from ipaddress import ip_network
from typing import Final

from autoservice.shared.request_context import network_of, unmapped

# File descriptors that are reserved for the database and files.
RESERVED_FILES: Final = 256
MAX_CONNECTIONS: Final = 4096


class ConnectionLimits:
    """The HTTP connections of one worker, counted by network."""

    def __init__(self, per_network: int, trusted: Iterable[str] = (), maximum: int = MAX_CONNECTIONS) -> None:
        self._per_network = per_network
        self._maximum = maximum
        # All clients of a proxy have its address: the proxy must limit them.
        self._trusted = tuple(ip_network(name, strict=False) for name in trusted)
        self._networks: dict[Hashable, str] = {}
        self._counts: Counter[str] = Counter()
        # Idle connections with the functions that close them, the longest idle first.
        self._idle: dict[Hashable, Callable[[], None]] = {}

    def add(self, connection: Hashable, address: str) -> bool:
        """Count the connection; return ``False`` if its network or the worker has reached the limit.

        At the worker's limit the connection that has been idle longest is closed, if there is one.
        """
        network = network_of(address)
        if self._counts[network] >= self._per_network and not self._is_trusted(address):
            return False
        if len(self._networks) >= self._maximum and not self._close_longest_idle():
            return False
        self._networks[connection] = network
        self._counts[network] += 1
        return True

    def remove(self, connection: Hashable) -> None:
        """Remove the connection, if it is counted."""
        self._idle.pop(connection, None)
        network = self._networks.pop(connection, None)
        if network is not None:
            self._counts[network] -= 1
            if not self._counts[network]:
                del self._counts[network]

    def mark_idle(self, connection: Hashable, end: Callable[[], None]) -> None:
        """Record that the connection is idle; ``end`` closes it."""
        self._idle[connection] = end

    def mark_busy(self, connection: Hashable) -> None:
        """Record that the connection has a request."""
        self._idle.pop(connection, None)

    def _close_longest_idle(self) -> bool:
        for connection, end in self._idle.items():
            self.remove(connection)
            end()
            return True
        return False

    def _is_trusted(self, address: str) -> bool:
        with suppress(ValueError):
            parsed = unmapped(address)
            return any(parsed in network for network in self._trusted)
        return False


def max_connections(maximum: int = MAX_CONNECTIONS) -> int:
    """Return the limit of connections of the process; raises its limit of open files to the maximum."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = 1 << 20
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    # The other half is for open pages.
    return max(16, min(maximum, (soft - RESERVED_FILES) // 2))
