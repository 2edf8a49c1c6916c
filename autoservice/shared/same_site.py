"""Checks of a request's origin: whether a page of this site sent it, or a link leads to this site."""

from collections.abc import Collection, Mapping
from typing import Final

# Browsers send one of these with a page's requests to its site, and pages cannot forge them.
BROWSER_HEADERS: Final = ("sec-fetch-site", "origin")


def is_from_browser(headers: Mapping[str, str]) -> bool:
    """Return whether a browser's page sent the request: programs send neither header."""
    return any(name in headers for name in BROWSER_HEADERS)


def is_same_site(origin: str, allowed: Collection[str], scheme: str = "", host: str = "") -> bool:
    """Return whether ``origin`` is this site: an allowed one, or the origin of the request to ``host``."""
    server_origin = f"{'https' if scheme in ('https', 'wss') else 'http'}://{host}"
    return origin in allowed or (bool(host) and origin == server_origin)
