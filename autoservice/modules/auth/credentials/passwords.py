"""Changing a password, and resetting a forgotten one by a link that is sent by e-mail or SMS.

A reset does the same for every login: it stores a token and enqueues a message. Only the
reaction looks whether there is an account, so that neither the answer nor its time tells.
"""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import PasswordChanged, PasswordResetRequested, SessionsRevoked
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import limit_emails, limit_sms
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.credentials.schemas import NewPassword, PasswordChange
from autoservice.modules.auth.errors import DeadLink
from autoservice.modules.auth.login_names.logins import parse_login
from autoservice.modules.auth.models import Purpose, User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

RESET_LIFE: Final = timedelta(minutes=30)


class PasswordsService(Service):
    """New passwords of accounts."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        sessions: SessionsRepository,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
        limiter: AttemptLimiter,
        phone_region: str,
        sends_sms: bool,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._sessions = sessions
        self._one_time = one_time
        self._proofs = proofs
        self._limiter = limiter
        self._phone_region = phone_region
        self._sends_sms = sends_sms

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def change_password(self, change: PasswordChange) -> None:
        """Set another password and end all other sessions.

        Raises ``WrongPassword`` before anything is said of the new one, ``PasswordTooShort``,
        ``PasswordTooCommon``, ``TooManyAttempts``.
        """
        proof = await self._proofs.verify_own(change.current_password)
        if proof.user is None or not proof.matches:
            raise self._proofs.refusal()
        new_hash = await self._proofs.hash_new(change.password, proof.user.name, *proof.user.logins)
        user = await self._proofs.lock_account(proof)
        ended = await self._replace(user, new_hash, keep_session=self._actor.session_id)
        self._unit.record(PasswordChanged(user.id), f"user:{user.id}", after={"sessions": ended})

    @requires(Permission.SIGN_IN)
    async def request_reset(self, login: str, locale: str) -> None:
        """Enqueue an e-mail or SMS with a link, if there is an account.

        Raises ``NotALogin``, ``TooManyAttempts``.
        """
        name = parse_login(login, self._phone_region)
        key, limit = name.key, limit_sms if name.phone and self._sends_sms else limit_emails
        await limit(self._limiter, Purpose.RESET_PASSWORD, key)
        row = await self._one_time.issue(Purpose.RESET_PASSWORD, RESET_LIFE, key, payload={"locale": locale})
        self._unit.record(PasswordResetRequested(row.id), f"token:{row.id}")

    @requires(Permission.SIGN_IN)
    async def reset_password(self, new: NewPassword) -> None:
        """Set a new password by a link's token and end every session of the account.

        Raises ``DeadLink`` before a password is hashed in vain, ``PasswordTooShort``,
        ``PasswordTooCommon``, ``TooManyAttempts``.
        """
        async with self._unit.reading_first():
            row = await self._one_time.find(Purpose.RESET_PASSWORD, new.token)
            found = await find_active(self._users, row.login)
        personal = (found.name, *found.logins) if found else ()
        new_hash = await self._proofs.hash_new(new.password, *personal)
        user = await self._redeem(new.token)
        ended = await self._replace(user, new_hash)
        self._unit.audit("password_reset", f"user:{user.id}", after={"sessions": ended})
        self._unit.emit(PasswordChanged(user.id))

    async def _redeem(self, token: str) -> User:
        row = await self._one_time.find(Purpose.RESET_PASSWORD, token)
        found = await find_active(self._users, row.login)
        # Locked: no sign-in with the old password is under way while the sessions end.
        user = await self._users.get(found.id, locked=True) if found else None
        if user is None or not user.active or row.login not in user.logins:
            raise DeadLink()
        await self._one_time.redeem(Purpose.RESET_PASSWORD, token)
        return user

    async def _replace(self, user: User, new_hash: str, keep_session: str = "") -> list[str]:
        """Set the hash; what relied on the old password ends with it. Returns the ended sessions."""
        user.password_hash = new_hash
        await self._one_time.void_all(user)
        await self._sessions.forget_known_devices(user.id)
        ended = await self._sessions.revoke_all(user.id, self._unit.now, keep=keep_session)
        self._unit.emit(SessionsRevoked(user.id))
        return ended


async def find_active(users: UsersRepository, login: str) -> User | None:
    """The active account with that normalised login."""
    user = await users.by_login(login)
    return user if user and user.active else None
