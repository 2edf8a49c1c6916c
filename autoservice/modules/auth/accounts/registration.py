"""New accounts: registration by oneself, and invitations to work here.

Whether an address has an account already is never told to whoever asks, only to
the address itself, by letter.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from autoservice.events.accounts import InvitationSent, RegistrationRequested, UserRegistered
from autoservice.modules.auth.accounts.schemas import (
    Confirmation,
    Invitation,
    InvitationView,
    NewAccount,
    Registration,
    RegistrationAnswer,
    UserView,
)
from autoservice.modules.auth.credentials.attempts import allow_letter
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.passwords import HashedPassword
from autoservice.modules.auth.errors import AddressTaken, DeadLink, WrongCode
from autoservice.modules.auth.login_names.logins import Address, parse_address, parse_email
from autoservice.modules.auth.means import Means, view_user
from autoservice.modules.auth.models import OneTimeToken, Purpose, User
from autoservice.shared.access import ACCOUNT_ROLES, Permission, Role, Service, requires
from autoservice.shared.errors import AccessDenied, NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.unit import Unit

REGISTRATION_LIFE: Final = timedelta(hours=24)
INVITATION_LIFE: Final = timedelta(days=7)


class RegistrationService(Service):
    """How accounts come to be."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means
        self._users = means.users
        self._once = OneTimeTokens(means, unit)

    @requires(Permission.SIGN_IN)
    async def register(
        self, wanted: Registration, password: HashedPassword, locale: str
    ) -> RegistrationAnswer:
        """Ask for a client's account. With an e-mail address it begins once a letter was answered.

        A phone cannot be asked yet, so its account begins at once, unless the number
        has one; the answer is the same. Raises ``NotAnAddress``, ``TooManyAttempts``.
        """
        address = parse_address(wanted.login, self._means.settings.phone_region)
        await allow_letter(self._means, Purpose.REGISTER, address.key)
        if address.phone:
            # Somebody else may be faster with the same number: the answer is the same then too.
            with suppress(AddressTaken):
                await self._create(address, wanted.name, Role.CLIENT, password.hash, locale)
            return RegistrationAnswer(confirmation="nothing")
        payload = {"name": wanted.name, "password_hash": password.hash, "locale": locale}
        row = await self._once.issue(Purpose.REGISTER, REGISTRATION_LIFE, address.email, payload=payload)
        self._unit.audit("registration_requested", f"token:{row.id}")
        self._unit.emit(RegistrationRequested(row.id or 0))
        return RegistrationAnswer(confirmation="email")

    @requires(Permission.SIGN_IN)
    async def confirm_registration(self, answer: Confirmation) -> None:
        """Begin the account; raises ``DeadLink`` or ``WrongCode``, also if it has begun meanwhile."""
        row = await self._redeem(answer)
        if await self._users.by_email(row.address):
            raise DeadLink() if answer.token else WrongCode()
        held = row.payload
        address = Address(email=row.address)
        await self._create(address, held["name"], Role.CLIENT, held["password_hash"], held["locale"])
        row.payload = {}

    async def _redeem(self, answer: Confirmation) -> OneTimeToken:
        if answer.token:
            return await self._once.redeem(Purpose.REGISTER, answer.token)
        if not (answer.login and answer.code):
            raise WrongCode()
        address = parse_email(answer.login)
        return await self._once.redeem_code(Purpose.REGISTER, address, answer.code)

    async def _create(
        self, address: Address, name: str, role: Role, password_hash: str, locale: str = ""
    ) -> User:
        user = User(
            email=address.email or None,
            phone=address.phone or None,
            name=name,
            role=role.value,
            locale=locale,
            password_hash=password_hash,
            created_at=self._unit.now,
        )
        user.rename(name)
        await self._users.store(user)
        self._unit.audit("account_created", f"user:{user.id}", after=role.value)
        self._unit.emit(UserRegistered(user.id or 0))
        return user

    @requires(Permission.MANAGE_USERS)
    async def create_account(self, wanted: NewAccount, password: HashedPassword) -> UserView:
        """Make an account that can sign in at once; raises ``NotAnEmail``, ``AddressTaken``."""
        address = Address(email=parse_email(wanted.email))
        return view_user(await self._create(address, wanted.name, wanted.role, password.hash))

    @requires(Permission.MANAGE_USERS)
    async def invite(self, wanted: Invitation, locale: str) -> InvitationView:
        """Invite somebody to work here, by letter; raises ``NotAnEmail``, ``AddressTaken``."""
        if wanted.role not in ACCOUNT_ROLES:
            raise AccessDenied()
        email = parse_email(wanted.email)
        if await self._users.by_email(email):
            raise AddressTaken()
        # One invitation for one person: the letter that was lost, or sent twice, opens nothing.
        for row in await self._once.void_newest(Purpose.INVITATION, email):
            self._unit.audit("invitation_withdrawn", f"token:{row.id}")
        payload = {
            "name": wanted.name,
            "role": wanted.role.value,
            "locale": locale,
            "inviter_id": self._actor.user_id,
        }
        row = await self._once.issue(Purpose.INVITATION, INVITATION_LIFE, email, payload=payload)
        self._unit.audit("invitation_sent", f"token:{row.id}", after=wanted.role.value)
        self._unit.emit(InvitationSent(row.id or 0))
        return _view(row)

    @requires(Permission.MANAGE_USERS)
    async def list_invitations(self, wanted: PageRequest) -> Page[InvitationView]:
        """One page of those that wait to be accepted, the newest first; raises ``UnknownCursor``."""
        page = await self._users.page_of_invitations(self._unit.now, wanted)
        return page.holding(_view(row) for row in page.items)

    @requires(Permission.MANAGE_USERS)
    async def withdraw_invitation(self, invitation_id: int) -> None:
        """Its link stops working; raises ``NotFound``."""
        row = await self._users.one_time_token_by_id(invitation_id, locked=True)
        if row is None or row.purpose != Purpose.INVITATION or not row.is_open(self._unit.now):
            raise NotFound()
        row.used_at = self._unit.now
        self._unit.audit("invitation_withdrawn", f"token:{row.id}")

    @requires(Permission.SIGN_IN)
    async def accept_invitation(self, token: str, name: str, password: HashedPassword) -> UserView:
        """Begin the account that was offered; raises ``DeadLink``, ``AddressTaken``.

        Whoever offered it must still be somebody who may.
        """
        row = await self._once.redeem(Purpose.INVITATION, token)
        inviter = await self._users.by_id(row.payload["inviter_id"])
        if inviter is None or not inviter.active or inviter.role != Role.ADMINISTRATOR:
            raise DeadLink()
        held, address = row.payload, Address(email=row.address)
        user = await self._create(address, name, Role(held["role"]), password.hash, held["locale"])
        return view_user(user)


def _view(row: OneTimeToken) -> InvitationView:
    return InvitationView(
        id=row.id or 0,
        email=row.address,
        name=row.payload["name"],
        role=Role(row.payload["role"]),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
