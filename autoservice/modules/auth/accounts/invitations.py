"""Invitations to work here."""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import InvitationSent
from autoservice.modules.auth.accounts.creating import AccountCreator
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import (
    AcceptedInvitation,
    Invitation,
    InvitationView,
    UserView,
)
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository
from autoservice.modules.auth.errors import DeadLink, LoginTaken
from autoservice.modules.auth.login_names.logins import LoginName, parse_email
from autoservice.modules.auth.models import OneTimeToken, Purpose
from autoservice.shared.access import ACCOUNT_ROLES, Permission, Role
from autoservice.shared.errors import AccessDenied, NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

INVITATION_LIFE: Final = timedelta(days=7)


class InvitationsService(Service):
    """Accounts that administrators offer."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        secrets: OneTimeSecretsRepository,
        creator: AccountCreator,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._secrets = secrets
        self._creator = creator
        self._one_time = one_time
        self._proofs = proofs

    @requires(Permission.MANAGE_USERS)
    async def invite(self, invitation: Invitation, locale: str) -> InvitationView:
        """Invite somebody to work here, by e-mail; raises ``NotAnEmail``, ``LoginTaken``."""
        if invitation.role not in ACCOUNT_ROLES:
            raise AccessDenied()
        email = parse_email(invitation.email)
        if await self._users.by_login(email):
            raise LoginTaken()
        # One invitation for one person: the e-mail that was lost, or sent twice, opens nothing.
        for former in await self._one_time.void_newest(Purpose.INVITATION, email):
            self._unit.audit("invitation_withdrawn", f"token:{former.id}")
        row = await self._issue(invitation, email, locale)
        self._unit.record(InvitationSent(row.id), f"token:{row.id}", after=invitation.role.value)
        return _view(row)

    async def _issue(self, invitation: Invitation, email: str, locale: str) -> OneTimeToken:
        payload = {
            "name": invitation.name,
            "role": invitation.role.value,
            "locale": locale,
            "inviter_id": self._actor.user_id,
        }
        return await self._one_time.issue(Purpose.INVITATION, INVITATION_LIFE, email, payload=payload)

    @requires(Permission.MANAGE_USERS)
    async def list_invitations(self, query: PageRequest) -> Page[InvitationView]:
        """List one page of those that wait to be accepted, the newest first; raises ``UnknownCursor``."""
        page = await self._secrets.page_of_invitations(self._unit.now, query)
        return page.with_items(_view(row) for row in page.items)

    @requires(Permission.MANAGE_USERS)
    async def withdraw_invitation(self, invitation_id: int) -> None:
        """Make an invitation's link stop working; raises ``NotFound``."""
        row = await self._secrets.find(invitation_id, locked=True)
        if row is None or row.purpose != Purpose.INVITATION or not row.is_open(self._unit.now):
            raise NotFound()
        row.used_at = self._unit.now
        self._unit.audit("invitation_withdrawn", f"token:{row.id}")

    @requires(Permission.SIGN_IN)
    async def accept_invitation(self, accepted: AcceptedInvitation) -> UserView:
        """Begin the account that was offered, by somebody who still may.

        Raises ``DeadLink``, ``LoginTaken``, ``PasswordTooShort``, ``PasswordTooCommon``,
        ``TooManyAttempts``.
        """
        password_hash = await self._proofs.hash_new(accepted.password, accepted.name)
        row = await self._one_time.redeem(Purpose.INVITATION, accepted.token)
        inviter = await self._users.find(row.payload["inviter_id"])
        if inviter is None or not inviter.active or inviter.role != Role.ADMINISTRATOR:
            raise DeadLink()
        offered, login = row.payload, LoginName(email=row.login)
        user = await self._creator.create(
            login, accepted.name, Role(offered["role"]), password_hash, offered["locale"]
        )
        return view_user(user)


def _view(row: OneTimeToken) -> InvitationView:
    return InvitationView(
        id=row.id,
        email=row.login,
        name=row.payload["name"],
        role=Role(row.payload["role"]),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
