"""Housekeeping: deletes what has run out.

Sessions, tokens, devices, push subscriptions, imports, deliveries, messages, SMS, idempotency keys, files
without rows.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Final

import structlog

from autoservice.runtime.orphans import OrphanSweep
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.idempotency import delete_old_keys

log = structlog.get_logger(__name__)

HOUSEKEEPING_SECONDS: Final = 3600.0
# Expired sessions and tokens stay that long, for an administrator to see.
RETENTION: Final = timedelta(days=1)

Transaction = Callable[[Actor], AbstractAsyncContextManager[UnitOfWork]]


async def clean_up(transaction: Transaction) -> None:
    """Delete the expired rows."""
    async with transaction(SYSTEM) as unit:
        # Before the sessions that they belong to.
        await unit.services.push.purge()
        await unit.services.sessions.purge(RETENTION)
        await unit.services.sheets.purge()
        await unit.services.deliveries.purge()
        await unit.services.text_messages.purge()
        await unit.services.messages.purge()
        await delete_old_keys(unit.session, unit.now)


async def run_housekeeping(transaction: Transaction, sweep: OrphanSweep) -> None:
    """Delete expired rows and files without rows periodically; several workers may do so at once."""
    while True:
        await _try(clean_up(transaction))
        await _try(sweep.run())
        await asyncio.sleep(HOUSEKEEPING_SECONDS)


async def _try(chore: Awaitable[None]) -> None:
    try:
        await chore
    except Exception:
        log.exception("housekeeping_failed")
