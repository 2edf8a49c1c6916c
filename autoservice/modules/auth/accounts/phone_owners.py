"""To whom a phone number belongs: to the account that has proved it."""

from autoservice.events.accounts import PhoneChanged
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.errors import PhoneTaken
from autoservice.modules.auth.models import User
from autoservice.shared.unit import Unit


class PhoneOwners:
    """Gives confirmed numbers to accounts."""

    def __init__(self, unit: Unit, users: UsersRepository, one_time: OneTimeTokens) -> None:
        self._unit = unit
        self._users = users
        self._one_time = one_time

    async def confirm(self, user: User, number: str) -> None:
        """Make a proved number the locked account's; raises ``PhoneTaken``.

        An account that has entered the number without proving it loses it, if it has another login.
        """
        other = await self._users.by_login(number)
        if other and other.id != user.id:
            await self.release(other)
        if user.phone != number:
            # Whoever has the former number next must not be reset by what was sent to this account.
            await self._one_time.forget_login(user.phone)
        user.phone, user.phone_confirmed_at = number, self._unit.now
        await self._users.store(user)
        self._unit.audit("phone_confirmed", f"user:{user.id}")
        self._unit.emit(PhoneChanged(user.id))

    async def release(self, other: User) -> None:
        """Take its number away from an account that has not proved it; raises ``PhoneTaken``."""
        if not is_releasable(other):
            raise PhoneTaken()
        other = await self._users.get(other.id, locked=True)
        if not is_releasable(other):
            raise PhoneTaken()
        await self._one_time.forget_login(other.phone)
        other.phone = None
        await self._users.store(other)
        self._unit.audit("phone_released", f"user:{other.id}")
        self._unit.emit(PhoneChanged(other.id))


def is_releasable(user: User) -> bool:
    """Return whether the account's number goes to whoever proves it."""
    return user.phone_confirmed_at is None and bool(user.email)
