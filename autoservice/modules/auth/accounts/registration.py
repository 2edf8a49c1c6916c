"""Registration of clients.

Whether a login has an account already is never said to whoever asks, only to the
address itself, by e-mail.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from autoservice.events.accounts import RegistrationRequested
from autoservice.modules.auth.accounts.creating import AccountCreator
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import (
    Confirmation,
    NewAccount,
    Registration,
    RegistrationAnswer,
    UserView,
)
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.credentials.attempts import limit_emails
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.errors import DeadLink, LoginTaken, WrongCode
from autoservice.modules.auth.login_names.logins import LoginName, parse_email, parse_login, said_of_login
from autoservice.modules.auth.models import OneTimeToken, Purpose
from autoservice.shared.access import Permission, Role
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

REGISTRATION_LIFE: Final = timedelta(hours=24)


class RegistrationService(Service):
    """Accounts that begin without an invitation."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        creator: AccountCreator,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
        limiter: AttemptLimiter,
        phone_region: str,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._creator = creator
        self._one_time = one_time
        self._proofs = proofs
        self._limiter = limiter
        self._phone_region = phone_region

    @requires(Permission.SIGN_IN)
    async def register(self, registration: Registration, locale: str) -> RegistrationAnswer:
        """Request a client's account. With an e-mail address it begins once an e-mail was answered.

        A phone cannot be asked yet, so its account begins at once, unless the number
        has one; the answer is the same. Raises ``NotALogin``, ``PasswordTooShort``,
        ``PasswordTooCommon``, ``TooManyAttempts``.
        """
        login = parse_login(registration.login, self._phone_region)
        password_hash = await self._proofs.hash_new(
            registration.password, registration.name, registration.login
        )
        await limit_emails(self._limiter, Purpose.REGISTER, login.key)
        if login.phone:
            # Somebody else may be faster with the same number: the answer is the same then too.
            with suppress(LoginTaken):
                await self._creator.create(login, registration.name, Role.CLIENT, password_hash, locale)
            return RegistrationAnswer(confirmation="nothing")
        await self._request_confirmation(login.email, registration.name, password_hash, locale)
        return RegistrationAnswer(confirmation="email")

    async def _request_confirmation(self, email: str, name: str, password_hash: str, locale: str) -> None:
        payload = {"name": name, "password_hash": password_hash, "locale": locale}
        row = await self._one_time.issue(Purpose.REGISTER, REGISTRATION_LIFE, email, payload=payload)
        self._unit.record(RegistrationRequested(row.id), f"token:{row.id}")

    @requires(Permission.SIGN_IN)
    async def confirm_registration(self, answer: Confirmation) -> None:
        """Begin the account; raises ``DeadLink`` or ``WrongCode``, also if it has begun meanwhile."""
        row = await self._redeem(answer)
        if await self._users.by_login(row.login):
            raise DeadLink() if answer.token else WrongCode()
        requested, login = row.payload, LoginName(email=row.login)
        await self._creator.create(
            login, requested["name"], Role.CLIENT, requested["password_hash"], requested["locale"]
        )
        row.payload = {}

    async def _redeem(self, answer: Confirmation) -> OneTimeToken:
        if answer.token:
            return await self._one_time.redeem(Purpose.REGISTER, answer.token)
        if not (answer.login and answer.code):
            raise WrongCode()
        with said_of_login():
            email = parse_email(answer.login)
        return await self._one_time.redeem_code(Purpose.REGISTER, email, answer.code)

    @requires(Permission.MANAGE_USERS)
    async def create_account(self, new: NewAccount) -> UserView:
        """Create an account that can sign in at once.

        Raises ``NotAnEmail``, ``LoginTaken``, ``PasswordTooShort``, ``PasswordTooCommon``.
        """
        login = LoginName(email=parse_email(new.email))
        password_hash = await self._proofs.hash_new(new.password, new.name, new.email)
        return view_user(await self._creator.create(login, new.name, new.role, password_hash))
