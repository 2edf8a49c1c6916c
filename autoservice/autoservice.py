"""The application object: access gate, REST, pages, and what runs beside them."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from starlette.types import ASGIApp

from autoservice.api.app import create_api, with_middleware
from autoservice.runtime.current import current_runtime, set_runtime
from autoservice.runtime.runtime import Runtime
from autoservice.settings import get_settings
from autoservice.shared.logs import configure_logging
from autoservice.ui.app import create_app
from autoservice.ui.engine.revocation import closing_revoked
from autoservice.wiring.adapters import build_adapters


@asynccontextmanager
async def run_worker() -> AsyncIterator[None]:
    """One worker's life: adapters are made in the worker, never before a fork."""
    _spare_the_collector()
    set_runtime(Runtime(build_adapters(get_settings())))
    try:
        async with current_runtime().running(), closing_revoked():
            yield
    finally:
        set_runtime(None)


def _spare_the_collector() -> None:
    """Keep the garbage collector out of the moments in which everybody is told of a change.

    What the program consists of is never garbage and need not be looked through. And
    notification 500 viewers makes some 20 000 objects that are gone again at its end: by
    the defaults they would be looked through again and again meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


configure_logging(readable=get_settings().demo)
app: rx.App = create_app(create_api())
app.register_lifespan_task(run_worker)


def serve() -> ASGIApp:
    """What the server runs in every worker."""
    return with_middleware(app())
