"""Erasing people from their accounts."""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import ProfileDeleted
from autoservice.modules.auth.accounts.closing import AccountCloser
from autoservice.modules.auth.accounts.directory import keep_an_administrator
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import Vault
from autoservice.modules.auth.models import Purpose
from autoservice.shared.access import Permission
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
        closer: AccountCloser,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
        vault: Vault,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._closer = closer
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
        await self._closer.close(user)
        row = await self._one_time.issue(Purpose.FAREWELL, FAREWELL_LIFE, payload=farewell)
        self._unit.record(ProfileDeleted(user.id, row.id), f"user:{user.id}")
