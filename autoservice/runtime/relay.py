"""The relay: runs the reactions of the outbox's messages, each in its lane.

A message that this process commits in a lane that begins at once is leased to it from the beginning and
starts right after the commit; its row is only the fallback for a crash in between. All others are claimed
when they are due. No attempt waits for another: each is settled when it ends, together with those that
ended at about the same time.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from contextvars import Context
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col

from autoservice.runtime.lanes import Lane, unknown_reactions
from autoservice.runtime.leases import ClaimRequest, Leases, Outcome
from autoservice.shared.clock import Clock, system_clock
from autoservice.shared.outbox import LEASE, KeptWaiting, OutboxMessage, enqueue
from autoservice.shared.unit import Fact

log = structlog.get_logger(__name__)

# A lease is renewed several times before it would expire.
RENEW: Final = LEASE / 5
# Attempts that end within this time share a transaction, which does not compete with the readings
# that the change has just caused.
SETTLE_SECONDS: Final = 0.2
# Less than the server waits for its workers to end.
DRAIN_SECONDS: Final = 4.0


class Relay:
    """Runs the enqueued reactions in one worker."""

    def __init__(
        self,
        engine: AsyncEngine,
        lanes: Iterable[Lane],
        poll_seconds: float = 1.0,
        clock: Clock = system_clock,
    ) -> None:
        self.owner = uuid.uuid4().hex
        self._lanes = (*lanes, unknown_reactions())
        self._lane_of = {name: lane for lane in self._lanes for name in lane.handlers}
        self._poll_seconds = poll_seconds
        self._clock = clock
        self._leases = Leases(engine, self.owner, clock)
        self._running = False
        # Leased to this relay, from the claim to the settlement.
        self._leased: dict[int, OutboxMessage] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._wake, self._ended = asyncio.Event(), asyncio.Event()

    def enqueue(
        self, session: AsyncSession, fact: Fact, reactions: Sequence[str], now: datetime
    ) -> list[OutboxMessage]:
        """Enqueue the reactions to ``fact`` in the session's transaction; ``begin`` them after the commit."""
        messages = enqueue(session, fact, reactions, now)
        for message in messages:
            if self._running and self._lane(message).at_once:
                message.lease(self.owner, now)
        return messages

    def begin(self, messages: Sequence[OutboxMessage]) -> None:
        """Start committed messages; those beyond a lane's limit are claimed when their lease expires."""
        for message in messages:
            if message.lease_owner != self.owner:
                self._wake.set()
            elif self._lane(message).free:
                self._start(message)

    async def run(self) -> None:
        """Relay until cancelled; an unavailable database is tried again."""
        self._running = True
        async with asyncio.TaskGroup() as group:
            group.create_task(_repeat(self._start_all_due, self._wake, self._poll_seconds))
            group.create_task(_repeat(self._settle_together, self._ended, self._poll_seconds))
            group.create_task(_repeat(self.renew, asyncio.Event(), RENEW.total_seconds()))

    async def stop(self) -> None:
        """Wait a little for running attempts, and release the others; ``run`` must be over."""
        self._running = False
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self.settle()
            if self._leased:
                await self._leases.release(list(self._leased.values()))
        except Exception:
            # The leases expire by themselves.
            log.exception("leases_not_given_back")

    async def relay_once(self) -> int:
        """Run the due messages within the lanes' limits to their end; return how many were claimed."""
        claimed = await self._start_due()
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self.settle()
        return claimed

    async def renew(self) -> None:
        """Renew the leases of attempts that take longer than a lease."""
        soon = self._clock() + LEASE - RENEW
        expiring = [message for message in self._leased.values() if message.due_at <= soon]
        if expiring:
            await self._leases.renew(expiring)

    async def settle(self) -> None:
        """Settle the attempts that have ended."""
        outcomes, self._outcomes = self._outcomes, []
        if not outcomes:
            return
        try:
            await self._leases.settle(outcomes)
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        for outcome in outcomes:
            self._leased.pop(outcome.message.id, None)

    async def _settle_together(self) -> None:
        if self._outcomes:
            await asyncio.sleep(SETTLE_SECONDS)
            await self.settle()

    async def _start_all_due(self) -> None:
        while await self._start_due():
            pass

    async def _start_due(self) -> int:
        requests = [ClaimRequest(self._condition_of(lane), lane.free) for lane in self._lanes if lane.free]
        claimed = await self._leases.claim(requests, self._leased)
        for message in claimed:
            self._start(message)
        return len(claimed)

    def _lane(self, message: OutboxMessage) -> Lane:
        return self._lane_of.get(message.reaction, self._lanes[-1])

    def _condition_of(self, lane: Lane) -> ColumnElement[bool]:
        reaction = col(OutboxMessage.reaction)
        return reaction.in_(list(lane.handlers)) if lane.handlers else reaction.not_in(list(self._lane_of))

    def _start(self, message: OutboxMessage) -> None:
        lane = self._lane(message)
        lane.running += 1
        self._leased[message.id] = message
        # A context of its own: the reaction is no part of the request that caused it.
        task = asyncio.get_running_loop().create_task(self._attempt(lane, message), context=Context())
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._finish(lane, ended))

    def _finish(self, lane: Lane, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not lane.free:
            # Other messages may be waiting for a free attempt.
            self._wake.set()
        lane.running -= 1

    async def _attempt(self, lane: Lane, message: OutboxMessage) -> None:
        error, is_kept = "", False
        try:
            async with asyncio.timeout(lane.seconds):
                await lane.handlers[message.reaction](message.event, message.payload)
        except Exception as failure:
            log.warning("reaction_failed", reaction=message.reaction, event_name=message.event, exc_info=True)
            error, is_kept = _describe(failure, lane), isinstance(failure, KeptWaiting)
        self._outcomes.append(Outcome(message, error, is_kept))
        self._ended.set()


def _describe(failure: Exception, lane: Lane) -> str:
    text = str(failure) or (f"not over in {lane.seconds:g} s" if isinstance(failure, TimeoutError) else "")
    return f"{type(failure).__name__}: {text}"[:2000]


async def _repeat(step: Callable[[], Awaitable[None]], signal: asyncio.Event, seconds: float) -> None:
    """Run the step, again after each signal, and after so many seconds without one."""
    while True:
        signal.clear()
        try:
            await step()
        except Exception:
            log.exception("relay_failed")
        # Not ``wait_for``: it loses a cancellation that comes together with the signal.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await signal.wait()
