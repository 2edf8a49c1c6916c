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

ON_A_PAGE: Final = 25


@opens_to(Role.ADMINISTRATOR)
class UsersState(rx.State):
    """One page of the accounts that fit what is searched for."""

    users: list[UserRow] = []
    text: str = ""
    role: str = ""
    number: int = 1
    pages: int = 1
    total: int = 0
    summary: str = ""
    loaded: bool = False

    @rx.event
    async def open(self) -> None:
        """Begin with the first page of all."""
        self.text, self.role, self.number = "", "", 1
        await self._read()

    @rx.event
    async def read_again(self) -> None:
        """Read the page after something on it was changed."""
        await self._read()

    @rx.event
    async def search(self, text: str) -> None:
        """Show only those whose name, address or number contains ``text``."""
        self.text, self.number = str(text).replace("\0", "")[:120], 1
        await self._read()

    @rx.event
    async def filter_role(self, role: str) -> None:
        """Show only those with the role; an empty one shows all."""
        self.role, self.number = role if role in ACCOUNT_ROLES else "", 1
        await self._read()

    @rx.event
    async def previous_page(self) -> None:
        """One page back."""
        self.number = max(1, self.number - 1)
        await self._read()

    @rx.event
    async def next_page(self) -> None:
        """One page on."""
        self.number = min(self.number + 1, self.pages)
        await self._read()

    async def _read(self) -> None:
        role = Role(self.role) if self.role else None
        wanted = UserFilter(text=self.text, role=role, number=self.number, size=ON_A_PAGE)
        async with work.view(current_viewer().actor) as unit:
            self._show(await unit.services.directory.list_users(wanted))

    def _show(self, page: Page[UserView]) -> None:
        viewer, zone = current_viewer(), work.runtime().settings.timezone
        self.users = [user_row(user, viewer.actor.user_id, viewer.locale, zone) for user in page.items]
        self.pages, self.total, self.loaded = page.pages, page.total, True
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
