"""One transaction for all that a demo is filled with: a start that is broken off leaves nothing half made."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.runtime.runtime import Runtime
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor
from autoservice.shared.audit import append
from autoservice.shared.clock import Clock
from autoservice.shared.db import open_session
from autoservice.shared.idempotency import RequestKey
from autoservice.wiring.adapters import Adapters
from autoservice.wiring.services import Services


class JoinedRuntime(Runtime):
    """A runtime whose units of work are parts of one transaction, which ends after all of them."""

    def __init__(self, adapters: Adapters, clock: Clock, session: AsyncSession) -> None:
        super().__init__(adapters, clock)
        self._session = session

    def at(self, clock: Clock) -> "JoinedRuntime":
        """Return the same runtime with another clock."""
        return JoinedRuntime(self.adapters, clock, self._session)

    @asynccontextmanager
    async def _open(
        self, actor: Actor, key: RequestKey | None, *, writing: bool
    ) -> AsyncIterator[UnitOfWork]:
        unit = UnitOfWork(self._session, actor, self.clock(), writing, self.relay)
        unit.services = Services(unit, self.adapters)
        yield unit
        await append(self._session, unit.entries)
        await self._session.flush()


@asynccontextmanager
async def one_transaction(runtime: Runtime) -> AsyncIterator[JoinedRuntime]:
    """Open the transaction, committed at the block's end."""
    async with open_session(runtime.adapters.engine, writing=True) as session:
        yield JoinedRuntime(runtime.adapters, runtime.clock, session)
        await session.commit()
