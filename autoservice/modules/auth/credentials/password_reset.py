"""A forgotten password: a link by letter, good once and for half an hour.

The request does the same for every address: it stores a token and owes a letter.
Only the reaction looks whether there is an account, so that neither the answer
nor its time tells.
"""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import PasswordChanged, PasswordResetRequested, SessionsRevoked
from autoservice.modules.auth.credentials.attempts import allow_letter
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.passwords import HashedPassword
from autoservice.modules.auth.errors import DeadLink
from autoservice.modules.auth.login_names.logins import parse_address
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.models import Purpose, User
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.unit import Unit

RESET_LIFE: Final = timedelta(minutes=30)


class PasswordResetService(Service):
    """Getting in again without the password."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means
        self._once = OneTimeTokens(means, unit)

    @requires(Permission.SIGN_IN)
    async def request_reset(self, login: str, locale: str) -> None:
        """Owe a letter with a link, if there is an account; raises ``NotAnAddress``, ``TooManyAttempts``."""
        address = parse_address(login, self._means.settings.phone_region)
        await allow_letter(self._means, Purpose.RESET_PASSWORD, address.key)
        row = await self._once.issue(
            Purpose.RESET_PASSWORD, RESET_LIFE, address.key, payload={"locale": locale}
        )
        self._unit.audit("password_reset_requested", f"token:{row.id}")
        self._unit.emit(PasswordResetRequested(row.id or 0))

    @requires(Permission.SIGN_IN)
    async def check_link(self, token: str) -> tuple[str, ...]:
        """The name and addresses of the account, which make bad passwords; raises ``DeadLink``.

        Asked first, so that nobody hashes a password in vain.
        """
        row = await self._once.find(Purpose.RESET_PASSWORD, token)
        user = await find_account(self._means, row.address)
        return tuple(word for word in (user.name, user.email, user.phone) if word) if user else ()

    @requires(Permission.SIGN_IN)
    async def reset_password(self, token: str, password: HashedPassword) -> None:
        """Set a new password and end every session of the account; raises ``DeadLink``."""
        row = await self._once.find(Purpose.RESET_PASSWORD, token)
        found = await find_account(self._means, row.address)
        # Locked: no sign-in with the old password is under way while the sessions end.
        user = await self._means.account(found.id or 0, locked=True) if found else None
        if user is None or not user.active or row.address not in (user.email, user.phone):
            raise DeadLink()
        await self._once.redeem(Purpose.RESET_PASSWORD, token)
        user.password_hash = password.hash
        await self._once.void_all(user)
        await self._means.users.forget_devices(user.id or 0)
        ended = await self._means.users.revoke_sessions(user.id or 0, self._unit.now)
        self._unit.audit("password_reset", f"user:{user.id}", after={"sessions": ended})
        self._unit.emit(SessionsRevoked(user.id or 0))
        self._unit.emit(PasswordChanged(user.id or 0))


async def find_account(means: Means, address: str) -> User | None:
    """The active account with that normalised address."""
    found = means.users.by_email(address) if "@" in address else means.users.by_phone(address)
    user = await found
    return user if user and user.active else None
