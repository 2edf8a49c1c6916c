"""The public pages as they are served: shells filled with the catalog; and what leads crawlers to them."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from autoservice.api.access import requires_permission
from autoservice.api.headers import BUILT_SITE
from autoservice.api.pages import LOCALE, PAGE
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import Permission
from autoservice.storefront.addresses import Address
from autoservice.storefront.pages import query_of, read_page
from autoservice.storefront.rendering import PublicPage
from autoservice.storefront.sitemap import robots_text, sitemap_xml

# What the build leaves where a slot's content goes (``ui/kit/served.py``).
SLOT: Final = re.compile(r"<!--slot:(\w+)-->")
# What React draws of a page's head; ``PublicPage.head`` takes its place.
TITLE: Final = re.compile("<title>[^<]*</title>")
PICTURE_META: Final = re.compile('<meta content="[^"]*" property="og:image"/>')
GZIP_LEVEL: Final = 6


class PublicPages:
    """Middleware that fills the shells of public pages; all others pass."""

    def __init__(self, app: ASGIApp, site: Path = BUILT_SITE) -> None:
        self.app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        address = Address.parse(scope[PAGE]) if PAGE in scope else None
        shell = read_shell(self._site / scope["path"].removeprefix("/")) if address else ""
        if address is None or not SLOT.search(shell):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        page = await read_page(address, query_of(request.query_params), scope[LOCALE])
        await _answer(request.headers, page.status, filled(shell, page))(scope, receive, send)


def read_shell(file: Path) -> str:
    """Return the text of a built page, empty if there is none."""
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else ""


@lru_cache
def _read(file: Path, _changed: int) -> str:
    return file.read_text(encoding="utf-8")


def fill(shell: str, page: PublicPage) -> str:
    """Return the shell with the page's head, its data and the content of its slots."""
    start, end, rest = shell.partition("</head>")
    start = PICTURE_META.sub("", TITLE.sub(lambda _: page.head, start, count=1))
    data = f'<script type="application/ld+json">{page.data}</script>' if page.data else ""
    return start + data + end + SLOT.sub(lambda slot: page.slots.get(slot[1], ""), rest)


class Filled(NamedTuple):
    """A filled page: what names its content, and the content as it is and compressed."""

    etag: str
    html: bytes
    compressed: bytes


# What was filled into the shell last, as long as the page is kept (``storefront/rendered.py``).
_filled: Final[WeakKeyDictionary[PublicPage, tuple[str, Filled]]] = WeakKeyDictionary()


def filled(shell: str, page: PublicPage) -> Filled:
    """Return the shell, filled with the page: the same as before where both are the same."""
    before, content = _filled.get(page, ("", None))
    if content is None or before != shell:
        content = _fill_and_compress(shell, page)
        _filled[page] = (shell, content)
    return content


def _fill_and_compress(shell: str, page: PublicPage) -> Filled:
    html = fill(shell, page).encode()
    etag = f'W/"{hashlib.sha256(html).hexdigest()[:24]}"'
    return Filled(etag, html, gzip.compress(html, GZIP_LEVEL, mtime=0))


def _answer(headers: Headers, status: int, content: Filled) -> Response:
    answer = {"ETag": content.etag, "Vary": "Accept-Encoding"}
    if content.etag in [one.strip() for one in headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=answer)
    if "gzip" not in headers.get("accept-encoding", ""):
        return Response(content.html, status, answer, media_type="text/html")
    answer["Content-Encoding"] = "gzip"
    return Response(content.compressed, status, answer, media_type="text/html")


@requires_permission(Permission.VISIT)
async def robots() -> Response:
    """What crawlers may read, and where the list of it is."""
    return PlainTextResponse(robots_text(current_runtime().settings.public_url))


@requires_permission(Permission.VISIT)
async def sitemap() -> Response:
    """All public pages, each with its addresses in every language."""
    return Response(await sitemap_xml(), media_type="application/xml")
