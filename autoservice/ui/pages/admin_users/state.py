"""Reading accounts and invitations."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.auth.accounts.schemas import InvitationView, UserFilter
from autoservice.modules.notifications.topics import PEOPLE
from autoservice.runtime.current import read_only
from autoservice.shared.access import ACCOUNT_ROLES, Actor, Permission, Role
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page, PageRequest
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.paging import PagedMixin
from autoservice.ui.entities.user.view_models import (
    InvitationViewModel,
    UserViewModel,
    invitation_view_model,
    user_view_model,
)
from autoservice.ui.pages.admin_users.table import COLUMNS
from autoservice.ui.widgets.data_table import TableMixin, TableQuery, live_table

ON_A_PAGE: Final = 25
INVITATIONS_ON_A_PAGE: Final = 10


@requires_permission(Permission.READ_USERS)
@live_table(*COLUMNS, filters={"role": ACCOUNT_ROLES}, page_size=ON_A_PAGE)
class UsersState(TableMixin, rx.State):
    """One page of the accounts that fit what is searched for."""

    rows: list[UserViewModel] = []

    def _topic(self, actor: Actor) -> str:
        return PEOPLE

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        role = Role(query.filter("role")) if query.filter("role") else None
        filters = UserFilter(text=query.text, role=role, cursor=query.cursor, size=query.size)
        async with read_only(viewer.actor) as unit:
            page = await unit.services.directory.list_users(filters)
            skills = await unit.services.mechanics.list_skills([user.id for user in page.items])
        return page.with_items(user_view_model(user, viewer, skills.get(user.id, ())) for user in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s person", "%(count)s people", page.total, exact=page.total_is_exact
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
