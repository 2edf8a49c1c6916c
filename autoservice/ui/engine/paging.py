"""Lists that come one page at a time. The page's address says which one, so that Back, a reload and a
copied link lead to the same rows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import reflex as rx

from autoservice.shared.pagination import Page, UnknownCursor
from autoservice.ui.engine.snapshots import LIVE
from autoservice.ui.kit.content import pager
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text

CURSOR: Final = "cursor"
Read = Callable[[], Awaitable[Page[Any]]]


@dataclass(frozen=True)
class ListAddress:
    """The address of a page with a list: its path and query, and which parameter holds the cursor."""

    path: str
    query: tuple[tuple[str, str], ...]
    parameter: str

    def get(self, name: str) -> str:
        """The value of a query parameter, or nothing."""
        return dict(self.query).get(name, "")

    @property
    def cursor(self) -> str:
        """Where in the list the page begins; nothing at its beginning."""
        return self.get(self.parameter)

    def at(self, cursor: str | None, **changed: str) -> str:
        """The same page at another place of the list, with other filters; empty ones are left out."""
        query = dict(self.query) | changed
        query.pop(self.parameter, None)
        query[self.parameter] = cursor or ""
        text = urlencode({name: value for name, value in query.items() if value})
        return f"{self.path}?{text}" if text else self.path

    def around(self, page: Page[Any]) -> dict[str, str]:
        """The addresses of the list's beginning and of the page's neighbours; empty where there is none."""
        return {
            "first_url": self.at("") if page.previous else "",
            "previous_url": self.at(page.previous) if page.previous else "",
            "next_url": self.at(page.next) if page.next else "",
        }


class PagedMixin(rx.State, mixin=True):
    """Vars of a paged list; ``misplaced`` means that the address had an unknown cursor."""

    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    total: int = 0
    loaded: bool = False
    misplaced: bool = False
    _cursor: str = ""
    _entered: bool = False

    def _parameter(self) -> str:
        return CURSOR

    def _address(self) -> ListAddress:
        url = self.router.url
        return ListAddress(url.path, tuple(url.query_parameters.items()), self._parameter())

    def _enter(self) -> list[Any]:
        """Take the place from the address; whoever has turned the page is led to the list's top."""
        cursor = self._address().cursor
        turned = self._entered and cursor != self._cursor
        self._cursor, self._entered = cursor, True
        # What a room sends, no handler does.
        if type(self) not in LIVE:
            self.misplaced = False
        return [rx.set_focus(list_id(type(self)))] if turned else []

    def _leave_unknown_place(self) -> None:
        self._cursor, self.misplaced = "", True

    def _show(self, page: Page[Any]) -> None:
        for name, url in self._address().around(page).items():
            setattr(self, name, url)
        self.total, self.loaded = page.total, True

    def _move(self, *, replace: bool = False, **changed: str) -> Any:
        """Go to the beginning of the list with other filters."""
        return rx.redirect(self._address().at("", **changed), replace=replace)

    async def _fill(self, read: Read) -> None:
        """Show the page that ``read`` returns; the first one where the cursor is unknown."""
        try:
            page = await read()
        except UnknownCursor:
            self._leave_unknown_place()
            page = await read()
        self._show(page)


State = type[PagedMixin]


def list_id(state: State) -> str:
    """The id of the list's element."""
    return f"{state.__name__}-list"


def paged_list(state: State, label: Text, *rows: rx.Component) -> rx.Component:
    """A list's rows and its pager, as one part of the page named ``label``."""
    return rx.el.section(
        rx.cond(
            state.misplaced,
            rx.el.div(
                notice(
                    t("This link no longer leads to a place in the list. Here is its beginning."), "warning"
                ),
                class_name="mb-4",
            ),
        ),
        *rows,
        pager(state.first_url, state.previous_url, state.next_url),
        id=list_id(state),
        tab_index=-1,
        aria_label=label,
        class_name="scroll-mt-24 outline-none",
    )
