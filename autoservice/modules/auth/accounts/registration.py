"""Registration of clients.

Whether a login has an account already is never said to whoever asks, only to the
address itself, by e-mail or SMS.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from autoservice.events.accounts import RegistrationRequested
from autoservice.modules.auth.accounts.creating import AccountCreator
from autoservice.modules.auth.accounts.phone_owners import PhoneOwners, is_releasable
from autoservice.modules.auth.accounts.phones import SMS_CODE_LIFE
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import (
    Confirmation,
    NewAccount,
    Registration,
    RegistrationAnswer,
    UserView,
)
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.credentials.attempts import limit_emails, limit_sms
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.errors import DeadLink, LoginTaken, WrongCode
from autoservice.modules.auth.login_names.logins import LoginName, parse_email, parse_login, said_of_login
from autoservice.modules.auth.login_names.phones import parse_phone
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
        owners: PhoneOwners,
        sends_sms: bool,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._creator = creator
        self._one_time = one_time
        self._proofs = proofs
        self._limiter = limiter
        self._phone_region = phone_region
        self._owners = owners
        self._sends_sms = sends_sms

    @requires(Permission.SIGN_IN)
    async def register(self, registration: Registration, locale: str) -> RegistrationAnswer:
        """Request a client's account. It begins once the e-mail was answered, or the SMS.

        Where the shop sends no SMS, a phone's account begins at once, unless the number
        has one; the answer is the same. Raises ``NotALogin``, ``PasswordTooShort``,
        ``PasswordTooCommon``, ``TooManyAttempts``.
        """
        login = parse_login(registration.login, self._phone_region)
        password_hash = await self._proofs.hash_new(
            registration.password, registration.name, registration.login
        )
        if login.phone and self._sends_sms:
            await limit_sms(self._limiter, Purpose.REGISTER, login.phone)
            await self._request_confirmation(
                login.phone, registration.name, password_hash, locale, SMS_CODE_LIFE
            )
            return RegistrationAnswer(confirmation="sms")
        await limit_emails(self._limiter, Purpose.REGISTER, login.key)
        if login.phone:
            # Somebody else may be faster with the same number: the answer is the same then too.
            with suppress(LoginTaken):
                await self._creator.create(login, registration.name, Role.CLIENT, password_hash, locale)
            return RegistrationAnswer(confirmation="nothing")
        await self._request_confirmation(login.email, registration.name, password_hash, locale)
        return RegistrationAnswer(confirmation="email")

    async def _request_confirmation(
        self, login: str, name: str, password_hash: str, locale: str, life: timedelta = REGISTRATION_LIFE
    ) -> None:
        payload = {"name": name, "password_hash": password_hash, "locale": locale}
        row = await self._one_time.issue(Purpose.REGISTER, life, login, payload=payload)
        self._unit.record(RegistrationRequested(row.id), f"token:{row.id}")

    @requires(Permission.SIGN_IN)
    async def confirm_registration(self, answer: Confirmation) -> None:
        """Begin the account; raises ``DeadLink`` or ``WrongCode``, also if it has begun meanwhile."""
        row = await self._redeem(answer)
        login = LoginName(email=row.login) if "@" in row.login else LoginName(phone=row.login)
        owner = await self._users.by_login(row.login)
        if owner and login.phone and is_releasable(owner):
            await self._owners.release(owner)
        elif owner:
            raise DeadLink() if answer.token else WrongCode()
        requested = row.payload
        await self._creator.create(
            login,
            requested["name"],
            Role.CLIENT,
            requested["password_hash"],
            requested["locale"],
            has_proved_phone=bool(login.phone),
        )
        row.payload = {}

    async def _redeem(self, answer: Confirmation) -> OneTimeToken:
        if answer.token:
            return await self._one_time.redeem(Purpose.REGISTER, answer.token)
        if not (answer.login and answer.code):
            raise WrongCode()
        with said_of_login():
            login = self._parse_confirmed(answer.login)
        return await self._one_time.redeem_code(Purpose.REGISTER, login, answer.code)

    def _parse_confirmed(self, login: str) -> str:
        is_number = self._sends_sms and "@" not in login and any(map(str.isdecimal, login))
        return parse_phone(login, self._phone_region) if is_number else parse_email(login)

    @requires(Permission.MANAGE_USERS)
    async def create_account(self, new: NewAccount) -> UserView:
        """Create an account that can sign in at once.

        Raises ``NotAnEmail``, ``LoginTaken``, ``PasswordTooShort``, ``PasswordTooCommon``.
        """
        login = LoginName(email=parse_email(new.email))
        password_hash = await self._proofs.hash_new(new.password, new.name, new.email)
        return view_user(await self._creator.create(login, new.name, new.role, password_hash))
