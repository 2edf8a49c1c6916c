"""The unit of work: one command, one transaction; rows, audit entries and outbox messages together."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.events.base import Event
from autoservice.runtime.relay import Relay
from autoservice.shared.access import Actor
from autoservice.shared.audit import NewEntry, append, new_entry
from autoservice.shared.db import open_session, reading_first
from autoservice.shared.errors import DomainError
from autoservice.shared.feed import Place, add_facts
from autoservice.shared.idempotency import RequestKey, find_handled, find_or_reserve, release, set_result
from autoservice.shared.outbox import OutboxMessage
from autoservice.wiring.adapters import Adapters
from autoservice.wiring.reactions import Reaction, reactions_to
from autoservice.wiring.services import Services


@dataclass
class UnitOfWork:
    """One transaction: ``Unit`` for the services, and the services for the edges."""

    session: AsyncSession
    actor: Actor
    now: datetime
    writes: bool
    relay: Relay
    services: Services = field(init=False)
    messages: list[OutboxMessage] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    # With a key: whether its request was handled before, and the id of what it made (to be set, or found).
    is_repetition: bool = False
    result_id: int = 0
    _facts: list[tuple[NewEntry, Place]] = field(default_factory=list)
    _reserved: RequestKey | None = None
    _said: set[Reaction] = field(default_factory=set)

    async def use(self, key: RequestKey) -> None:
        """Recall or reserve the key of the request; raises ``IdempotencyKeyReused``."""
        if self.writes:
            handled = await find_or_reserve(self.session, self.actor.user_id, key, self.now)
            self._reserved = None if handled else key
        else:
            handled = await find_handled(self.session, self.actor.user_id, key)
        self.is_repetition = handled is not None
        self.result_id = (handled and handled.result_id) or 0

    def reading_first(self) -> AbstractAsyncContextManager[None]:
        """Read without a transaction while the block lasts; raises ``RuntimeError`` once it has begun."""
        return reading_first(self.session)

    def emit(self, event: Event, due_at: datetime | None = None) -> None:
        """Enqueue the event's reactions in this transaction, but for what earlier ones say already.

        They run after the commit, or from ``due_at`` on.
        """
        reactions = [reaction for reaction in reactions_to(event) if reaction not in self._said]
        self._said.update(reaction for reaction in reactions if getattr(reaction, "says_all", False))
        names = [reaction.name for reaction in reactions]
        messages = self.relay.enqueue(self.session, event, names, self.now)
        for message in messages:
            if due_at and due_at > self.now:
                message.postpone(due_at)
        self.messages += messages

    def record(
        self, event: Event, subject: str, before: Any = None, after: Any = None, place: Place | None = None
    ) -> None:
        """Store one fact: its reactions, and the audit entry whose action is the event's stored name.

        With a ``place`` in an order's timeline, the fact is in the feed, too.
        """
        self.audit(event.name, subject, before, after)
        if place:
            self._facts.append((self.entries[-1], place))
        self.emit(event)

    def audit(self, action: str, subject: str, before: Any = None, after: Any = None) -> None:
        """Write one audit entry at the end of this transaction; ``shared.audit`` lists what it may have."""
        self.entries.append(new_entry(self.actor, self.now, action, subject, before, after))

    async def commit(self) -> None:
        """Commit the transaction, and let the relay begin with the enqueued messages."""
        if self._reserved and self.result_id:
            await set_result(self.session, self.actor.user_id, self._reserved, self.result_id)
        await append(self.session, self.entries)
        await add_facts(self.session, self._facts)
        await self.session.commit()
        self.relay.begin(self.messages)

    async def commit_without_key(self) -> None:
        """Commit the writes of a refusal without the key; the same request may then be sent again."""
        if self._reserved:
            await release(self.session, self.actor.user_id, self._reserved)
            self._reserved = None
        await self.commit()


@asynccontextmanager
async def open_unit(
    adapters: Adapters,
    relay: Relay,
    actor: Actor,
    clock: Callable[[], datetime],
    *,
    writing: bool,
    key: RequestKey | None = None,
) -> AsyncIterator[UnitOfWork]:
    """Open a unit of work; a writing one commits at its end, or in an error that keeps its writes."""
    async with open_session(adapters.engine, writing=writing) as session:
        unit = UnitOfWork(session, actor, clock(), writing, relay)
        unit.services = Services(unit, adapters)
        # Keys are of accounts: whoever holds a link repeats a decision, which is refused then.
        if key and actor.user_id:
            await unit.use(key)
        try:
            yield unit
        except DomainError as error:
            if writing and error.keeps_writes:
                await unit.commit_without_key()
            raise
        if writing:
            await unit.commit()
