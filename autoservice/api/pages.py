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

# One shell for all orders.
NUMBER: Final = re.compile(r"(?<=/)\d+(?=/|$)")
# What the build calls the page for addresses without one.
MISSING: Final = "/not-found"
# The files of pages, at whose own addresses there is none.
NO_PAGE: Final = re.compile(rf"/+((?:{'|'.join(LOCALES)})(/.*)?|(?:index|{MISSING[1:]})/*)")
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
        elif NO_PAGE.fullmatch(scope["path"]):
            await self._miss(scope, receive, send)
        elif (shell := self._shell(scope, scope["path"])) in self._shells:
            await self._serve(scope, receive, send, shell)
        else:
            await self._serve_or_miss(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, shell: str, missing: int = 0) -> None:
        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Cookie, Accept-Language")
                if missing and message["status"] == 200:
                    message["status"] = missing
            await send(message)

        await self.app({**scope, "path": shell, "raw_path": shell.encode()}, receive, send_varying)

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
        shell = self._shell(scope, MISSING)
        await self._serve({**scope, "headers": headers}, receive, send, shell, missing=404)

    def _shell(self, scope: Scope, page: str) -> str:
        """Return the path of the file for ``page`` in the visitor's language, whether there is one or not."""
        headers = Headers(scope=scope)
        locale = viewer_locale(
            "",
            read_cookie(headers.get("cookie", ""), LOCALE_COOKIE),
            headers.get("accept-language", ""),
            current_runtime().settings.default_locale,
        )
        name = NUMBER.sub("0", page.rstrip("/")) or "/index"
        return f"/{locale}{name}.html"

    @cached_property
    def _shells(self) -> frozenset[str]:
        files = (file for locale in LOCALES for file in (self._site / locale).rglob("*.html"))
        return frozenset(f"/{file.relative_to(self._site).as_posix()}" for file in files)


def _is_missing_page(path: str, message: Message) -> bool:
    """Return whether the message begins the answer for an address without a file or an operation."""
    return message["type"] == "http.response.start" and message["status"] == 404 and not PROGRAMS.match(path)
