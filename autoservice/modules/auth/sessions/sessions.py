"""Sessions: refreshing, listing and revoking them."""

import re
from datetime import timedelta
from typing import Final

from autoservice.events.accounts import SessionsRevoked
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository, Vault
from autoservice.modules.auth.digest import digest
from autoservice.modules.auth.errors import SessionOver
from autoservice.modules.auth.models import RefreshToken, Session
from autoservice.modules.auth.sessions.issuing import SESSION_ID_BYTES, SessionIssuer
from autoservice.modules.auth.sessions.known_devices import KNOWN_DEVICE_LIFE
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.modules.auth.sessions.schemas import SessionView, Tokens
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

SESSION_ID: Final = re.compile(f"[0-9a-f]{{{2 * SESSION_ID_BYTES}}}")
# How long the last refresh token works once more: an answer may be lost on its way to a phone.
RETRY_TIME: Final = timedelta(seconds=30)
# So long used tokens are remembered, to know a thief by.
MEMORY: Final = timedelta(days=7)


class SessionsService(Service):
    """The sessions of accounts."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        sessions: SessionsRepository,
        secrets: OneTimeSecretsRepository,
        issuer: SessionIssuer,
        vault: Vault,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._sessions = sessions
        self._secrets = secrets
        self._issuer = issuer
        self._vault = vault

    @requires(Permission.SIGN_IN)
    async def refresh(self, refresh_token: str) -> Tokens:
        """Issue a new pair of tokens for a refresh token, which is used up; raises ``SessionOver``.

        The next token is derived from this one. So whoever asks again within 30 s,
        because the answer was lost or several tabs asked at once, gets the same
        answer, as long as nobody has used what it said. A used token that comes back
        otherwise was stolen, or its successor was: the whole session ends.
        """
        row, session = await self._find_live(refresh_token)
        if row.used_at and not await self._may_repeat(row):
            self._end_stolen(session)
            raise SessionOver()
        following = self._vault.derive("refresh token", refresh_token)
        if not row.used_at:
            row.used_at, row.next_hash = self._unit.now, digest(following)
            self._issuer.add_refresh_token(session, following)
            await self._sessions.forget_refresh_tokens(session.id, self._unit.now - MEMORY)
        session.last_seen_at = self._unit.now
        return self._issuer.issue_tokens(session, following)

    async def _find_live(self, refresh_token: str) -> tuple[RefreshToken, Session]:
        row = await self._sessions.refresh_token(digest(refresh_token))
        session = await self._sessions.find(row.session_id) if row else None
        user = await self._users.find(session.user_id) if session else None
        if not (row and session and user and user.active and session.is_alive(self._unit.now)):
            raise SessionOver()
        return row, session

    async def _may_repeat(self, row: RefreshToken) -> bool:
        following = await self._sessions.refresh_token(row.next_hash or "")
        in_time = row.used_at is not None and self._unit.now - row.used_at <= RETRY_TIME
        return in_time and following is not None and following.used_at is None

    def _end_stolen(self, session: Session) -> None:
        self._unit.audit("refresh_token_reused", f"user:{session.user_id}", after={"session": session.id})
        self._issuer.revoke(session)

    @requires(Permission.SIGN_IN)
    async def sign_out(self, refresh_token: str = "") -> None:
        """End the session that asks, or that of the refresh token, unless it is over already."""
        await self._issuer.sign_out(refresh_token)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def list_sessions(self, query: PageRequest) -> Page[SessionView]:
        """List one page of the account's sessions: this one, then the most recently seen."""
        page = await self._sessions.page(self._actor, self._unit.now, query)
        return page.with_items(_view(row, row.id == self._actor.session_id) for row in page.items)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def revoke_session(self, session_id: str) -> None:
        """End one of the account's sessions; raises ``NotFound``."""
        session = await self._sessions.find(session_id) if SESSION_ID.fullmatch(session_id) else None
        if not session or session.user_id != self._actor.user_id or not session.is_alive(self._unit.now):
            raise NotFound()
        self._unit.audit("session_revoked", f"user:{session.user_id}", after={"session": session.id})
        self._issuer.revoke(session)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def sign_out_everywhere(self) -> None:
        """End all of the account's sessions, this one included."""
        user_id = self._actor.user_id
        ended = await self._sessions.revoke_all(user_id, self._unit.now)
        await self._sessions.forget_known_devices(user_id)
        self._unit.audit("signed_out_everywhere", f"user:{user_id}", after={"sessions": ended})
        self._unit.emit(SessionsRevoked(user_id))

    @requires(Permission.RUN_REACTIONS)
    async def purge(self, kept: timedelta) -> int:
        """Delete tokens and sessions that have been over for so long, and old devices; returns how many."""
        before = self._unit.now - kept
        tokens = await self._secrets.purge(before)
        return tokens + await self._sessions.purge(before, self._unit.now - KNOWN_DEVICE_LIFE)


def _view(session: Session, current: bool) -> SessionView:
    return SessionView(
        id=session.id,
        device=session.user_agent,
        address=session.ip_address,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        current=current,
    )
