"""The public pages that were rendered last: each is rendered anew when what it shows has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import Any, Final, TypeVar

from autoservice.storefront.rendering import PublicPage

MOST: Final = 256
Value = TypeVar("Value")


class RenderedPages:
    """A cache of pages; of those used longest ago none is kept."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._latest: Any = None
        self._pages: OrderedDict[Hashable, tuple[Any, PublicPage]] = OrderedDict()

    def unchanged(self, value: Value) -> Value:
        """Return the equal value of the call before, so that all pages hold the same one; else ``value``."""
        if self._latest != value:
            self._latest = value
        latest: Value = self._latest
        return latest

    def get(self, key: Hashable, shown: Any, render: Callable[[], PublicPage]) -> PublicPage:
        """Return the page under ``key``; ``render`` makes it where it does not show what is ``shown`` now."""
        before, page = self._pages.pop(key, (None, None))
        if page is None or before != shown:
            page = render()
        # Of what is not there, no end of addresses could be kept.
        if page.status == HTTPStatus.OK:
            self._pages[key] = (shown, page)
        if len(self._pages) > self._most:
            self._pages.popitem(last=False)
        return page
