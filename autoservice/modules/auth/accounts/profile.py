"""What people change about their own accounts."""

from datetime import timedelta
from typing import Any, Final

from autoservice.events.accounts import (
    EmailChanged,
    EmailChangeRequested,
    PasswordChanged,
    ProfileDeleted,
    SessionsRevoked,
)
from autoservice.modules.auth.accounts.directory import keep_an_administrator
from autoservice.modules.auth.accounts.schemas import ProfileChange, UserView
from autoservice.modules.auth.credentials.attempts import allow_letter, allow_phone_change
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.passwords import HashedPassword, PasswordCheck, insist_on
from autoservice.modules.auth.errors import AddressTaken, LastAddress, UnknownLanguage
from autoservice.modules.auth.login_names.logins import parse_email
from autoservice.modules.auth.login_names.phones import parse_phone
from autoservice.modules.auth.means import Means, view_user
from autoservice.modules.auth.models import OneTimeToken, Purpose, User
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.i18n import LOCALES
from autoservice.shared.unit import Unit

EMAIL_CHANGE_LIFE: Final = timedelta(hours=24)
# As long as its letter may have to wait, an administrator's replay included.
FAREWELL_LIFE: Final = timedelta(days=7)


class ProfileService(Service):
    """One's own data, password and addresses; and leaving."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means
        self._users = means.users
        self._once = OneTimeTokens(means, unit)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def me(self) -> UserView:
        """The account that asks."""
        return view_user(await self._own())

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def update_profile(self, change: ProfileChange) -> UserView:
        """Change name or language; raises ``UnknownLanguage``."""
        # Locked: a deletion that comes first leaves nothing to change, and none comes in between.
        user = await self._own(locked=True)
        if change.locale is not None:
            if change.locale not in LOCALES:
                raise UnknownLanguage()
            user.locale = change.locale
        if change.name is not None:
            user.rename(change.name)
        changed = sorted(change.model_dump(exclude_none=True))
        self._unit.audit("profile_changed", f"user:{user.id}", after={"fields": changed})
        return view_user(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def change_password(self, check: PasswordCheck, password: HashedPassword) -> None:
        """Set another password and end all other sessions; raises ``WrongPassword``."""
        user = await self._proved(check)
        user.password_hash = password.hash
        await self._once.void_all(user)
        await self._users.forget_devices(user.id or 0)
        ended = await self._users.revoke_sessions(user.id or 0, self._unit.now, keep=self._actor.session_id)
        self._unit.audit("password_changed", f"user:{user.id}", after={"sessions": ended})
        self._unit.emit(SessionsRevoked(user.id or 0))
        self._unit.emit(PasswordChanged(user.id or 0))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def request_email_change(self, check: PasswordCheck, email: str) -> None:
        """Owe a letter with a code to the new address, which becomes the account's when it is answered.

        Raises ``WrongPassword``, ``NotAnEmail``, ``TooManyAttempts``. Whether the address
        is another account's is told by the letter only.
        """
        user = await self._proved(check)
        address = parse_email(email)
        await allow_letter(self._means, Purpose.CHANGE_EMAIL, address)
        # Whoever asks again has mistyped the first one: nobody else can ask in the account's name.
        await self._once.void_newest(Purpose.CHANGE_EMAIL, _change_key(user))
        row = await self._once.issue(
            Purpose.CHANGE_EMAIL,
            EMAIL_CHANGE_LIFE,
            _change_key(user),
            user_id=user.id,
            payload={"email": address},
        )
        self._unit.audit("email_change_requested", f"user:{user.id}")
        self._unit.emit(EmailChangeRequested(row.id or 0))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def confirm_email_by_code(self, code: str) -> UserView:
        """Take over the address that got the code; raises ``WrongCode``, ``AddressTaken``."""
        user = await self._own(locked=True)
        row = await self._once.redeem_code(Purpose.CHANGE_EMAIL, _change_key(user), code)
        return await self._take_over(user, row)

    @requires(Permission.SIGN_IN)
    async def confirm_email_by_link(self, token: str) -> UserView:
        """Take over the address that got the link; raises ``DeadLink``, ``AddressTaken``."""
        row = await self._once.find(Purpose.CHANGE_EMAIL, token)
        user = await self._means.account(row.user_id or 0, locked=True)
        return await self._take_over(user, await self._once.redeem(Purpose.CHANGE_EMAIL, token))

    async def _take_over(self, user: User, row: OneTimeToken) -> UserView:
        email = row.payload["email"]
        if await self._users.by_email(email):
            raise AddressTaken()
        row.payload = {"email": email, "former": user.email or ""}
        # Resets that were asked for the former address, and other changes that nobody waits for now.
        await self._once.void_all(user)
        user.email = email
        await self._users.store(user)
        self._unit.audit("email_changed", f"user:{user.id}")
        self._unit.emit(EmailChanged(row.id or 0))
        return view_user(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def change_phone(self, check: PasswordCheck, phone: str) -> UserView:
        """Set or remove the phone number, which cannot be confirmed yet.

        Raises ``WrongPassword``, ``NotAPhone``, ``AddressTaken``, ``LastAddress``,
        ``TooManyAttempts``: whether a number is taken must not be asked of one after the other.
        """
        user = await self._proved(check)
        await allow_phone_change(self._means, user.id or 0)
        number = parse_phone(phone, self._means.settings.phone_region) if phone.strip() else None
        if number is None and not user.email:
            raise LastAddress()
        owner = await self._users.by_phone(number) if number else None
        if owner and owner.id != user.id:
            raise AddressTaken()
        # Whoever has the number next must not be reset by a letter that went to this account.
        await self._once.void_resets(user.phone)
        user.phone = number
        await self._users.store(user)
        self._unit.audit("phone_changed" if number else "phone_removed", f"user:{user.id}")
        return view_user(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_account(self) -> dict[str, Any]:
        """All that is stored about the account itself, ready for JSON."""
        user = await self._own()
        sessions = await self._users.live_sessions(user.id or 0, self._unit.now)
        fields = {"id", "device", "address", "created_at", "last_seen_at", "expires_at"}
        self._unit.audit("profile_exported", f"user:{user.id}")
        return {
            "account": view_user(user).model_dump(mode="json"),
            "sessions": [session.model_dump(mode="json", include=fields) for session in sessions],
        }

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def delete_profile(self, check: PasswordCheck) -> None:
        """Erase the person from the account; what they ordered and did stays, without their name.

        Raises ``WrongPassword``, ``LastAdministrator``.
        """
        administrators = await self._users.lock_administrators()
        user = await self._proved(check)
        keep_an_administrator(administrators, user)
        # Sealed: the letter may have to wait, and the address is no longer for anybody to read.
        farewell = {"to": self._means.vault.encrypt(user.email or ""), "locale": user.locale}
        user_id, addresses = user.id or 0, [one for one in (user.email, user.phone) if one]
        await self._users.revoke_sessions(user_id, self._unit.now)
        await self._users.erase_traces(user_id, addresses)
        row = await self._once.issue(Purpose.FAREWELL, FAREWELL_LIFE, payload=farewell)
        _erase(user)
        user.deleted_at = self._unit.now
        self._unit.audit("profile_deleted", f"user:{user_id}")
        self._unit.emit(SessionsRevoked(user_id))
        self._unit.emit(ProfileDeleted(user_id, row.id or 0))

    async def _own(self, *, locked: bool = False) -> User:
        return await self._means.account(self._actor.user_id, locked=locked)

    async def _proved(self, check: PasswordCheck) -> User:
        user = await self._own(locked=True)
        insist_on(self._unit, check, user)
        return user


def _erase(user: User) -> None:
    user.email = user.phone = user.totp_enabled_at = None
    user.password_hash = user.totp_secret = user.locale = ""
    user.rename("")
    user.active = False


def _change_key(user: User) -> str:
    """One account's changes of address; anybody may ask for a letter to the same new address."""
    return f"user:{user.id}"
