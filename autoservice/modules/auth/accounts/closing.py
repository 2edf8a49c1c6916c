"""Closing an account: nobody signs in to it any more, and the person is nowhere in it."""

from autoservice.events.accounts import SessionsRevoked
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.idempotency import delete_keys_of
from autoservice.shared.unit import Unit


class AccountCloser:
    """Closes accounts."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        sessions: SessionsRepository,
        secrets: OneTimeSecretsRepository,
    ) -> None:
        self._unit = unit
        self._users = users
        self._sessions = sessions
        self._secrets = secrets

    async def close(self, user: User) -> None:
        """Delete what is stored beside the locked account, and what it says of the person.

        Transactions that are about to leave something of the person's, such as an order, come
        first; those that come later wait until this one ends.
        """
        await self._sessions.revoke_all(user.id, self._unit.now)
        await self._users.lock_for_erasure(user.id)
        await self._sessions.forget_known_devices(user.id)
        await self._sessions.anonymise(user.id)
        await self._secrets.erase(user.id, user.logins)
        await self._users.forget_contacts(user.id)
        await delete_keys_of(self._unit.session, user.id)
        _erase(user)
        user.deleted_at = self._unit.now
        self._unit.emit(SessionsRevoked(user.id))


def _erase(user: User) -> None:
    user.email = user.phone = user.contact_email = user.contact_phone = None
    user.totp_enabled_at = user.phone_confirmed_at = None
    user.password_hash = user.totp_secret = user.locale = user.remark = user.tax_number = ""
    user.unreachable_email = ""
    user.rename("")
    user.active = False
