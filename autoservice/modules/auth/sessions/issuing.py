"""Sessions and their tokens: how they begin, and how they are revoked."""

import secrets
from datetime import timedelta
from typing import Final

from autoservice.events.accounts import SessionsRevoked
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.digest import digest
from autoservice.modules.auth.models import RefreshToken, Session, User
from autoservice.modules.auth.sessions.known_devices import KnownDevices
from autoservice.modules.auth.sessions.ports import SessionsRepository, TokenService
from autoservice.modules.auth.sessions.schemas import SignedIn, Tokens
from autoservice.settings import Settings
from autoservice.shared.request_context import current_request_context
from autoservice.shared.unit import Unit

SESSION_ID_BYTES: Final = 16


class SessionIssuer:
    """Opens sessions, issues their tokens, and ends them."""

    def __init__(
        self,
        unit: Unit,
        sessions: SessionsRepository,
        known_devices: KnownDevices,
        tokens: TokenService,
        settings: Settings,
    ) -> None:
        self._unit = unit
        self._sessions = sessions
        self._known_devices = known_devices
        self._tokens = tokens
        self._settings = settings

    async def open(self, user: User, device_token: str = "") -> SignedIn:
        """Open a session of an account that has proved who it is, locked, and remember the device."""
        session = self._new_session(user)
        await self._sessions.store(session)
        self._unit.audit("sign_in", f"user:{user.id}", after={"session": session.id})
        refresh_token = self.add_refresh_token(session, secrets.token_urlsafe(32))
        tokens = self.issue_tokens(session, refresh_token)
        device = await self._known_devices.remember(user, device_token)
        return SignedIn(
            **tokens.model_dump(), session_id=session.id, user=view_user(user), device_token=device
        )

    def _new_session(self, user: User) -> Session:
        now, request = self._unit.now, current_request_context()
        return Session(
            id=secrets.token_hex(SESSION_ID_BYTES),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(days=self._settings.session_days),
            user_agent=request.user_agent[:300],
            ip_address=request.ip_address[:45],
        )

    def add_refresh_token(self, session: Session, token: str) -> str:
        """Store the token as one of the session's; returns it."""
        row = RefreshToken(token_hash=digest(token), session_id=session.id, created_at=self._unit.now)
        self._sessions.add(row)
        return token

    def issue_tokens(self, session: Session, refresh_token: str) -> Tokens:
        """Issue an access token to go with the refresh token."""
        now = self._unit.now
        life = timedelta(minutes=self._settings.access_minutes)
        expires_at = min(now + life, session.expires_at)
        return Tokens(
            access_token=self._tokens.issue(session.id, session.user_id, now, expires_at),
            refresh_token=refresh_token,
            expires_at=expires_at,
            session_expires_at=session.expires_at,
            session_id=session.id,
        )

    def revoke(self, session: Session) -> None:
        """End the session, on open pages too."""
        session.revoked_at = self._unit.now
        self._unit.emit(SessionsRevoked(session.user_id))

    async def sign_out(self, refresh_token: str) -> None:
        """End the session that asks, or that of the refresh token, unless it is over already."""
        actor = self._unit.actor
        session = await self._sessions.find(actor.session_id) if actor.session_id else None
        if session is None and refresh_token:
            row = await self._sessions.refresh_token(digest(refresh_token))
            session = await self._sessions.find(row.session_id) if row else None
        if session and session.is_alive(self._unit.now):
            self._unit.audit("sign_out", f"user:{session.user_id}", after={"session": session.id})
            self.revoke(session)
