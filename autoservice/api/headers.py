"""What every answer says to browsers: what its page may do, who may frame it, who may keep it."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice.runtime.current import current_runtime
from autoservice.settings import ROOT

BUILT_SITE: Final = ROOT / ".web" / "build" / "client"

ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    # The camera is for the mechanics' photos, and reads the codes of parts.
    "Permissions-Policy": "camera=(self), display-capture=(), geolocation=(), microphone=(), midi=(), "
    "payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_ONLY: Final = "max-age=31536000"

# Styles, because browsers lay out a picture that is opened by itself with theirs.
DATA_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A script of the page itself, not one that it loads.
INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.+?)</script>", re.DOTALL)

# The build names these after their content, as in root-Bfxn4y3S.js.
HASHED_ASSET: Final = re.compile(r"/assets/.+-[\w-]{8}\.\w+")
FOR_EVER: Final = "public, max-age=31536000, immutable"
# Not 304: a page that says "there is no such file" has not changed either.
SENT: Final = (200, 206)


class SecurityHeaders:
    """Adds to every answer whatever of these headers it does not bring along itself."""

    def __init__(self, app: ASGIApp, site: Path = BUILT_SITE) -> None:
        self.app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call; sockets pass."""
        path: str = scope.get("path", "")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                self._complete(path, message["status"], MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_guarded if scope["type"] == "http" else send)

    def _complete(self, path: str, status: int, headers: MutableHeaders) -> None:
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        if current_runtime().settings.secure_cookies:
            headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
        headers.setdefault("Content-Security-Policy", self._policy(path, headers))
        headers.setdefault("Cache-Control", _caching(path, status, headers))

    def _policy(self, path: str, headers: Mapping[str, str]) -> str:
        if path.startswith("/api/"):
            return DATA_POLICY
        # "Not modified" does not say of what, and its policy replaces the one the browser has kept.
        may_be_page = headers.get("content-type", "text/html").startswith("text/html")
        return page_policy(self._scripts_at(path) if may_be_page else ())

    def _scripts_at(self, path: str) -> tuple[str, ...]:
        return self._scripts.get(_tidy(path), ())

    @cached_property
    def _scripts(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for file in self._site.rglob("*.html"):
            address = f"/{file.relative_to(self._site).as_posix()}"
            found[address] = inline_scripts(file.read_text(encoding="utf-8"))
        return found


def _tidy(path: str) -> str:
    return "/" + "/".join(filter(None, path.split("/")))


def _caching(path: str, status: int, headers: Mapping[str, str]) -> str:
    # Only files have an ETag; all else is made for the one who asked.
    if path.startswith("/api/") or "etag" not in headers:
        return "no-store"
    return FOR_EVER if status in SENT and HASHED_ASSET.fullmatch(path) else "no-cache"


def inline_scripts(html: str) -> tuple[str, ...]:
    """What a policy calls the scripts that stand in ``html`` itself: their SHA-256."""
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(html))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def page_policy(scripts: Iterable[str] = ()) -> str:
    """The policy of a page that runs our own files and, of what stands in it, only ``scripts``."""
    # Browsers that do not take 'self' for sockets too need their address.
    origins = current_runtime().settings.allowed_origins
    sockets = (re.sub("^http", "ws", origin) for origin in origins)
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *scripts)),
            # Reflex and React write style attributes.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            " ".join(("connect-src 'self'", *sockets)),
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )
