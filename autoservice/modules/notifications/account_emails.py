"""The e-mails that follow facts about accounts.

They are only composed here: a mail server takes its time, and no transaction waits for it.
"""

from datetime import timedelta
from typing import Final

from autoservice.modules.auth.accounts.contacts import ConfirmationRequest, Contact, ContactsService
from autoservice.modules.notifications import kinds
from autoservice.modules.notifications.kinds import Content, Email
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)


class AccountEmailsService(Service):
    """Composes e-mails; ``None`` where there is no recipient."""

    def __init__(self, unit: Unit, contacts: ContactsService, public_url: str) -> None:
        super().__init__(unit)
        self._contacts = contacts
        self._public_url = public_url

    @requires(Permission.RUN_REACTIONS)
    async def compose_registration(self, token_id: int) -> Email | None:
        """Send a code and a link; or to an address that has an account, the reminder that it has one."""
        request = await self._contacts.get_registration(token_id)
        if request is None:
            return None
        link = self._link("/confirm", request.token)
        return self._confirm(request, kinds.ConfirmRegistration(request.code, link, request.life // HOUR))

    @requires(Permission.RUN_REACTIONS)
    async def compose_email_change(self, token_id: int) -> Email | None:
        """Send a code and a link to the new address; or the reminder that it has an account already."""
        request = await self._contacts.get_email_change(token_id)
        if request is None:
            return None
        link = self._link("/confirm-email", request.token)
        return self._confirm(request, kinds.ConfirmEmail(request.code, link, request.life // HOUR))

    def _confirm(self, request: ConfirmationRequest, content: Content) -> Email:
        if request.owner:
            links = self._link("/sign-in"), self._link("/password/forgot")
            return _email(request.owner, kinds.AlreadyRegistered(*links))
        return _email(request.to, content)

    @requires(Permission.RUN_REACTIONS)
    async def compose_password_reset(self, token_id: int) -> Email | None:
        """Send a link, if the login has an account that an e-mail can reach."""
        request = await self._contacts.get_password_reset(token_id)
        if request is None:
            return None
        link = self._link("/password/reset", request.token)
        return _email(request.to, kinds.ResetPassword(link, request.life // MINUTE))

    @requires(Permission.RUN_REACTIONS)
    async def compose_password_changed(self, user_id: int) -> Email | None:
        """Tell the owner, in case it was somebody else."""
        contact = await self._contacts.get_account(user_id)
        content = kinds.PasswordChanged(self._link("/password/forgot"))
        return _email(contact, content) if contact else None

    @requires(Permission.RUN_REACTIONS)
    async def compose_email_changed(self, token_id: int) -> Email | None:
        """Tell the former address, in case it was somebody else."""
        replaced = await self._contacts.get_replaced_email(token_id)
        return _email(replaced.to, kinds.EmailChanged(replaced.new_email)) if replaced else None

    @requires(Permission.RUN_REACTIONS)
    async def compose_second_factor_changed(self, user_id: int) -> Email | None:
        """Tell the owner whether signing in asks for a code from now on."""
        contact = await self._contacts.get_account(user_id)
        if contact is None:
            return None
        return _email(contact, kinds.SecondFactorChanged(contact.second_factor, self._link("/profile")))

    @requires(Permission.RUN_REACTIONS)
    async def compose_invitation(self, token_id: int) -> Email | None:
        """Send a link, and say who invites, and as what."""
        offer = await self._contacts.get_invitation(token_id)
        if offer is None:
            return None
        link = self._link("/invitation", offer.token)
        content = kinds.InvitationOffered(offer.inviter, offer.role, link, offer.life.days)
        return _email(offer.to, content)

    @requires(Permission.RUN_REACTIONS)
    async def compose_claim_answer(self, user_id: int, *, granted: bool) -> Email | None:
        """Tell who claimed earlier orders whether they are theirs now."""
        contact = await self._contacts.get_account(user_id)
        page = "/orders" if granted else "/orders/claim"
        return _email(contact, kinds.ClaimAnswered(granted, self._link(page))) if contact else None

    @requires(Permission.RUN_REACTIONS)
    async def compose_farewell(self, token_id: int) -> Email | None:
        """Send the last e-mail to somebody whose data were erased."""
        contact = await self._contacts.get_erased(token_id)
        return _email(contact, kinds.ProfileDeleted()) if contact else None

    def _link(self, path: str, token: str = "") -> str:
        """An address of this site. The token is in the fragment, which no server and no log ever sees."""
        return f"{self._public_url}{path}{f'#token={token}' if token else ''}"


def _email(to: Contact, content: Content) -> Email:
    return Email(to.email, to.locale, content, to.name)
