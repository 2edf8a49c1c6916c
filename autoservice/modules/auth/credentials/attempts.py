"""Attempt limits: failures to prove who one is, e-mails, new passwords."""

from collections.abc import Sequence
from dataclasses import dataclass

from autoservice.modules.auth.credentials.limits import (
    ACCOUNT_FAILURES,
    CLAIMS,
    CODE_FAILURES,
    EMAILS_FROM,
    EMAILS_TO,
    NETWORK_FAILURES,
    NEW_PASSWORDS,
    PHONE_CHANGES,
    SMS_FROM,
    SMS_TO,
    SMS_TO_DAILY,
    TRIAL_MESSAGES,
    Limit,
)
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.auth.models import Purpose
from autoservice.shared.request_context import current_request_context, network_of

# What is counted for whom.
Count = tuple[Limit, tuple[str, ...]]


@dataclass(frozen=True)
class Attempt:
    """An attempt to prove who one is: counted as a failure beforehand, and taken back when it succeeds.

    A known device of the owner's has a count of its own, so that strangers cannot lock the owner
    out. ``with_code`` follows a right password: those who know it share one count, wherever they are.
    """

    limiter: AttemptLimiter
    account: str
    known_device: str = ""
    with_code: bool = False

    async def begin(self) -> None:
        """Count the attempt; raises ``TooManyAttempts``."""
        taken: list[Count] = []
        for limit, key in self._counts:
            if wait := await self.limiter.take(limit, *key):
                await self._give_back(taken)
                raise TooManyAttempts(wait)
            taken.append((limit, key))

    async def succeed(self) -> None:
        """Take the attempt back, and forget the failures before it."""
        limit, key = self._count_of_caller
        await self.limiter.clear(limit, *key)
        await self._give_back([count for count in self._counts if count != self._count_of_caller])

    async def _give_back(self, counts: Sequence[Count]) -> None:
        for limit, key in counts:
            await self.limiter.uncount(limit, *key)

    @property
    def _count_of_caller(self) -> Count:
        return ACCOUNT_FAILURES, (self.account, self.known_device or caller_network())

    @property
    def _counts(self) -> list[Count]:
        # All known devices share one count of codes: who knew the password once may have collected some.
        whose = ("known devices",) if self.known_device else ()
        of_account: list[Count] = [(CODE_FAILURES, (self.account, *whose))] if self.with_code else []
        if self.known_device:
            return [self._count_of_caller, *of_account]
        return [(NETWORK_FAILURES, (caller_network(),)), self._count_of_caller, *of_account]


def caller_network() -> str:
    """What limits count as the caller."""
    return network_of(current_request_context().ip_address)


async def limit_emails(limiter: AttemptLimiter, purpose: Purpose, login: str) -> None:
    """Count an e-mail that anybody can cause; raises ``TooManyAttempts``.

    Each purpose has its own count: strangers who register somebody's login over and over
    must not keep its owner from a new password.
    """
    if wait := (
        await limiter.take(EMAILS_FROM, caller_network())
        or await limiter.take(EMAILS_TO, purpose.value, login)
    ):
        raise TooManyAttempts(wait)


async def limit_sms(limiter: AttemptLimiter, purpose: Purpose, number: str) -> None:
    """Count a code or link by SMS that anybody can cause; raises ``TooManyAttempts``."""
    if wait := (
        await limiter.take(SMS_FROM, caller_network())
        or await limiter.take(SMS_TO, purpose.value, number)
        or await limiter.take(SMS_TO_DAILY, purpose.value, number)
    ):
        raise TooManyAttempts(wait)


async def limit_phone_changes(limiter: AttemptLimiter, user_id: int) -> None:
    """Count a change of an account's number; raises ``TooManyAttempts``."""
    if wait := await limiter.take(PHONE_CHANGES, f"user:{user_id}"):
        raise TooManyAttempts(wait)


async def limit_claims(limiter: AttemptLimiter, user_id: int) -> None:
    """Count a claim of an account to earlier orders; raises ``TooManyAttempts``."""
    if wait := await limiter.take(CLAIMS, f"user:{user_id}"):
        raise TooManyAttempts(wait)


async def limit_trial_messages(limiter: AttemptLimiter, user_id: int) -> None:
    """Count a test message to oneself; raises ``TooManyAttempts``."""
    if wait := await limiter.take(TRIAL_MESSAGES, f"user:{user_id}"):
        raise TooManyAttempts(wait)


async def limit_hashing(limiter: AttemptLimiter) -> None:
    """Count a new password; raises ``TooManyAttempts``."""
    if wait := await limiter.take(NEW_PASSWORDS, caller_network()):
        raise TooManyAttempts(wait)
