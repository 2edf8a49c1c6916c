"""What the services of this module share: their ports, and small things that several of them do."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from autoservice.modules.auth.errors import DeadLink, TooManyAttempts, WrongCode
from autoservice.modules.auth.limits import (
    ACCOUNT_FAILURES,
    ADDRESS_FAILURES,
    CODE_FAILURES,
    LETTERS_FROM,
    LETTERS_TO,
    NEW_PASSWORDS,
    Limit,
)
from autoservice.modules.auth.models import OneTimeToken, Purpose, User
from autoservice.modules.auth.ports import (
    AttemptLimiter,
    PasswordHasher,
    TokenService,
    UsersRepository,
    Vault,
)
from autoservice.modules.auth.schemas import UserView
from autoservice.settings import Settings
from autoservice.shared.access import Role
from autoservice.shared.errors import NotFound
from autoservice.shared.origin import current_origin, network_of
from autoservice.shared.unit import Unit

CODE_DIGITS: Final = 8
CODE_ATTEMPTS: Final = 5
CODES_AT_ONCE: Final = 5


# What is counted for whom.
Count = tuple[Limit, tuple[str, ...]]


@dataclass(frozen=True)
class Means:
    """The ports and the settings, for one unit of work."""

    users: UsersRepository
    hasher: PasswordHasher
    tokens: TokenService
    vault: Vault
    limiter: AttemptLimiter
    settings: Settings

    async def account(self, user_id: int, *, locked: bool = False) -> User:
        """The account with that id, ``locked`` until the transaction ends; raises ``NotFound``."""
        user = await self.users.by_id(user_id, locked=locked)
        if user is None or user.deleted_at:
            raise NotFound()
        return user

    def link(self, path: str, token: str = "") -> str:
        """An address of this site. The token is in the fragment, which no server and no log ever sees."""
        return f"{self.settings.public_url}{path}{f'#token={token}' if token else ''}"


def digest(secret: str) -> str:
    """What is stored of a secret that is long and random: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digits(text: str) -> str:
    """The digits of a code as it was typed, whatever script and spaces it was typed with."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


@dataclass(frozen=True)
class Attempts:
    """Failures to prove who one is: counted beforehand, and taken back when it went well.

    A device in which the owner signed in before has a count of its own, so that
    strangers cannot lock the owner out. ``with_code`` follows a right password: those
    who know it share one count, wherever they are.
    """

    means: Means
    account: str
    device: str = ""
    with_code: bool = False

    async def begin(self) -> None:
        """Count one attempt; raises ``TooManyAttempts``."""
        taken: list[Count] = []
        for limit, key in self._counts:
            wait = await self.means.limiter.take(limit, *key)
            if wait:
                await self._give_back(taken)
                raise TooManyAttempts(wait)
            taken.append((limit, key))

    async def succeed(self) -> None:
        """It was no failure."""
        limit, key = self._own_count
        await self.means.limiter.clear(limit, *key)
        await self._give_back([count for count in self._counts if count != self._own_count])

    async def _give_back(self, counts: Sequence[Count]) -> None:
        for limit, key in counts:
            await self.means.limiter.give_back(limit, *key)

    @property
    def _own_count(self) -> Count:
        return ACCOUNT_FAILURES, (self.account, self.device or own_network())

    @property
    def _counts(self) -> list[Count]:
        if self.device:
            return [self._own_count]
        of_account: list[Count] = [(CODE_FAILURES, (self.account,))] if self.with_code else []
        return [(ADDRESS_FAILURES, (own_network(),)), self._own_count, *of_account]


def own_network() -> str:
    """What limits count as the caller."""
    return network_of(current_origin().address)


async def allow_letter(means: Means, address: str) -> None:
    """Count a letter that anybody can cause; raises ``TooManyAttempts``."""
    take = means.limiter.take
    if wait := await take(LETTERS_FROM, own_network()) or await take(LETTERS_TO, address):
        raise TooManyAttempts(wait)


async def allow_hashing(means: Means) -> None:
    """Count a new password; raises ``TooManyAttempts``."""
    if wait := await means.limiter.take(NEW_PASSWORDS, own_network()):
        raise TooManyAttempts(wait)


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
        raise WrongCode()

    async def void_all(self, user: User) -> None:
        """Whatever waits for an answer in the account's name must not outlive its password."""
        addresses = [one for one in (user.email, user.phone) if one]
        await self.means.users.void_tokens(user.id or 0, addresses, self.unit.now)


def view_user(user: User) -> UserView:
    """The account as its owner and administrators see it."""
    return UserView(
        id=user.id or 0,
        email=user.email or "",
        phone=user.phone or "",
        name=user.name,
        role=Role(user.role),
        locale=user.locale,
        active=user.active,
        second_factor=user.has_second_factor,
        created_at=user.created_at,
    )
