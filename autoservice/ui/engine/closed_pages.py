"""Closed pages: their States are removed soon, and their memory is returned to the system.

Reflex keeps a State for an hour after its last event. A returning page is filled anew in any case, so the
State of a closed one is kept for a moment only.
"""

import asyncio
import ctypes
import gc
from typing import Any, Final

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

CLOSED_SECONDS: Final = 30.0
# A garbage collection blocks the worker for some milliseconds, so it runs once for so many pages.
PAGES_PER_CLEANUP: Final = 50
CLEANUP_SECONDS: Final = 5.0


class ClosedPages:
    """The recently closed pages of one worker."""

    def __init__(self, app: rx.App, seconds: float = CLOSED_SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._removed = 0

    def add(self, client_token: str) -> None:
        """Remove the State of a closed page, unless the page returns in time."""
        asyncio.get_running_loop().call_later(self._seconds, self._remove, client_token)

    def _remove(self, client_token: str) -> None:
        manager: Any = self._app.state_manager
        namespace = self._app.event_namespace
        # States in Redis expire by themselves.
        if not isinstance(manager, StateManagerMemory) or namespace is None:
            return
        if client_token in namespace.token_to_sid:
            return
        lock = manager._states_locks.get(client_token)
        if lock is not None and lock.locked():
            # An event of the page still runs.
            self.add(client_token)
            return
        manager._purge_token(BaseStateToken(ident=client_token, cls=rx.State))
        self._count()

    def _count(self) -> None:
        self._removed += 1
        if self._removed == PAGES_PER_CLEANUP:
            asyncio.get_running_loop().call_later(CLEANUP_SECONDS, self._clean_up)

    def _clean_up(self) -> None:
        self._removed = 0
        release_memory()


def release_memory() -> None:
    """Free the memory that only a garbage collection finds, and return free pages to the system."""
    gc.collect()
    # Only the GNU C library keeps free pages and has this function.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
