"""New accounts, however they come to be."""

from autoservice.events.accounts import UserRegistered
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.login_names.logins import LoginName
from autoservice.modules.auth.models import User
from autoservice.shared.access import Role
from autoservice.shared.unit import Unit


class AccountCreator:
    """Creates accounts."""

    def __init__(self, unit: Unit, users: UsersRepository) -> None:
        self._unit = unit
        self._users = users

    async def create(
        self,
        login: LoginName,
        name: str,
        role: Role,
        password_hash: str,
        locale: str = "",
        *,
        has_proved_phone: bool = False,
    ) -> User:
        """Create an account that can sign in at once; raises ``LoginTaken``."""
        user = User(
            email=login.email or None,
            phone=login.phone or None,
            phone_confirmed_at=self._unit.now if has_proved_phone else None,
            name=name,
            role=role.value,
            locale=locale,
            password_hash=password_hash,
            created_at=self._unit.now,
        )
        user.rename(name)
        await self._users.store(user)
        self._unit.record(UserRegistered(user.id), f"user:{user.id}", after=role.value)
        return user
