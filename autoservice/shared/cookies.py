"""The two cookies, and reading them from a raw header."""

from typing import Final

SESSION_COOKIE: Final = "autoservice_session"
LOCALE_COOKIE: Final = "autoservice_locale"


def read_cookie(header: str, name: str) -> str | None:
    """The value of ``name`` in a ``Cookie`` header; ``None`` if it is missing.

    As Starlette reads it for REST: whatever other programs of the same host put
    there does not hide our own. (``SimpleCookie`` stops at the first odd one.)
    """
    parts = (part.partition("=") for part in header.split(";"))
    values = {key.strip(): value.strip().strip('"') for key, _, value in parts}
    return values.get(name)
