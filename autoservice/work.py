"""One command, one transaction.

``async with work(actor) as w`` opens the only kind of transaction that writes:
rows, audit entries and outbox messages are committed together when the block
ends well, and the relay begins with what they owe. ``view`` is its read-only sister.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.bootstrap import Adapters, Services, build_services
from autoservice.events import Event
from autoservice.modules.auth.repository import SqlUsersRepository
from autoservice.runtime.reacting import Reactor
from autoservice.runtime.relay import Relay
from autoservice.settings import Settings
from autoservice.shared.access import GUEST, SYSTEM, Actor
from autoservice.shared.audit import AuditEntry, append, new_entry
from autoservice.shared.batching import Batcher
from autoservice.shared.budget import Budget
from autoservice.shared.clock import Clock, system_clock
from autoservice.shared.db import open_session
from autoservice.shared.errors import AccessDenied, DomainError
from autoservice.shared.idempotency import forget_old, recall, reserve
from autoservice.shared.origin import current_origin, network_of
from autoservice.shared.outbox import OutboxMessage
from autoservice.wiring.reactions import REACTIONS

log = structlog.get_logger(__name__)

HOUSEKEEPING_SECONDS: Final = 3600.0
# Dead sessions and tokens stay that long: an administrator may want to look at them.
KEPT_WHEN_OVER: Final = timedelta(days=1)


@dataclass
class Work:
    """The unit of work: ``Unit`` for the services, and the services for the edges."""

    session: AsyncSession
    actor: Actor
    now: datetime
    writes: bool
    relay: Relay
    services: Services = field(init=False)
    owed: list[OutboxMessage] = field(default_factory=list)
    entries: list[AuditEntry] = field(default_factory=list)

    async def pause(self) -> None:
        """Give the connection back while something slow is done; rows stay as they were read."""
        if self.writes:
            raise RuntimeError("A writing transaction cannot pause: it would lose what it has written.")
        await self.session.close()

    def emit(self, event: Event) -> None:
        """Owe the event's reactions, in this transaction."""
        reactions = [reaction.name for reaction in REACTIONS.get(type(event), ())]
        self.owed += self.relay.enqueue(self.session, event, reactions, self.now)

    def audit(self, action: str, subject: str, before: Any = None, after: Any = None) -> None:
        """Write one audit entry at the end of this transaction; what may be in it, ``shared.audit`` says."""
        self.entries.append(new_entry(self.actor, self.now, action, subject, before, after))


