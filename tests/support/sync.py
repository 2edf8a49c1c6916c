"""Asynchronous code from plain test functions.

Playwright's synchronous API leaves an event loop marked as running in its thread, so
``asyncio.run`` refuses to work there. A thread of its own knows nothing of that.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call ``function`` in a thread of its own and wait for what it returns or raises."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(function, *args, **kwargs).result()


def run_async(coroutine: Coroutine[Any, Any, R]) -> R:
    """Run ``coroutine`` to its end, whether or not a browser is open in this thread."""
    return in_thread(asyncio.run, coroutine)
