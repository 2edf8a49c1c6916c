"""Which file is the page at an address: its shell in the visitor's language (``frontend/shells.py``)."""

import re
from functools import cached_property
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice.api.headers import BUILT_SITE
from autoservice.runtime.current import current_runtime
from autoservice.shared.cookies import LOCALE_COOKIE, read_cookie
from autoservice.shared.i18n import LOCALES, viewer_locale
from autoservice.storefront.addresses import fixed_locale

# One shell for all orders.
NUMBER: Final = re.compile(r"(?<=/)\d+(?=/|$)")
# What the build calls the page for addresses without one.
MISSING: Final = "/not-found"
# The files of pages, at whose own addresses there is none; of those in a language, but for public pages.
FILE: Final = re.compile(rf"/+(?:index|{MISSING[1:]})/*")
FILE_IN_LANGUAGE: Final = re.compile(rf"/+(?:{'|'.join(LOCALES)})(/.*)?")
# In the scope of a call: the page's own address, and the language in which it is served.
PAGE, LOCALE = "autoservice.page", "autoservice.locale"
# What asks for a part of an answer.
RANGES: Final = (b"range", b"if-range")
# Who asks here is a program.
PROGRAMS: Final = re.compile(r"/(api|_\w+|\.well-known)(/|$)")
READING: Final = ("GET", "HEAD")


class LocalizedPages:
    """Middleware that turns a page's address into its shell's path; others have that of the missing page."""

    def __init__(self, app: ASGIApp, site: Path = BUILT_SITE) -> None:
        self.app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call; what asks for no page passes."""
        if scope["type"] != "http" or scope["method"] not in READING:
            await self.app(scope, receive, send)
        elif FILE.fullmatch(scope["path"]):
            await self._miss(scope, receive, send)
        elif self._shell(scope, scope["path"]) in self._shells:
            await self._serve(scope, receive, send, scope["path"])
        elif FILE_IN_LANGUAGE.fullmatch(scope["path"]):
            await self._miss(scope, receive, send)
        else:
            await self._serve_or_miss(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, page: str, missing: int = 0) -> None:
        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                if not fixed_locale(page):
                    MutableHeaders(scope=message).add_vary_header("Cookie, Accept-Language")
                if missing and message["status"] == 200:
                    message["status"] = missing
            await send(message)

        shell = self._shell(scope, page)
        named = {PAGE: page, LOCALE: self._locale(scope, page)}
        await self.app({**scope, **named, "path": shell, "raw_path": shell.encode()}, receive, send_varying)

    async def _serve_or_miss(self, scope: Scope, receive: Receive, send: Send) -> None:
        missing = False

        async def send_unless_missing(message: Message) -> None:
            nonlocal missing
            missing = missing or _is_missing_page(scope["path"], message)
            if not missing:
                await send(message)

        await self.app(scope, receive, send_unless_missing)
        if missing:
            await self._miss(scope, receive, send)

    async def _miss(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the missing page, whole: there is no such page, whatever part of it is asked for."""
        headers = [(name, value) for name, value in scope["headers"] if name not in RANGES]
        await self._serve({**scope, "headers": headers}, receive, send, MISSING, missing=404)

    def _shell(self, scope: Scope, page: str) -> str:
        """Return the path of the file for ``page``, whether there is one or not."""
        name = NUMBER.sub("0", page.rstrip("/")) or "/index"
        return f"/{self._locale(scope, page)}{name}.html"

    def _locale(self, scope: Scope, page: str) -> str:
        """Return the language that the page's address fixes, else the visitor's."""
        headers = Headers(scope=scope)
        return fixed_locale(page) or viewer_locale(
            "",
            read_cookie(headers.get("cookie", ""), LOCALE_COOKIE),
            headers.get("accept-language", ""),
            current_runtime().settings.default_locale,
        )

    @cached_property
    def _shells(self) -> frozenset[str]:
        files = (file for locale in LOCALES for file in (self._site / locale).rglob("*.html"))
        return frozenset(f"/{file.relative_to(self._site).as_posix()}" for file in files)


def _is_missing_page(path: str, message: Message) -> bool:
    """Return whether the message begins the answer for an address without a file or an operation."""
    return message["type"] == "http.response.start" and message["status"] == 404 and not PROGRAMS.match(path)
