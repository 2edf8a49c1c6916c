"""Erasing people from their accounts."""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import ProfileDeleted, SessionsRevoked
from autoservice.modules.auth.accounts.directory import keep_an_administrator
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository, Vault
from autoservice.modules.auth.models import Purpose, User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.access import Permission
from autoservice.shared.idempotency import delete_keys_of
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# As long as the e-mail may have to wait, an administrator's replay included.
FAREWELL_LIFE: Final = timedelta(days=7)


class ErasureService(Service):
    """Erases the person behind the account that asks."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        sessions: SessionsRepository,
        secrets: OneTimeSecretsRepository,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
        vault: Vault,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._sessions = sessions
        self._secrets = secrets
        self._one_time = one_time
        self._proofs = proofs
        self._vault = vault

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def delete_profile(self, password: str) -> None:
        """Erase the person from the account; what they ordered and did stays, without their name.

        Raises ``WrongPassword``, ``LastAdministrator``.
        """
        proof = await self._proofs.verify_own(password)
        administrators = await self._users.lock_administrators()
        user = await self._proofs.lock_account(proof)
        keep_an_administrator(administrators, user)
        # Encrypted: the e-mail may have to wait, and the address is no longer for anybody to read.
        farewell = {"to": self._vault.encrypt(user.email or ""), "locale": user.locale}
        await self._erase_traces(user)
        row = await self._one_time.issue(Purpose.FAREWELL, FAREWELL_LIFE, payload=farewell)
        _erase(user)
        user.deleted_at = self._unit.now
        self._unit.record(ProfileDeleted(user.id, row.id), f"user:{user.id}")
        self._unit.emit(SessionsRevoked(user.id))

    async def _erase_traces(self, user: User) -> None:
        """Delete what is stored beside the account.

        Transactions that are about to leave something of the person's, such as an order, come
        first; those that come later wait until this one ends.
        """
        await self._sessions.revoke_all(user.id, self._unit.now)
        await self._users.lock_for_erasure(user.id)
        await self._sessions.forget_known_devices(user.id)
        await self._sessions.anonymise(user.id)
        await self._secrets.erase(user.id, user.logins)
        await delete_keys_of(self._unit.session, user.id)


def _erase(user: User) -> None:
    user.email = user.phone = user.contact_email = user.contact_phone = user.totp_enabled_at = None
    user.password_hash = user.totp_secret = user.locale = user.remark = ""
    user.rename("")
    user.active = False
