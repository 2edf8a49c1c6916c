"""The runtime of one worker process, from its start to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from autoservice.runtime.denials import Denials
from autoservice.runtime.housekeeping import run_housekeeping
from autoservice.runtime.identity import Identity
from autoservice.runtime.orphans import Orphans, OrphanSweep
from autoservice.runtime.promise_watch import watch_promises
from autoservice.runtime.reacting import Reactor
from autoservice.runtime.relay import Relay
from autoservice.runtime.unit_of_work import UnitOfWork, open_unit
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.clock import Clock, system_clock
from autoservice.shared.idempotency import RequestKey
from autoservice.wiring.adapters import Adapters

log = structlog.get_logger(__name__)


class Runtime:
    """Adapters, relay, identity and units of work."""

    def __init__(self, adapters: Adapters, clock: Clock = system_clock) -> None:
        self.adapters = adapters
        self.settings: Settings = adapters.settings
        self.clock = clock
        lanes = Reactor(self.read_only, self.transaction, adapters).lanes()
        self.relay = Relay(adapters.engine, lanes, self.settings.relay_poll_seconds, clock)
        self.identity = Identity(adapters, clock)
        self.denials = Denials(self.transaction, clock)
        self.orphans = Orphans(self.read_only, adapters.storage, clock)

    @asynccontextmanager
    async def transaction(self, actor: Actor, key: RequestKey | None = None) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work that writes, committed at its end, or in an error that keeps its writes.

        With a ``key``, ``unit.is_repetition`` tells whether the same request was committed before.
        """
        async with self.denials.auditing(actor), self._open(actor, key, writing=True) as unit:
            yield unit

    @asynccontextmanager
    async def read_only(self, actor: Actor, key: RequestKey | None = None) -> AsyncIterator[UnitOfWork]:
        """Open a unit that only reads. Each statement sees what is committed; see ``take_snapshot``."""
        async with self.denials.auditing(actor), self._open(actor, key, writing=False) as unit:
            yield unit

    @asynccontextmanager
    async def _open(
        self, actor: Actor, key: RequestKey | None, *, writing: bool
    ) -> AsyncIterator[UnitOfWork]:
        async with open_unit(self.adapters, self.relay, actor, self.clock, writing=writing, key=key) as unit:
            yield unit

    async def is_ready(self) -> bool:
        """Return whether the database answers."""
        try:
            async with self.read_only(SYSTEM) as unit:
                await unit.session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            log.exception("database_away")
            return False
        return True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run relay, hub and housekeeping for as long as the block lasts; then close everything."""
        listening = asyncio.create_task(self.adapters.hub.run())
        sweep = OrphanSweep(self.orphans)
        jobs = (
            self.relay.run(),
            run_housekeeping(self.transaction, sweep),
            watch_promises(self.read_only, self.transaction),
        )
        working = [asyncio.create_task(job) for job in jobs]
        try:
            yield
        finally:
            await _end(*working)
            # Running attempts may still publish.
            await self.relay.stop()
            await _end(listening)
            await self.adapters.close()


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
