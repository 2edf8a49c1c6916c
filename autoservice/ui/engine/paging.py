"""Paged lists whose position is in the page's address, for Back, a reload and a copied link."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import reflex as rx

from autoservice.shared.pagination import Page, UnknownCursor
from autoservice.ui.engine.snapshots import LIVE
from autoservice.ui.kit.content import pager
from autoservice.ui.kit.feedback import message, region
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text

CURSOR: Final = "cursor"
Read = Callable[[], Awaitable[Page[Any]]]


@dataclass(frozen=True)
class ListAddress:
    """The address of a page with a list: its path and query, and the parameter that holds the cursor."""

    path: str
    query: tuple[tuple[str, str], ...]
    parameter: str

    def get(self, name: str) -> str:
        """Return the value of a query parameter, empty without one."""
        return dict(self.query).get(name, "")

    @property
    def cursor(self) -> str:
        """Return the cursor of the list's page, empty at the beginning."""
        return self.get(self.parameter)

    def at(self, cursor: str | None, **changed: str) -> str:
        """Return the same address with another cursor and other filters; empty ones are left out."""
        query = dict(self.query) | changed
        query.pop(self.parameter, None)
        query[self.parameter] = cursor or ""
        text = urlencode({name: value for name, value in query.items() if value})
        return f"{self.path}?{text}" if text else self.path

    def neighbours(self, page: Page[Any]) -> dict[str, str]:
        """Return the addresses of the list's beginning and of the page's neighbours, empty without one."""
        return {
            "first_url": self.at("") if page.previous else "",
            "previous_url": self.at(page.previous) if page.previous else "",
            "next_url": self.at(page.next) if page.next else "",
        }


class PagedMixin(rx.State, mixin=True):
    """Vars of a paged list; ``unknown_cursor`` says that the address had an unknown cursor."""

    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    total: int = 0
    loaded: bool = False
    unknown_cursor: bool = False
    _cursor: str = ""
    _opened: bool = False

    def _parameter(self) -> str:
        return CURSOR

    def _address(self) -> ListAddress:
        url = self.router.url
        return ListAddress(url.path, tuple(url.query_parameters.items()), self._parameter())

    def _read_cursor(self) -> list[Any]:
        """Read the cursor from the address; scroll to the list's top if the reader has turned the page."""
        cursor = self._address().cursor
        has_turned = self._opened and cursor != self._cursor
        self._cursor, self._opened = cursor, True
        # A var that a room sends must not be set by a handler.
        if type(self) not in LIVE:
            self.unknown_cursor = False
        return [rx.set_focus(list_id(type(self)))] if has_turned else []

    def _reset_cursor(self) -> None:
        self._cursor, self.unknown_cursor = "", True

    def _set_page(self, page: Page[Any]) -> None:
        for name, url in self._address().neighbours(page).items():
            setattr(self, name, url)
        self.total, self.loaded = page.total, True

    def _navigate(self, *, replace: bool = False, **changed: str) -> Any:
        """Navigate to the beginning of the list with other filters."""
        return rx.redirect(self._address().at("", **changed), replace=replace)

    async def _load_page(self, read: Read) -> None:
        """Show the page that ``read`` returns; the first one where the cursor is unknown."""
        try:
            page = await read()
        except UnknownCursor:
            self._reset_cursor()
            page = await read()
        self._set_page(page)


State = type[PagedMixin]


def list_id(state: State) -> str:
    """Return the id of the list's element."""
    return f"{state.__name__}-list"


def paged_list(state: State, label: Text, *rows: rx.Component) -> rx.Component:
    """Return a list's rows and its pager, as one part of the page named ``label``."""
    lost = t("This link no longer leads to a place in the list. Here is its beginning.")
    return rx.el.section(
        region(rx.cond(state.unknown_cursor, message(lost, "warning")), class_name="not-empty:mb-4"),
        *rows,
        pager(label, state.first_url, state.previous_url, state.next_url),
        id=list_id(state),
        tab_index=-1,
        aria_label=label,
        class_name="scroll-mt-24 outline-none",
    )
