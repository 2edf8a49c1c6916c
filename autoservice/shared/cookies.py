"""The two cookies, and reading them from a raw header."""

from http.cookies import CookieError, SimpleCookie
from typing import Final

SESSION_COOKIE: Final = "autoservice_session"
LOCALE_COOKIE: Final = "autoservice_locale"


def read_cookie(header: str, name: str) -> str | None:
    """The value of ``name`` in a ``Cookie`` header; ``None`` if it is missing or the header is malformed."""
    try:
        morsel = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return morsel.value if morsel else None
