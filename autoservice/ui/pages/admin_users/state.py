"""Reading accounts and invitations."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.auth.accounts.schemas import InvitationView, UserFilter, UserView
from autoservice.runtime.current import read_only
from autoservice.shared.access import ACCOUNT_ROLES, Permission, Role
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import searchable
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.paging import PagedMixin
from autoservice.ui.entities.user.view_models import (
    InvitationViewModel,
    UserViewModel,
    invitation_view_model,
    user_view_model,
)

ON_A_PAGE: Final = 25
INVITATIONS_ON_A_PAGE: Final = 10
# How many of the texts that were typed last are known again in an address.
TYPED: Final = 20


@requires_permission(Permission.READ_USERS)
class UsersState(PagedMixin, rx.State):
    """One page of the accounts that fit what is searched for."""

    users: list[UserViewModel] = []
    text: str = ""
    role: str = ""
    summary: str = ""
    # The address that the list answers: with another one, the number of people is announced.
    answered: str = ""
    # Another value makes the field a new one, which begins with ``text``.
    field_key: str = ""
    _typed: list[str] = []

    @rx.event
    async def open(self) -> Any:
        """Read the page that the address names."""
        entered, address = self._read_cursor(), self._address()
        role = address.get("role")
        self.text, self.role = searchable(address.get("text")), role if role in ACCOUNT_ROLES else ""
        # An address that follows from typing leaves the field alone: its owner may have typed on.
        if self.text not in self._typed:
            self.field_key = self.text
        if address.cursor:
            self._typed = [self.text]
        await self._load_page(self._read)
        return entered

    @rx.event
    async def search(self, text: str) -> Any:
        """Show only those who are found by ``text``."""
        text = searchable(text)
        self._typed = [*self._typed, text][-TYPED:]
        return self._navigate(text=text, replace=True)

    @rx.event
    async def filter_role(self, role: str) -> Any:
        """Show only those with the role; an empty one shows all."""
        self._typed = []
        return self._navigate(role=role if role in ACCOUNT_ROLES else "")

    @rx.event
    async def reload(self) -> None:
        """Read the page after something on it was changed."""
        await self._load_page(self._read)

    async def _read(self) -> Page[UserView]:
        role = Role(self.role) if self.role else None
        query = UserFilter(text=self.text, role=role, cursor=self._cursor, size=ON_A_PAGE)
        async with read_only(current_viewer().actor) as unit:
            return await unit.services.directory.list_users(query)

    def _set_page(self, page: Page[UserView]) -> None:
        super()._set_page(page)
        viewer = current_viewer()
        self.users = [user_view_model(user, viewer) for user in page.items]
        self.answered = self._address().at(self._cursor)
        self.summary = translate_count(
            viewer.locale, "%(count)s person", "%(count)s people", page.total, exact=page.total_is_exact
        )


@requires_permission(Permission.MANAGE_USERS)
class InvitationsState(PagedMixin, rx.State):
    """One page of who was invited and has not come yet."""

    invitations: list[InvitationViewModel] = []
    summary: str = ""

    def _parameter(self) -> str:
        return "invitations"

    @rx.event
    async def load(self) -> Any:
        """Read the page that the address names."""
        entered = self._read_cursor()
        await self._load_page(self._read)
        return entered

    async def _read(self) -> Page[InvitationView]:
        query = PageRequest(cursor=self._cursor, size=INVITATIONS_ON_A_PAGE)
        async with read_only(current_viewer().actor) as unit:
            return await unit.services.invitations.list_invitations(query)

    def _set_page(self, page: Page[InvitationView]) -> None:
        super()._set_page(page)
        viewer = current_viewer()
        self.invitations = [invitation_view_model(one, viewer) for one in page.items]
        self.summary = translate_count(
            viewer.locale,
            "%(count)s invitation",
            "%(count)s invitations",
            page.total,
            exact=page.total_is_exact,
        )
