"""Signing in: a password, and a code where the account has a second factor."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import Attempt
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProof, PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.credentials.second_factor_codes import SecondFactorCodes
from autoservice.modules.auth.errors import SecondFactorRequired, WrongCredentials
from autoservice.modules.auth.login_names.logins import parse_login
from autoservice.modules.auth.models import Purpose, User
from autoservice.modules.auth.sessions.issuing import SessionIssuer
from autoservice.modules.auth.sessions.known_devices import KnownDevices
from autoservice.modules.auth.sessions.schemas import Credentials, SecondFactorAnswer, SignedIn
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

CHALLENGE_LIFE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Browser:
    """What a browser brings along in cookies: the known device's token, and a former session's."""

    device_token: str = ""
    refresh_token: str = ""


NO_BROWSER: Final = Browser()


class SignInService(Service):
    """Opens sessions for those who prove who they are."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        issuer: SessionIssuer,
        known_devices: KnownDevices,
        one_time: OneTimeTokens,
        codes: SecondFactorCodes,
        proofs: PasswordProofs,
        limiter: AttemptLimiter,
        phone_region: str,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._issuer = issuer
        self._known_devices = known_devices
        self._one_time = one_time
        self._codes = codes
        self._proofs = proofs
        self._limiter = limiter
        self._phone_region = phone_region

    @requires(Permission.SIGN_IN)
    async def sign_in(self, credentials: Credentials, browser: Browser = NO_BROWSER) -> SignedIn:
        """Open a session by a password, which takes as long for an unknown login.

        Raises ``NotALogin``, ``TooManyAttempts``, ``WrongCredentials``, one answer for every cause,
        and ``SecondFactorRequired`` where a code has to follow.
        """
        proof = await self._verify(credentials, browser)
        if await self._was_rehashed(proof):
            proof = await self._verify(credentials, browser)
        user = await self._lock(proof)
        user.password_hash = proof.stronger_hash or user.password_hash
        if user.has_second_factor:
            self._unit.audit("second_factor_asked", f"user:{user.id}")
            row = await self._one_time.issue(Purpose.SECOND_FACTOR, CHALLENGE_LIFE, user_id=user.id)
            raise SecondFactorRequired(self._one_time.token(row))
        return await self._open(user, browser)

    async def _verify(self, credentials: Credentials, browser: Browser) -> PasswordProof:
        login = parse_login(credentials.login, self._phone_region).key
        async with self._unit.reading_first():
            user = await self._users.by_login(login)
            device = await self._known_devices.find(user, browser.device_token)
        return await self._proofs.verify(credentials.password, user, Attempt(self._limiter, login, device))

    async def _was_rehashed(self, proof: PasswordProof) -> bool:
        """Whether the outdated hash was replaced meanwhile: two sign in at once, and both are right.

        Lets go of the lock then, so that the new hash is verified without it.
        """
        user = await self._users.find(proof.user_id, locked=True) if proof.stronger_hash else None
        if user is None or proof.holds_for(user):
            return False
        await self._unit.session.rollback()
        return True

    async def _lock(self, proof: PasswordProof) -> User:
        # Locked: whatever ends the account's sessions comes before this one or sees it.
        user = await self._users.find(proof.user_id, locked=True) if proof.matches else None
        if user is None or not user.active or not proof.holds_for(user):
            self._unit.audit("sign_in_failed", f"user:{proof.user_id}")
            raise WrongCredentials()
        return user

    @requires(Permission.SIGN_IN)
    async def pass_second_factor(self, answer: SecondFactorAnswer, browser: Browser = NO_BROWSER) -> SignedIn:
        """Open a session by the code that follows a right password.

        Raises ``DeadLink`` for a challenge that is over, ``WrongCode``, ``TooManyAttempts``.
        """
        row = await self._one_time.find(Purpose.SECOND_FACTOR, answer.challenge)
        # Locked: a code works once, also for two who use it at the same time.
        user = await self._users.get(row.user_id or 0, locked=True)
        if not user.active:
            raise WrongCredentials()
        row = await self._one_time.find(Purpose.SECOND_FACTOR, answer.challenge, locked=True)
        await self._accept_code(user, answer.code, browser)
        row.used_at = self._unit.now
        return await self._open(user, browser)

    async def _accept_code(self, user: User, code: str, browser: Browser) -> None:
        device = await self._known_devices.find(user, browser.device_token)
        attempt = Attempt(self._limiter, f"user:{user.id}", device, with_code=True)
        await attempt.begin()
        await self._codes.accept(user, code)
        await attempt.succeed()

    async def _open(self, user: User, browser: Browser) -> SignedIn:
        signed_in = await self._issuer.open(user, browser.device_token)
        if browser.refresh_token:
            # The session that the browser had before: nobody could reach it from there any more.
            await self._issuer.sign_out(browser.refresh_token)
        return signed_in