class Runtime:
    """What one worker process runs on: adapters, relay, and the door to transactions."""

    def __init__(self, outside: Adapters, clock: Clock = system_clock) -> None:
        self.outside = outside
        self.settings: Settings = outside.settings
        self.clock = clock
        lanes = Reactor(self.view, outside).lanes()
        self.relay = Relay(outside.engine, lanes, self.settings.relay_poll_seconds, clock)
        self._actors = Batcher(self.actors_of_sessions)
        self._denials = Budget()

    @asynccontextmanager
    async def work(self, actor: Actor) -> AsyncIterator[Work]:
        """A writing transaction, committed if the block ends well or in an error that leaves a trace."""
        async with self._auditing_denials(actor), open_session(self.outside.engine, writing=True) as session:
            unit = self._unit(session, actor, writes=True)
            try:
                yield unit
            except DomainError as error:
                if error.leaves_trace:
                    await self._commit(unit)
                raise
            await self._commit(unit)

    @asynccontextmanager
    async def _auditing_denials(self, actor: Actor) -> AsyncIterator[None]:
        """Write down what a service refused, once the refused transaction is over."""
        try:
            yield
        except AccessDenied as error:
            await self.audit_denied(actor, "service", error.refused_by or error.code)
            raise

    async def _commit(self, unit: Work) -> None:
        await append(unit.session, unit.entries)
        await unit.session.commit()
        self.relay.begin(unit.owed)

    @asynccontextmanager
    async def view(self, actor: Actor) -> AsyncIterator[Work]:
        """A unit that only reads. Each of its statements sees what is committed; see ``take_snapshot``."""
        async with self._auditing_denials(actor), open_session(self.outside.engine, writing=False) as session:
            yield self._unit(session, actor, writes=False)

    def _unit(self, session: AsyncSession, actor: Actor, *, writes: bool) -> Work:
        unit = Work(session, actor, self.clock(), writes, self.relay)
        unit.services = build_services(unit, self.outside)
        return unit

    async def audit_denied(self, actor: Actor, action: str, subject: str) -> None:
        """Write down, in a transaction of its own, that an edge or a service refused ``actor``.

        ``action`` is a word for the kind of call, ``subject`` the operation or the event handler
        as the code names it; neither is a URL, which may carry a token. Of a flood, some are
        written and the rest is counted. Never raises.
        """
        caller = f"user:{actor.user_id}" if actor.user_id else network_of(current_origin().address)
        left_out = self._denials.spend(caller, self.clock())
        if left_out is None:
            return
        try:
            async with self.work(actor) as unit:
                unit.audit("denied", subject, after={"action": action, **left_out})
        except Exception:
            # The refusal itself stands, with or without its entry.
            log.exception("denial_not_audited")
            self._denials.give_back(left_out)

    async def actor_of(self, token: str | None) -> Actor:
        """Who is behind a token now: the session's and the account's rows decide, every time."""
        session_id = self.outside.tokens.read(token, self.clock()) if token else None
        return await self.actor_of_session(session_id) if session_id else GUEST

    async def actor_of_session(self, session_id: str) -> Actor:
        """Who is behind a session now; a guest if it is over. Callers of one moment share a query."""
        return await self._actors.load(session_id) or GUEST

    async def actors_of_sessions(self, session_ids: Sequence[str]) -> dict[str, Actor]:
        """Who is behind these sessions now, without those that are over; one query."""
        async with open_session(self.outside.engine, writing=False) as session:
            guarded = self.settings.require_second_factor
            return await SqlUsersRepository(session).live_actors(session_ids, self.clock(), guarded)

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.view(SYSTEM) as unit:
                await unit.session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            log.exception("database_away")
            return False
        return True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Relay, hub and housekeeping at work for as long as the block lasts; then everything is closed."""
        listening = asyncio.create_task(self.outside.hub.run())
        working = [asyncio.create_task(job) for job in (self.relay.run(), self._keep_house())]
        try:
            yield
        finally:
            await _end(*working)
            # What still runs may have something to publish.
            await self.relay.stop()
            await _end(listening)
            await self.outside.close()

    async def clean_up(self) -> None:
        """Delete what is over: sessions, tokens, devices, answers kept for a repetition."""
        async with self.work(SYSTEM) as unit:
            await unit.services.auth.purge(KEPT_WHEN_OVER)
            await forget_old(unit.session, unit.now)

    async def _keep_house(self) -> None:
        """Delete what is over from time to time; several workers may do so at once."""
        while True:
            try:
                await self.clean_up()
            except Exception:
                log.exception("housekeeping_failed")
            await asyncio.sleep(HOUSEKEEPING_SECONDS)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass(frozen=True)
class Answer:
    """What a command answered, the first time or again."""

    status: int
    body: Any


Command = Callable[[Work], Awaitable[BaseModel | None]]


async def once(actor: Actor, key: str | None, fingerprint: str, command: Command, status: int) -> Answer:
    """Run ``command`` in one transaction, or repeat the answer that ``key`` was given before.

    ``fingerprint`` tells a repetition from a key used for something else
    (``IdempotencyKeyReused``). Errors are not kept: their transaction left no trace.
    """
    try:
        return await _run_once(actor, key, fingerprint, command, status)
    except IntegrityError:
        # The same request reserved the key first and has committed since: its answer is ours.
        async with view(actor) as unit:
            stored = await recall(unit.session, actor.user_id, key, fingerprint) if key else None
        if stored is None:
            raise
        return Answer(stored.status, stored.body)


async def _run_once(actor: Actor, key: str | None, fingerprint: str, command: Command, status: int) -> Answer:
    async with work(actor) as unit:
        stored = await recall(unit.session, actor.user_id, key, fingerprint) if key else None
        if stored:
            return Answer(stored.status, stored.body)
        place = await reserve(unit.session, actor.user_id, key, fingerprint, unit.now) if key else None
        result = await command(unit)
        answer = Answer(status, result.model_dump(mode="json") if result else None)
        if place:
            place.status, place.body = answer.status, answer.body
    return answer


_runtime: Runtime | None = None


def start(runtime: Runtime | None) -> None:
    """Make ``runtime`` the process's own; ``None`` forgets it."""
    global _runtime
    _runtime = runtime


def runtime() -> Runtime:
    """The process's runtime; raises ``RuntimeError`` before start-up."""
    if _runtime is None:
        raise RuntimeError("The program has not been started: call work.start() first.")
    return _runtime


def work(actor: Actor) -> AbstractAsyncContextManager[Work]:
    """A writing transaction of the process's runtime."""
    return runtime().work(actor)


def view(actor: Actor) -> AbstractAsyncContextManager[Work]:
    """A reading unit of the process's runtime."""
    return runtime().view(actor)
