"""The watch over promises: what cannot be kept is recorded, so that the client is told in time."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

import structlog

from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import SYSTEM, Actor

log = structlog.get_logger(__name__)

WATCH_SECONDS: Final = 60.0
Unit = Callable[[Actor], AbstractAsyncContextManager[UnitOfWork]]


async def record_slips(read_only: Unit, transaction: Unit) -> int:
    """Record each promise that cannot be kept, each in a transaction of its own; returns how many."""
    after: int | None = 0
    recorded = 0
    while after is not None:
        async with read_only(SYSTEM) as unit:
            late, after = await unit.services.promises.find_slips(after)
        for order_id in late:
            async with transaction(SYSTEM) as unit:
                recorded += await unit.services.promises.record_slip(order_id)
    return recorded


async def watch_promises(read_only: Unit, transaction: Unit) -> None:
    """Record promises that cannot be kept, periodically; several workers may do so at once."""
    while True:
        try:
            await record_slips(read_only, transaction)
        except Exception:
            log.exception("promise_watch_failed")
        await asyncio.sleep(WATCH_SECONDS)
