"""Closed pages: their States are removed soon, and their memory goes back to the system.

Reflex keeps a State for an hour after its last event. A page that comes back, after a
tunnel or a pocket, is filled anew anyway; what it showed is kept for a moment only.
"""

import asyncio
import ctypes
import gc
from typing import Any, Final

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

CLOSED_SECONDS: Final = 30.0
# So many closed pages are worth a look through the memory, which holds everybody up for some milliseconds.
WORTH_TIDYING: Final = 50
TIDY_SECONDS: Final = 5.0


class ClosedPages:
    """The pages of one worker that were closed a moment ago."""

    def __init__(self, app: rx.App, seconds: float = CLOSED_SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._forgotten = 0

    def add(self, client_token: str) -> None:
        """Remove the State of a closed page, unless the page comes back in time."""
        asyncio.get_running_loop().call_later(self._seconds, self._forget, client_token)

    def _forget(self, client_token: str) -> None:
        manager: Any = self._app.state_manager
        namespace = self._app.event_namespace
        # States in Redis run out by themselves.
        if not isinstance(manager, StateManagerMemory) or namespace is None:
            return
        if client_token in namespace.token_to_sid:
            return
        lock = manager._states_locks.get(client_token)
        if lock is not None and lock.locked():
            # Something that the page has asked for still runs.
            self.add(client_token)
            return
        manager._purge_token(BaseStateToken(ident=client_token, cls=rx.State))
        self._count()

    def _count(self) -> None:
        self._forgotten += 1
        if self._forgotten == WORTH_TIDYING:
            asyncio.get_running_loop().call_later(TIDY_SECONDS, self._tidy)

    def _tidy(self) -> None:
        self._forgotten = 0
        release_memory()


def release_memory() -> None:
    """Free what only a look through the memory finds, and return free pages to the system."""
    gc.collect()
    # Only the GNU C library keeps them and has this.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
