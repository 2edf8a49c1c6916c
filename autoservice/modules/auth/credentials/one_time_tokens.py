"""What works once and for a while: links and codes of letters, and the step after the password."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from autoservice.modules.auth.errors import DeadLink, WrongCode
from autoservice.modules.auth.means import Means, digest
from autoservice.modules.auth.models import OneTimeToken, Purpose, User
from autoservice.shared.unit import Unit

CODE_DIGITS: Final = 8
CODE_ATTEMPTS: Final = 5
CODES_AT_ONCE: Final = 5


def digits(text: str) -> str:
    """The digits of a code as it was typed, whatever script and spaces it was typed with."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


@dataclass(frozen=True)
class OneTimeTokens:
    """Makes and redeems what works once.

    Token and code are derived from a random number and the program's secret: a letter
    that has to be sent twice says the same, and the database alone opens nothing.
    """

    means: Means
    unit: Unit

    async def issue(
        self, purpose: Purpose, life: timedelta, address: str = "", **fields: Any
    ) -> OneTimeToken:
        """A new row; ``fields`` may be ``user_id`` and ``payload``."""
        nonce = secrets.token_hex(16)
        row = OneTimeToken(
            purpose=purpose.value,
            address=address,
            nonce=nonce,
            token_hash="",
            created_at=self.unit.now,
            expires_at=self.unit.now + life,
            **fields,
        )
        row.token_hash = digest(self.token(row))
        row.code_hash = self._code_hash(row, self.code(row))
        await self.means.users.store(row)
        return row

    def token(self, row: OneTimeToken) -> str:
        """What the link carries: 256 bits."""
        return self.means.vault.derive("one-time token", row.purpose, row.nonce)

    def code(self, row: OneTimeToken) -> str:
        """What is typed instead: eight digits, good for five attempts."""
        number = int.from_bytes(self.means.vault.derive("one-time code", row.purpose, row.nonce).encode())
        return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def _code_hash(self, row: OneTimeToken, code: str) -> str:
        # Eight digits are tried quickly; without the program's secret they cannot be.
        return self.means.vault.derive("one-time code hash", row.nonce, code)

    async def find(self, purpose: Purpose, token: str, *, locked: bool = False) -> OneTimeToken:
        """The open row of a token, unused as yet; raises ``DeadLink``.

        Who also locks the token's account does that first: two that lock the same rows in
        different order would wait for each other.
        """
        row = await self.means.users.one_time_token(purpose, digest(token), locked=locked)
        if row is None or not row.is_open(self.unit.now):
            raise DeadLink()
        return row

    async def redeem(self, purpose: Purpose, token: str) -> OneTimeToken:
        """Use a token up; raises ``DeadLink``."""
        row = await self.find(purpose, token, locked=True)
        row.used_at = self.unit.now
        return row

    async def redeem_code(self, purpose: Purpose, address: str, code: str) -> OneTimeToken:
        """Use up one of the address's tokens by its code; raises ``WrongCode``, and counts.

        There may be several: anybody can ask for a letter to anybody's address, and
        that must not make the code of the first one worthless.
        """
        rows = await self.means.users.newest_tokens(purpose, address, CODES_AT_ONCE)
        rows = [row for row in rows if row.is_open(self.unit.now) and row.attempts < CODE_ATTEMPTS]
        typed = digits(code)
        for row in rows:
            row.attempts += 1
            if secrets.compare_digest(row.code_hash, self._code_hash(row, typed)):
                row.used_at = self.unit.now
                return row
        for row in rows[:1]:
            self.unit.audit("code_refused", f"token:{row.id}")
        raise WrongCode()

    async def void_newest(self, purpose: Purpose, address: str) -> list[OneTimeToken]:
        """Close those that still wait for an answer, because another one follows; returns them."""
        rows = await self.means.users.newest_tokens(purpose, address, CODES_AT_ONCE)
        closed = [row for row in rows if row.is_open(self.unit.now)]
        for row in closed:
            row.used_at = self.unit.now
        return closed

    async def void_resets(self, address: str | None) -> None:
        """Close the resets that were asked for an address which somebody else may have next."""
        if address:
            await self.means.users.void_tokens(0, [address], self.unit.now)

    async def void_all(self, user: User) -> None:
        """Whatever waits for an answer in the account's name must not outlive its password."""
        addresses = [one for one in (user.email, user.phone) if one]
        await self.means.users.void_tokens(user.id or 0, addresses, self.unit.now)
