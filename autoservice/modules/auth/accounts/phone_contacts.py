"""Which numbers codes and links are sent to, and what has to be said there.

As with e-mails, everything is read when the message is written, and nothing is sent that nobody waits for.
"""

from dataclasses import dataclass
from datetime import datetime

from autoservice.modules.auth.accounts.phone_owners import is_releasable
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.passwords import find_active
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository
from autoservice.modules.auth.models import OneTimeToken, Purpose
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class PhoneProof:
    """What proves a number: a code, or the token of a link. ``is_taken`` if it is an account's."""

    token_id: int
    to: str
    locale: str
    code: str
    token: str
    asked_at: datetime
    user_id: int | None = None
    is_taken: bool = False


class PhoneContactsService(Service):
    """Finds the recipients of codes by SMS; ``None`` where there is nobody."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        secrets: OneTimeSecretsRepository,
        one_time: OneTimeTokens,
        default_locale: str,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._secrets = secrets
        self._one_time = one_time
        self._default_locale = default_locale

    @requires(Permission.RUN_REACTIONS)
    async def get_phone_confirmation(self, token_id: int) -> PhoneProof | None:
        """Return whose number waits to be confirmed."""
        row = await self._open(token_id, Purpose.CONFIRM_PHONE)
        user = await self._users.find(row.user_id or 0) if row else None
        return self._proof(row, row.payload["phone"], user.locale, user.id) if row and user else None

    @requires(Permission.RUN_REACTIONS)
    async def get_registration(self, token_id: int) -> PhoneProof | None:
        """Return who wants to register with a number."""
        row = await self._open(token_id, Purpose.REGISTER)
        if row is None or "@" in row.login:
            return None
        owner = await self._users.by_login(row.login)
        is_taken = owner is not None and not is_releasable(owner)
        return self._proof(row, row.login, row.payload["locale"], is_taken=is_taken)

    @requires(Permission.RUN_REACTIONS)
    async def get_password_reset(self, token_id: int) -> PhoneProof | None:
        """Return who asked for a new password by a number that their account has confirmed."""
        row = await self._open(token_id, Purpose.RESET_PASSWORD)
        if row is None or "@" in row.login:
            return None
        user = await find_active(self._users, row.login)
        if user is None or user.phone_confirmed_at is None:
            return None
        return self._proof(row, row.login, user.locale, user.id)

    async def _open(self, token_id: int, purpose: Purpose) -> OneTimeToken | None:
        # SQLite gives the id of a deleted row to a later one, which may be for something else.
        row = await self._secrets.find(token_id)
        is_it = row is not None and row.purpose == purpose and row.is_open(self._unit.now)
        return row if is_it else None

    def _proof(
        self, row: OneTimeToken, to: str, locale: str, user_id: int | None = None, *, is_taken: bool = False
    ) -> PhoneProof:
        code, token = self._one_time.code(row), self._one_time.token(row)
        locale = locale or self._default_locale
        return PhoneProof(row.id, to, locale, code, token, row.created_at, user_id, is_taken)
