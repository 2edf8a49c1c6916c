"""Whom e-mails about accounts go to, and what has to be said in them.

Everything is read when the e-mail is written: an e-mail that is written twice says the same, and one
that nobody waits for any more is not written.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from autoservice.modules.auth.accounts.invitations import INVITATION_LIFE
from autoservice.modules.auth.accounts.logins import EMAIL_CHANGE_LIFE
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.registration import REGISTRATION_LIFE
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.passwords import RESET_LIFE, find_active
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository, Vault
from autoservice.modules.auth.login_names.logins import mask
from autoservice.modules.auth.models import OneTimeToken, User
from autoservice.shared.access import Permission, Role
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class Contact:
    """Somebody who can be reached by e-mail, and in which language."""

    email: str
    locale: str
    name: str = ""
    second_factor: bool = False


@dataclass(frozen=True)
class Recipient:
    """Somebody with an account in use. ``email`` and a confirmed ``phone`` are empty without one.

    An e-mail ``fails`` if a mail server has said that there is no such address.
    """

    id: int
    role: Role
    email: str
    locale: str
    name: str
    phone: str = ""
    email_fails: bool = False


@dataclass(frozen=True)
class LinkRequest:
    """A link that somebody asked for."""

    to: Contact
    token: str
    life: timedelta


@dataclass(frozen=True)
class ConfirmationRequest(LinkRequest):
    """An address that is to be confirmed. ``owner`` is there if it is an account's already."""

    code: str
    owner: Contact | None


@dataclass(frozen=True)
class InvitationOffer(LinkRequest):
    """An account that is offered."""

    inviter: str
    role: Role


@dataclass(frozen=True)
class EmailReplacement:
    """An account's former address, and the new one, masked."""

    to: Contact
    new_email: str


class ContactsService(Service):
    """Finds the recipients of e-mails about accounts; ``None`` where there is nobody."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        secrets: OneTimeSecretsRepository,
        one_time: OneTimeTokens,
        vault: Vault,
        default_locale: str,
        sends_sms: bool,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._secrets = secrets
        self._one_time = one_time
        self._vault = vault
        self._default_locale = default_locale
        self._sends_sms = sends_sms

    @requires(Permission.RUN_REACTIONS)
    async def get_account(self, user_id: int) -> Contact | None:
        """Return the person behind an account, if an e-mail can reach them."""
        return self._of_user(await self._users.find(user_id))

    @requires(Permission.RUN_REACTIONS)
    async def find_recipients(self, user_ids: Collection[int]) -> list[Recipient]:
        """Return those of the people whose accounts are in use.

        In a unit that writes, they cannot be erased before it ends.
        """
        users = await self._users.in_use(user_ids, locked=self._unit.writes)
        return [self._recipient(user) for user in users]

    @requires(Permission.RUN_REACTIONS)
    async def find_administrators(self) -> set[int]:
        """Return the ids of all administrators."""
        return {user.id for user in await self._users.with_role(Role.ADMINISTRATOR)}

    @requires(Permission.RUN_REACTIONS)
    async def mark_unreachable(self, address: str) -> None:
        """Record of everybody with the address that it does not exist."""
        await self._users.mark_unreachable(address)

    @requires(Permission.RUN_REACTIONS)
    async def clear_unreachable(self, address: str) -> None:
        """Record that the address takes e-mails."""
        await self._users.clear_unreachable(address)

    def _recipient(self, user: User) -> Recipient:
        locale = user.locale or self._default_locale
        user_id, role, email = user.id, Role(user.role), user.email or ""
        return Recipient(user_id, role, email, locale, user.name, user.confirmed_phone, user.email_fails)

    @requires(Permission.RUN_REACTIONS)
    async def get_registration(self, token_id: int) -> ConfirmationRequest | None:
        """Return who wants to register."""
        row = await self._open(token_id)
        # A number is told by SMS.
        if row is None or "@" not in row.login:
            return None
        to = self._contact(row.login, row.payload["locale"], row.payload["name"])
        return await self._confirmation(row, to, REGISTRATION_LIFE)

    @requires(Permission.RUN_REACTIONS)
    async def get_email_change(self, token_id: int) -> ConfirmationRequest | None:
        """Return whose new address waits to be confirmed; it goes to that address."""
        row = await self._open(token_id)
        user = await self._users.find(row.user_id or 0) if row else None
        if row is None or user is None:
            return None
        to = self._contact(row.payload["email"], user.locale, user.name)
        return await self._confirmation(row, to, EMAIL_CHANGE_LIFE)

    async def _confirmation(self, row: OneTimeToken, to: Contact, life: timedelta) -> ConfirmationRequest:
        owner = self._of_user(await self._users.by_login(to.email))
        return ConfirmationRequest(to, self._one_time.token(row), life, self._one_time.code(row), owner)

    @requires(Permission.RUN_REACTIONS)
    async def get_password_reset(self, token_id: int) -> LinkRequest | None:
        """Return who asked for a new password, if there is such an account."""
        row = await self._open(token_id)
        user = await find_active(self._users, row.login) if row else None
        if row and user and self._sends_sms and row.login == user.confirmed_phone:
            return None
        to = self._of_user(user)
        return LinkRequest(to, self._one_time.token(row), RESET_LIFE) if row and to else None

    @requires(Permission.RUN_REACTIONS)
    async def get_replaced_email(self, token_id: int) -> EmailReplacement | None:
        """Return the former address of an account that has a new one."""
        row = await self._secrets.find(token_id)
        user = await self._users.find(row.user_id or 0) if row else None
        former = row.payload.get("former") if row else ""
        if not (row and user and former):
            return None
        to = self._contact(former, user.locale, user.name)
        return EmailReplacement(to, mask(row.payload["email"]))

    @requires(Permission.RUN_REACTIONS)
    async def get_invitation(self, token_id: int) -> InvitationOffer | None:
        """Return who is invited, by whom and as what."""
        row = await self._open(token_id)
        if row is None:
            return None
        inviter = await self._users.find(row.payload["inviter_id"])
        to = self._contact(row.login, row.payload["locale"], row.payload["name"])
        token, role = self._one_time.token(row), Role(row.payload["role"])
        return InvitationOffer(to, token, INVITATION_LIFE, inviter.name if inviter else "", role)

    @requires(Permission.RUN_REACTIONS)
    async def get_erased(self, token_id: int) -> Contact | None:
        """Return the address of somebody who was erased."""
        row = await self._secrets.find(token_id)
        email = self._vault.decrypt(row.payload["to"]) if row else ""
        return self._contact(email, row.payload["locale"]) if row and email else None

    async def _open(self, token_id: int) -> OneTimeToken | None:
        """Return the token, if its e-mail still is of use."""
        row = await self._secrets.find(token_id)
        return row if row and row.is_open(self._unit.now) else None

    def _of_user(self, user: User | None) -> Contact | None:
        if user is None or not user.reached_email:
            return None
        return self._contact(user.reached_email, user.locale, user.name, user.has_second_factor)

    def _contact(self, email: str, locale: str, name: str = "", second_factor: bool = False) -> Contact:
        return Contact(email, locale or self._default_locale, name, second_factor)
