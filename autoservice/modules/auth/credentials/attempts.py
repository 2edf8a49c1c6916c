"""How often somebody may try: failures to prove who one is, letters, new passwords."""

from collections.abc import Sequence
from dataclasses import dataclass

from autoservice.modules.auth.credentials.limits import (
    ACCOUNT_FAILURES,
    ADDRESS_FAILURES,
    CODE_FAILURES,
    LETTERS_FROM,
    LETTERS_TO,
    NEW_PASSWORDS,
    PHONE_CHANGES,
    Limit,
)
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.models import Purpose
from autoservice.shared.origin import current_origin, network_of

# What is counted for whom.
Count = tuple[Limit, tuple[str, ...]]


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
        # All known devices share one count of codes: who knew the password once may have collected some.
        whose = ("known devices",) if self.device else ()
        of_account: list[Count] = [(CODE_FAILURES, (self.account, *whose))] if self.with_code else []
        if self.device:
            return [self._own_count, *of_account]
        return [(ADDRESS_FAILURES, (own_network(),)), self._own_count, *of_account]


def own_network() -> str:
    """What limits count as the caller."""
    return network_of(current_origin().address)


async def allow_letter(means: Means, purpose: Purpose, address: str) -> None:
    """Count a letter that anybody can cause; raises ``TooManyAttempts``.

    Each purpose has its own count: strangers who register somebody's address over and over
    must not keep its owner from a new password.
    """
    take = means.limiter.take
    if wait := await take(LETTERS_FROM, own_network()) or await take(LETTERS_TO, purpose.value, address):
        raise TooManyAttempts(wait)


async def allow_phone_change(means: Means, user_id: int) -> None:
    """Count a change of an account's number; raises ``TooManyAttempts``."""
    if wait := await means.limiter.take(PHONE_CHANGES, f"user:{user_id}"):
        raise TooManyAttempts(wait)


async def allow_hashing(means: Means) -> None:
    """Count a new password; raises ``TooManyAttempts``."""
    if wait := await means.limiter.take(NEW_PASSWORDS, own_network()):
        raise TooManyAttempts(wait)
