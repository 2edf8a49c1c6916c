"""Verifying and hashing passwords.

Both are slow, so they come before the transaction of the command takes a lock or a connection:
a flood of sign-ins must not leave the others without one. What is written afterwards relies on
the proof only after the account was locked and found to have the same hash still.
"""

from dataclasses import dataclass

from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import Attempt, limit_hashing
from autoservice.modules.auth.credentials.password_rules import accept_password
from autoservice.modules.auth.credentials.ports import AttemptLimiter, PasswordHasher
from autoservice.modules.auth.errors import WrongPassword
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class PasswordProof:
    """The result of verifying a password.

    ``user`` is the account that was meant, as it was read; ``stronger_hash`` is there if the
    stored one's parameters are outdated.
    """

    user: User | None
    matches: bool
    stronger_hash: str | None = None

    @property
    def user_id(self) -> int:
        """The account that was meant, or 0."""
        return self.user.id if self.user else 0

    def holds_for(self, user: User | None) -> bool:
        """Whether the password still is that of ``user``, the same account as it is now."""
        if not (self.matches and self.user and user):
            return False
        return (self.user.id, self.user.password_hash) == (user.id, user.password_hash)


class PasswordProofs:
    """Verifies and hashes passwords while the unit of work holds neither a lock nor a connection."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        sessions: SessionsRepository,
        hasher: PasswordHasher,
        limiter: AttemptLimiter,
    ) -> None:
        self._unit = unit
        self._users = users
        self._sessions = sessions
        self._hasher = hasher
        self._limiter = limiter

    async def verify(self, password: str, user: User | None, attempt: Attempt) -> PasswordProof:
        """Verify the password of ``user``, which takes as long for nobody; raises ``TooManyAttempts``."""
        await attempt.begin()
        matches, stronger = await self._hasher.verify(password, user.password_hash if user else "")
        proof = PasswordProof(user, bool(user and user.active and matches), stronger)
        if proof.matches:
            await attempt.succeed()
        return proof

    async def hash_new(self, password: str, *personal: str | None) -> str:
        """Accept and hash a new password; ``personal`` are the person's name and logins.

        Raises ``PasswordTooShort``, ``PasswordTooCommon``, ``TooManyAttempts``.
        """
        accept_password(password, *filter(None, personal))
        await limit_hashing(self._limiter)
        return await self._hasher.hash(password)

    async def verify_own(self, password: str) -> PasswordProof:
        """Verify the password of the account that asks; raises ``TooManyAttempts``."""
        async with self._unit.reading_first():
            user = await self._users.get(self._unit.actor.user_id)
        attempt = Attempt(self._limiter, f"user:{user.id}", f"own:{user.id}")
        return await self.verify(password, user, attempt)

    async def lock_account(self, proof: PasswordProof) -> User:
        """Lock the account that asks; raises ``WrongPassword`` unless the proof holds, and audits that.

        Raises ``Unauthenticated`` if it was switched off or signed out while the password was verified.
        """
        user = await self._users.get(self._unit.actor.user_id, locked=True)
        if not (user.active and await self._is_signed_in()):
            raise Unauthenticated()
        if not proof.holds_for(user):
            raise self.refusal()
        return user

    async def reauthenticate(self, password: str) -> User:
        """Verify the password of the account that asks, and lock it; raises ``WrongPassword``."""
        return await self.lock_account(await self.verify_own(password))

    async def _is_signed_in(self) -> bool:
        session_id = self._unit.actor.session_id
        session = await self._sessions.find(session_id) if session_id else None
        return session.is_alive(self._unit.now) if session else not session_id

    def refusal(self) -> WrongPassword:
        """Audit that the password was wrong; returns the error to be raised."""
        self._unit.audit("password_check_failed", f"user:{self._unit.actor.user_id}")
        return WrongPassword()
