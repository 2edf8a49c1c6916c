"""Lists that come one page at a time: which page is open, and the steps of the pager."""

from typing import Any

import reflex as rx

from autoservice.shared.pagination import Page


class PagedMixin(rx.State, mixin=True):
    """Vars and events of a paged list; a State that uses it says how to read a page and how to show it."""

    number: int = 1
    pages: int = 1
    total: int = 0
    loaded: bool = False

    async def _read(self) -> Page[Any]:
        raise NotImplementedError

    def _show(self, page: Page[Any]) -> None:
        self.pages, self.total, self.loaded = page.pages, page.total, True

    @rx.event
    async def previous_page(self) -> None:
        """One page back."""
        await self._go(self.number - 1)

    @rx.event
    async def next_page(self) -> None:
        """One page on."""
        await self._go(self.number + 1)

    @rx.event
    async def read_again(self) -> None:
        """Read the page after something on it was changed."""
        await self._go(self.number)

    async def _go(self, number: int) -> None:
        self.number = max(1, min(number, self.pages))
        page = await self._read()
        # The list has become shorter meanwhile.
        if page.number > page.pages:
            self.number = page.pages
            page = await self._read()
        self._show(page)
