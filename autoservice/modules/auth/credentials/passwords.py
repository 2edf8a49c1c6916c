"""Checking and hashing passwords. It is slow, so it happens before the unit that writes.

The unit that only reads gives its connection back meanwhile: a flood of sign-ins must not
leave the others without one.
"""

from dataclasses import dataclass

from autoservice.modules.auth.credentials.attempts import Attempts, allow_hashing
from autoservice.modules.auth.credentials.password_rules import accept_password
from autoservice.modules.auth.errors import WrongPassword
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.models import User
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class PasswordCheck:
    """What came out of checking a password: the hash that it fits, or nothing.

    ``insist_on`` says so, and leaves a trace.
    """

    user_id: int
    matched: str


@dataclass(frozen=True)
class HashedPassword:
    """A password that was found good enough, as it is stored."""

    hash: str


class PasswordsService(Service):
    """The slow half of every command that has to do with a password."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def check_own(self, password: str) -> PasswordCheck:
        """Whether it is the account's password; raises ``TooManyAttempts``."""
        user = await self._means.account(self._actor.user_id)
        attempts = Attempts(self._means, f"user:{user.id}", f"own:{user.id}")
        await attempts.begin()
        await self._unit.pause()
        right, _ = await self._means.hasher.verify(password, user.password_hash)
        if right:
            await attempts.succeed()
        return PasswordCheck(user.id or 0, user.password_hash if right else "")

    @requires(Permission.SIGN_IN)
    async def hash_new(self, password: str, *own: str) -> HashedPassword:
        """Accept and hash a new password; ``own`` are the person's name and addresses.

        Raises ``PasswordTooShort``, ``PasswordTooCommon``, ``TooManyAttempts``.
        """
        accept_password(password, *own)
        await allow_hashing(self._means)
        await self._unit.pause()
        return HashedPassword(await self._means.hasher.hash(password))


def insist_on(unit: Unit, check: PasswordCheck, user: User) -> None:
    """Raise ``WrongPassword`` unless the password was right; the failure is audited.

    ``user`` is the actor's own account, locked: it may have got another password since the check.
    """
    if not check.matched or (check.user_id, check.matched) != (user.id, user.password_hash):
        unit.audit("password_check_failed", f"user:{user.id}")
        raise WrongPassword()
