"""The process's own runtime, and its transactions."""

from contextlib import AbstractAsyncContextManager

from autoservice.runtime.runtime import Runtime
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor
from autoservice.shared.idempotency import RequestKey

_runtime: Runtime | None = None


def set_runtime(runtime: Runtime | None) -> None:
    """Make ``runtime`` the process's own; ``None`` forgets it."""
    global _runtime
    _runtime = runtime


def current_runtime() -> Runtime:
    """Return the process's runtime; raises ``RuntimeError`` before start-up."""
    if _runtime is None:
        raise RuntimeError("The program has not been started: call set_runtime() first.")
    return _runtime


def transaction(actor: Actor, key: RequestKey | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
    """Open a unit of work of the process's runtime that writes."""
    return current_runtime().transaction(actor, key)


def read_only(actor: Actor, key: RequestKey | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
    """Open a unit of work of the process's runtime that only reads."""
    return current_runtime().read_only(actor, key)
