"""The actors of tokens and sessions, read from the session's and the account's rows every time."""

from collections.abc import Sequence

from autoservice.modules.auth.digest import digest
from autoservice.modules.auth.sessions.repository import SqlSessionsRepository
from autoservice.modules.orders.tracking.repository import SqlTrackingLinkRepository, link_session
from autoservice.shared.access import GUEST, Actor
from autoservice.shared.batching import Batcher
from autoservice.shared.clock import Clock
from autoservice.shared.db import open_session
from autoservice.wiring.adapters import Adapters


class Identity:
    """Finds the actors of tokens and sessions."""

    def __init__(self, adapters: Adapters, clock: Clock) -> None:
        self._adapters = adapters
        self._clock = clock
        self._actors = Batcher(self.actors_of_sessions)

    async def actor_of(self, token: str | None) -> Actor:
        """Return the actor of a token now; a guest if it is not valid."""
        session_id = self._adapters.tokens.read(token, self._clock()) if token else None
        return await self.actor_of_session(session_id) if session_id else GUEST

    async def actor_of_session(self, session_id: str) -> Actor:
        """Return the actor of a session now; a guest if it is over. Concurrent callers share a query."""
        return await self._actors.load(session_id) or GUEST

    async def actors_of_sessions(self, session_ids: Sequence[str]) -> dict[str, Actor]:
        """Return the actors of these sessions now, without those that are over, in one query."""
        async with open_session(self._adapters.engine, writing=False) as session:
            guarded = self._adapters.settings.require_second_factor
            now, links = self._clock(), SqlTrackingLinkRepository(session)
            actors = await SqlSessionsRepository(session).live_actors(session_ids, now, guarded)
            return actors | await links.live_actors(session_ids, now)

    async def session_of_link(self, token: str | None) -> str:
        """Return the session that a tracking link's token stands for; empty if it opens nothing."""
        if not token:
            return ""
        async with open_session(self._adapters.engine, writing=False) as session:
            link = await SqlTrackingLinkRepository(session).find_alive(digest(token), self._clock())
            return link_session(link) if link else ""
