"""What works once and for a while: links and codes of e-mails, and the step after the password."""

import secrets
from datetime import timedelta
from typing import Any, Final

from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository, Vault
from autoservice.modules.auth.digest import digest
from autoservice.modules.auth.errors import DeadLink, WrongCode
from autoservice.modules.auth.models import OneTimeToken, Purpose, User
from autoservice.shared.unit import Unit

CODE_DIGITS: Final = 8
CODE_ATTEMPTS: Final = 5
CODES_AT_ONCE: Final = 5


def digits(text: str) -> str:
    """The digits of a code as it was typed, whatever script and spaces it was typed with."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


class OneTimeTokens:
    """Issues and redeems one-time tokens.

    Token and code are derived from a random number and the program's secret: an e-mail
    that has to be sent twice says the same, and the database alone opens nothing.
    """

    def __init__(self, unit: Unit, secrets: OneTimeSecretsRepository, vault: Vault) -> None:
        self._unit = unit
        self._secrets = secrets
        self._vault = vault

    async def issue(self, purpose: Purpose, life: timedelta, login: str = "", **fields: Any) -> OneTimeToken:
        """Store a new token; ``fields`` may be ``user_id`` and ``payload``."""
        nonce = secrets.token_hex(16)
        row = OneTimeToken(
            purpose=purpose.value,
            login=login,
            nonce=nonce,
            token_hash="",
            created_at=self._unit.now,
            expires_at=self._unit.now + life,
            **fields,
        )
        row.token_hash = digest(self.token(row))
        row.code_hash = self._code_hash(row, self.code(row))
        await self._secrets.store(row)
        return row

    def token(self, row: OneTimeToken) -> str:
        """What the link carries: 256 bits."""
        return self._vault.derive("one-time token", row.purpose, row.nonce)

    def code(self, row: OneTimeToken) -> str:
        """What is typed instead: eight digits, good for five attempts."""
        number = int.from_bytes(self._vault.derive("one-time code", row.purpose, row.nonce).encode())
        return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def _code_hash(self, row: OneTimeToken, code: str) -> str:
        # Eight digits are tried quickly; without the program's secret they cannot be.
        return self._vault.derive("one-time code hash", row.nonce, code)

    async def find(self, purpose: Purpose, token: str, *, locked: bool = False) -> OneTimeToken:
        """The open row of a token, unused as yet; raises ``DeadLink``.

        Who also locks the token's account does that first: two that lock the same rows in
        different order would wait for each other.
        """
        row = await self._secrets.by_hash(purpose, digest(token), locked=locked)
        if row is None or not row.is_open(self._unit.now):
            raise DeadLink()
        return row

    async def redeem(self, purpose: Purpose, token: str) -> OneTimeToken:
        """Use a token up; raises ``DeadLink``."""
        row = await self.find(purpose, token, locked=True)
        row.used_at = self._unit.now
        return row

    async def redeem_code(self, purpose: Purpose, login: str, code: str) -> OneTimeToken:
        """Use up one of the login's tokens by its code; raises ``WrongCode``, and counts.

        There may be several: anybody can ask for an e-mail to anybody's address, and
        that must not make the code of the first one worthless.
        """
        rows = await self._secrets.newest(purpose, login, CODES_AT_ONCE)
        rows = [row for row in rows if row.is_open(self._unit.now) and row.attempts < CODE_ATTEMPTS]
        typed = digits(code)
        for row in rows:
            row.attempts += 1
            if secrets.compare_digest(row.code_hash, self._code_hash(row, typed)):
                row.used_at = self._unit.now
                return row
        for row in rows[:1]:
            self._unit.audit("code_refused", f"token:{row.id}")
        raise WrongCode()

    async def void_newest(self, purpose: Purpose, login: str) -> list[OneTimeToken]:
        """Close those that still wait for an answer, because another one follows; returns them."""
        rows = await self._secrets.newest(purpose, login, CODES_AT_ONCE)
        closed = [row for row in rows if row.is_open(self._unit.now)]
        for row in closed:
            row.used_at = self._unit.now
        return closed

    async def forget_login(self, login: str | None) -> None:
        """Delete what was sent to a login that is given up: somebody else may have it next.

        It names a person too, whose erasure would not find it by the logins of then.
        """
        if login:
            await self._secrets.forget_login(login)

    async def void_all(self, user: User) -> None:
        """Close all open tokens of the account: none may outlive its password or its login."""
        await self._secrets.void(user.id, user.logins, self._unit.now)
