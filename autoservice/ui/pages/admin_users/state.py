"""Reading accounts and invitations."""

from typing import Final

import reflex as rx

from autoservice import work
from autoservice.modules.auth.schemas import UserFilter, UserView
from autoservice.shared.access import ACCOUNT_ROLES, Role
from autoservice.shared.i18n import translate_plural
from autoservice.shared.pagination import Page
from autoservice.ui.entities.user.rows import InvitationRow, UserRow, invitation_row, user_row
from autoservice.ui.shared.gate import current_viewer, opens_to
from autoservice.ui.shared.paging import PagedMixin

ON_A_PAGE: Final = 25


@opens_to(Role.ADMINISTRATOR)
class UsersState(PagedMixin, rx.State):
    """One page of the accounts that fit what is searched for."""

    users: list[UserRow] = []
    text: str = ""
    role: str = ""
    summary: str = ""

    @rx.event
    async def open(self) -> None:
        """Begin with the first page of all."""
        self.text, self.role = "", ""
        await self._go(1)

    @rx.event
    async def search(self, text: str) -> None:
        """Show only those whose name, address or number contains ``text``."""
        self.text = str(text).replace("\0", "")[:120]
        await self._go(1)

    @rx.event
    async def filter_role(self, role: str) -> None:
        """Show only those with the role; an empty one shows all."""
        self.role = role if role in ACCOUNT_ROLES else ""
        await self._go(1)

    async def _read(self) -> Page[UserView]:
        role = Role(self.role) if self.role else None
        wanted = UserFilter(text=self.text, role=role, number=self.number, size=ON_A_PAGE)
        async with work.view(current_viewer().actor) as unit:
            return await unit.services.directory.list_users(wanted)

    def _show(self, page: Page[UserView]) -> None:
        super()._show(page)
        viewer, zone = current_viewer(), work.runtime().settings.timezone
        self.users = [user_row(user, viewer.actor.user_id, viewer.locale, zone) for user in page.items]
        self.summary = translate_plural(viewer.locale, "%(count)d person", "%(count)d people", page.total)


@opens_to(Role.ADMINISTRATOR)
class InvitationsState(rx.State):
    """Who was invited and has not come yet."""

    invitations: list[InvitationRow] = []
    summary: str = ""

    @rx.event
    async def load(self) -> None:
        """Read them."""
        viewer, zone = current_viewer(), work.runtime().settings.timezone
        async with work.view(viewer.actor) as unit:
            invitations = await unit.services.registration.list_invitations()
        self.invitations = [invitation_row(one, viewer.locale, zone) for one in invitations]
        self.summary = translate_plural(
            viewer.locale, "%(count)d invitation", "%(count)d invitations", len(invitations)
        )
