"""Reading one's own account."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.auth.sessions.schemas import SessionView
from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page, PageRequest
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.paging import PagedMixin
from autoservice.ui.entities.user.view_models import SessionViewModel, format_phone, session_view_model

# What the address may say has just been done.
DONE = ("password", "email", "phone", "second-factor")
ON_A_PAGE: Final = 10


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
class ProfileState(rx.State):
    """The account, and how its second factor stands."""

    email: str = ""
    email_fails: bool = False
    phone: str = ""
    second_factor: bool = False
    required: bool = False
    recovery_codes: int = 0
    email_asked: bool = False
    phone_confirmed: bool = False
    phone_asked: bool = False
    done: str = ""
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the account; the address tells which step of a change comes next, so it survives a reload."""
        query = self.router.url.query_parameters
        self.email_asked = query.get("email", "") == "asked"
        self.phone_asked = query.get("phone", "") == "asked"
        done = query.get("done", "")
        self.done = done if done in DONE else ""
        async with read_only(current_viewer().actor) as unit:
            user = await unit.services.profile.me()
            factor = await unit.services.second_factor.get_second_factor()
        self.email, self.phone = user.email, format_phone(user.phone)
        self.phone_confirmed = user.phone_confirmed
        self.email_fails = user.email_fails
        self.second_factor, self.required = factor.enabled, factor.required
        self.recovery_codes = factor.recovery_codes
        self.loaded = True


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
class SessionsState(PagedMixin, rx.State):
    """One page of where the account is signed in."""

    sessions: list[SessionViewModel] = []

    @rx.event
    async def load(self) -> Any:
        """Read the page that the address names."""
        entered = self._read_cursor()
        await self._load_page(self._read)
        return entered

    @rx.event
    async def reload(self) -> None:
        """Read the page after something on it was changed."""
        await self._load_page(self._read)

    async def _read(self) -> Page[SessionView]:
        query = PageRequest(cursor=self._cursor, size=ON_A_PAGE)
        async with read_only(current_viewer().actor) as unit:
            return await unit.services.sessions.list_sessions(query)

    def _set_page(self, page: Page[SessionView]) -> None:
        super()._set_page(page)
        viewer, now = current_viewer(), current_runtime().clock()
        self.sessions = [session_view_model(one, now, viewer) for one in page.items]
