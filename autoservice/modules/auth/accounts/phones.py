"""The phone number of an account: proved by a code, where the shop sends SMS."""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import PhoneChanged, PhoneConfirmationRequested
from autoservice.modules.auth.accounts.phone_owners import PhoneOwners
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import PhoneChange, UserView
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.credentials.attempts import limit_phone_changes, limit_sms
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.errors import LoginTaken, NotAPhone, OnlyLogin, WrongPassword
from autoservice.modules.auth.login_names.phones import parse_phone
from autoservice.modules.auth.models import Purpose, User
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# A code on a telephone is typed at once, or never.
SMS_CODE_LIFE: Final = timedelta(minutes=15)


class PhonesService(Service):
    """Changes the number of the account that asks; ``sends_sms`` says whether codes can be sent to it."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        owners: PhoneOwners,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
        limiter: AttemptLimiter,
        phone_region: str,
        sends_sms: bool,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._owners = owners
        self._one_time = one_time
        self._proofs = proofs
        self._limiter = limiter
        self._phone_region = phone_region
        self._sends_sms = sends_sms

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def change_phone(self, change: PhoneChange) -> UserView:
        """Send a code to a number, which is the account's once it was entered; an empty one removes it.

        Where the shop sends no SMS the number is the account's at once, and not confirmed. Raises
        ``WrongPassword``, ``NotAPhone``, ``OnlyLogin``, ``TooManyAttempts``, and ``LoginTaken`` without
        codes: whether a number is taken must not be asked of one after the other.
        """
        try:
            user = await self._proofs.reauthenticate(change.current_password)
        except WrongPassword as error:
            error.others = self._wrong_number(change.phone)
            raise
        await limit_phone_changes(self._limiter, user.id)
        number = self._parse_number(change.phone)
        if number and self._sends_sms:
            await self._send_code(user, number)
        else:
            await self._replace(user, number)
        return view_user(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def confirm_phone(self, code: str) -> UserView:
        """Take over the number that got the code; raises ``WrongCode``, ``PhoneTaken``."""
        user = await self._users.get(self._actor.user_id, locked=True)
        row = await self._one_time.redeem_code(Purpose.CONFIRM_PHONE, _key(user), code)
        await self._owners.confirm(user, row.payload["phone"])
        return view_user(user)

    async def _send_code(self, user: User, number: str) -> None:
        await limit_sms(self._limiter, Purpose.CONFIRM_PHONE, number)
        # Whoever asks again has mistyped the first one: nobody else can ask in the account's name.
        await self._one_time.void_newest(Purpose.CONFIRM_PHONE, _key(user))
        row = await self._one_time.issue(
            Purpose.CONFIRM_PHONE, SMS_CODE_LIFE, _key(user), user_id=user.id, payload={"phone": number}
        )
        self._unit.record(PhoneConfirmationRequested(row.id), f"user:{user.id}")

    async def _replace(self, user: User, number: str | None) -> None:
        if number is None and not user.email:
            raise OnlyLogin()
        owner = await self._users.by_login(number) if number else None
        if owner and owner.id != user.id:
            raise LoginTaken()
        # Whoever has the number next must not be reset by an e-mail that went to this account.
        await self._one_time.forget_login(user.phone)
        if user.phone != number:
            user.phone_confirmed_at = None
        user.phone = number
        await self._users.store(user)
        self._unit.audit("phone_changed" if number else "phone_removed", f"user:{user.id}")
        self._unit.emit(PhoneChanged(user.id))

    def _wrong_number(self, phone: str) -> tuple[NotAPhone, ...]:
        """Return what is wrong with the number as such, which needs no proof of who asks."""
        try:
            self._parse_number(phone)
        except NotAPhone as error:
            return (error,)
        return ()

    def _parse_number(self, phone: str) -> str | None:
        return parse_phone(phone, self._phone_region) if phone.strip() else None


def _key(user: User) -> str:
    """What one account's changes are kept under; anybody may ask for a code to the same number."""
    return f"user:{user.id}"
