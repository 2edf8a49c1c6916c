"""The cookies, and reading one from a raw header.

Scripts can read three of them: the language, and two without a value that tell
that there is a session at all and whether its access token is still fresh.
"""

from typing import Final

# The access token; HttpOnly.
SESSION_COOKIE: Final = "autoservice_session"
# The refresh token; HttpOnly, sent to AUTH_PATH only.
REFRESH_COOKIE: Final = "autoservice_refresh"
# Tells a browser again in which its owner signed in before; HttpOnly, sent to AUTH_PATH only.
DEVICE_COOKIE: Final = "autoservice_device"
SIGNED_IN_COOKIE: Final = "autoservice_signed_in"
FRESH_COOKIE: Final = "autoservice_fresh"
LOCALE_COOKIE: Final = "autoservice_locale"
AUTH_PATH: Final = "/api/auth"


def read_cookie(header: str, name: str) -> str | None:
    """The value of ``name`` in a ``Cookie`` header; ``None`` if it is missing.

    As Starlette reads it for REST: whatever other programs of the same host put
    there does not hide our own. (``SimpleCookie`` stops at the first odd one.)
    """
    parts = (part.partition("=") for part in header.split(";"))
    values = {key.strip(): value.strip().strip('"') for key, _, value in parts}
    return values.get(name)
