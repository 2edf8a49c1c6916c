"""Signing in and out, tokens, and who is behind a session."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from autoservice.events.accounts import SessionsRevoked
from autoservice.modules.auth.credentials.attempts import Attempts
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.second_factor import accept_code
from autoservice.modules.auth.errors import SecondFactorRequired, SessionOver, WrongCredentials
from autoservice.modules.auth.login_names.logins import parse_address
from autoservice.modules.auth.means import Means, digest, view_user
from autoservice.modules.auth.models import Device, Purpose, RefreshToken, Session, User
from autoservice.modules.auth.sessions.schemas import Credentials, SessionView, SignedIn, Tokens
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.errors import NotFound
from autoservice.shared.origin import current_origin
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.unit import Unit

SESSION_ID_BYTES: Final = 16
SESSION_ID: Final = re.compile(f"[0-9a-f]{{{2 * SESSION_ID_BYTES}}}")
CHALLENGE_LIFE: Final = timedelta(minutes=5)
# How long the last refresh token works once more: an answer may be lost on its way to a phone.
RETRY_TIME: Final = timedelta(seconds=30)
# So long used tokens are remembered, to know a thief by.
MEMORY: Final = timedelta(days=7)
# More are forgotten, the oldest first: each has failed attempts of its own.
DEVICES: Final = 10
# As long as a browser keeps a cookie at the most.
DEVICE_LIFE: Final = timedelta(days=400)


@dataclass(frozen=True)
class CheckedAccount:
    """What came out of checking a password: whose account was meant (0 for nobody's), the hash that it
    fits (nothing if it does not), and a new hash if one is due.
    """

    user_id: int
    matched: str = ""
    stronger_hash: str | None = None


class AuthService(Service):
    """Sessions and their tokens."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means
        self._users = means.users
        self._once = OneTimeTokens(means, unit)

    @requires(Permission.SIGN_IN)
    async def check_password(self, credentials: Credentials, device_token: str = "") -> CheckedAccount:
        """Whose password this is; raises ``NotAnAddress`` and ``TooManyAttempts``.

        Takes as long for an unknown address. It only reads: hashing is slow and must
        not happen while a write transaction keeps others waiting. What came out is
        said by ``open_session``, which leaves a trace of failures too.
        """
        address = parse_address(credentials.login, self._means.settings.phone_region)
        user = await self._by_address(address.email, address.phone)
        device = await self._known_device(user, device_token)
        attempts = Attempts(self._means, address.key, device)
        await attempts.begin()
        stored = user.password_hash if user else ""
        await self._unit.pause()
        matches, stronger = await self._means.hasher.verify(credentials.password, stored)
        if not (user and user.active and matches):
            return CheckedAccount((user.id or 0) if user else 0)
        await attempts.succeed()
        return CheckedAccount(user.id or 0, stored, stronger)

    async def _by_address(self, email: str, phone: str) -> User | None:
        return await self._users.by_email(email) if email else await self._users.by_phone(phone)

    async def _known_device(self, user: User | None, token: str) -> str:
        """The device's key, if the account's owner signed in on it before."""
        device = await self._users.device(digest(token)) if token else None
        return device.token_hash if user and device and device.user_id == user.id else ""

    @requires(Permission.SIGN_IN)
    async def open_session(self, checked: CheckedAccount, device_token: str = "") -> SignedIn:
        """Open a session for an account whose password was just checked.

        Raises ``WrongCredentials``, one answer for every cause, and
        ``SecondFactorRequired`` where a code has to follow.
        """
        # Locked: whatever ends the account's sessions comes before this one or sees it.
        user = await self._users.by_id(checked.user_id, locked=bool(checked.matched))
        fits = checked.matched and user and checked.matched == user.password_hash
        if user is None or not user.active or not fits:
            self._unit.audit("sign_in_failed", f"user:{checked.user_id}")
            raise WrongCredentials()
        user.password_hash = checked.stronger_hash or user.password_hash
        if user.has_second_factor:
            self._unit.audit("second_factor_asked", f"user:{user.id}")
            row = await self._once.issue(Purpose.SECOND_FACTOR, CHALLENGE_LIFE, user_id=user.id)
            raise SecondFactorRequired(self._once.token(row))
        return await self._begin(user, device_token)

    @requires(Permission.SIGN_IN)
    async def pass_second_factor(self, challenge: str, code: str, device_token: str = "") -> SignedIn:
        """Open a session with the code that follows a right password.

        Raises ``DeadLink`` for a challenge that is over, ``WrongCode``, ``TooManyAttempts``.
        """
        row = await self._once.find(Purpose.SECOND_FACTOR, challenge)
        # Locked: a code works once, also for two who use it at the same time.
        user = await self._means.account(row.user_id or 0, locked=True)
        if not user.active:
            raise WrongCredentials()
        row = await self._once.find(Purpose.SECOND_FACTOR, challenge, locked=True)
        device = await self._known_device(user, device_token)
        attempts = Attempts(self._means, f"user:{user.id}", device, with_code=True)
        await attempts.begin()
        await accept_code(self._unit, self._means, user, code)
        await attempts.succeed()
        row.used_at = self._unit.now
        return await self._begin(user, device_token)

    async def _begin(self, user: User, device_token: str) -> SignedIn:
        session = self._new_session(user)
        await self._users.store(session)
        self._unit.audit("sign_in", f"user:{user.id}", after={"session": session.id})
        tokens = self._tokens(session, self._add_refresh_token(session, secrets.token_urlsafe(32)))
        device = await self._remember_device(user, device_token)
        return SignedIn(**tokens.model_dump(), user=view_user(user), device_token=device)

    def _new_session(self, user: User) -> Session:
        now, origin = self._unit.now, current_origin()
        return Session(
            id=secrets.token_hex(SESSION_ID_BYTES),
            user_id=user.id or 0,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(days=self._means.settings.session_days),
            device=origin.user_agent[:300],
            address=origin.address[:45],
        )

    def _add_refresh_token(self, session: Session, token: str) -> str:
        row = RefreshToken(token_hash=digest(token), session_id=session.id, created_at=self._unit.now)
        self._users.add(row)
        return token

    def _tokens(self, session: Session, refresh_token: str) -> Tokens:
        now = self._unit.now
        life = timedelta(minutes=self._means.settings.access_minutes)
        expires_at = min(now + life, session.expires_at)
        return Tokens(
            access_token=self._means.tokens.issue(session.id, session.user_id, now, expires_at),
            refresh_token=refresh_token,
            expires_at=expires_at,
            session_expires_at=session.expires_at,
        )

    async def _remember_device(self, user: User, token: str) -> str:
        if await self._known_device(user, token):
            return token
        token = secrets.token_urlsafe(32)
        await self._users.forget_devices(user.id or 0, keep=DEVICES - 1)
        self._users.add(Device(token_hash=digest(token), user_id=user.id or 0, created_at=self._unit.now))
        return token

    @requires(Permission.SIGN_IN)
    async def refresh(self, refresh_token: str) -> Tokens:
        """A new pair of tokens for a refresh token, which is used up; raises ``SessionOver``.

        The next token is derived from this one. So whoever asks again within 30 s,
        because the answer was lost or several tabs asked at once, gets the same
        answer, as long as nobody has used what it said. A used token that comes back
        otherwise was stolen, or its successor was: the whole session ends.
        """
        row = await self._users.refresh_token(digest(refresh_token))
        session = await self._users.session(row.session_id) if row else None
        user = await self._users.by_id(session.user_id) if session else None
        if not (row and session and user and user.active and session.is_alive(self._unit.now)):
            raise SessionOver()
        if row.used_at and not await self._may_repeat(row):
            await self._end_stolen(session)
            raise SessionOver()
        following = self._means.vault.derive("refresh token", refresh_token)
        if not row.used_at:
            row.used_at, row.next_hash = self._unit.now, digest(following)
            self._add_refresh_token(session, following)
            await self._users.forget_refresh_tokens(session.id, self._unit.now - MEMORY)
        session.last_seen_at = self._unit.now
        return self._tokens(session, following)

    async def _may_repeat(self, row: RefreshToken) -> bool:
        following = await self._users.refresh_token(row.next_hash or "")
        in_time = row.used_at is not None and self._unit.now - row.used_at <= RETRY_TIME
        return in_time and following is not None and following.used_at is None

    async def _end_stolen(self, session: Session) -> None:
        self._unit.audit("refresh_token_reused", f"user:{session.user_id}", after={"session": session.id})
        self._revoke(session)

    def _revoke(self, session: Session) -> None:
        session.revoked_at = self._unit.now
        self._unit.emit(SessionsRevoked(session.user_id))

    @requires(Permission.SIGN_IN)
    async def sign_out(self, refresh_token: str = "") -> None:
        """End the session that asks, or that of the refresh token; nothing to do if it is over already."""
        session = await self._users.session(self._actor.session_id) if self._actor.session_id else None
        if session is None and refresh_token:
            row = await self._users.refresh_token(digest(refresh_token))
            session = await self._users.session(row.session_id) if row else None
        if session and session.is_alive(self._unit.now):
            self._unit.audit("sign_out", f"user:{session.user_id}", after={"session": session.id})
            self._revoke(session)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def list_sessions(self, wanted: PageRequest) -> Page[SessionView]:
        """One page of the account's sessions: this one, then the most recently seen."""
        page = await self._users.page_of_sessions(self._actor, self._unit.now, wanted)
        return page.holding(_view(row, row.id == self._actor.session_id) for row in page.items)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def revoke_session(self, session_id: str) -> None:
        """End one of the account's sessions; raises ``NotFound``."""
        session = await self._users.session(session_id) if SESSION_ID.fullmatch(session_id) else None
        if not session or session.user_id != self._actor.user_id or not session.is_alive(self._unit.now):
            raise NotFound()
        self._unit.audit("session_revoked", f"user:{session.user_id}", after={"session": session.id})
        self._revoke(session)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def sign_out_everywhere(self) -> None:
        """End all of the account's sessions, this one included."""
        ended = await self._users.revoke_sessions(self._actor.user_id, self._unit.now)
        await self._users.forget_devices(self._actor.user_id)
        self._unit.audit("signed_out_everywhere", f"user:{self._actor.user_id}", after={"sessions": ended})
        self._unit.emit(SessionsRevoked(self._actor.user_id))

    @requires(Permission.RUN_REACTIONS)
    async def purge(self, kept: timedelta) -> int:
        """Delete tokens and sessions that have been over for so long, and old devices; returns how many."""
        return await self._users.purge(self._unit.now - kept, self._unit.now - DEVICE_LIFE)


def _view(session: Session, current: bool) -> SessionView:
    return SessionView(
        id=session.id,
        device=session.device,
        address=session.address,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        current=current,
    )
