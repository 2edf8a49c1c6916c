"""The server's extension of ASGI's HTTP scope for answers that do not end by themselves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

# In the "extensions" of a request's scope: the server's ``Stopping``.
STOPPING: Final = "autoservice.stopping"


class Stopping:
    """Whether the server stops. It waits for running answers, and a stream would keep it waiting."""

    def __init__(self) -> None:
        self._has_begun = False
        self._callbacks: list[Callable[[], None]] = []

    def begin(self) -> None:
        """Say that the server stops."""
        self._has_begun = True
        for callback in list(self._callbacks):
            callback()

    @contextmanager
    def telling(self, callback: Callable[[], None]) -> Iterator[None]:
        """Call ``callback`` if the server stops while the context lasts, or has begun to before."""
        if self._has_begun:
            callback()
        self._callbacks.append(callback)
        try:
            yield
        finally:
            self._callbacks.remove(callback)
