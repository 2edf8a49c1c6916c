"""The cookies' names, and the parser of one from a raw header.

Scripts can read three of them: the language, and two without a secret value, for the existence of a session
(a name that opens nothing) and for the freshness of its access token.
"""

import hashlib
from typing import Final

# The access token; HttpOnly.
SESSION_COOKIE: Final = "autoservice_session"
# The refresh token; HttpOnly, sent to AUTH_PATH only.
REFRESH_COOKIE: Final = "autoservice_refresh"
# Tells a browser again in which its owner signed in before; HttpOnly, sent to AUTH_PATH only.
DEVICE_COOKIE: Final = "autoservice_device"
SIGNED_IN_COOKIE: Final = "autoservice_signed_in"
FRESH_COOKIE: Final = "autoservice_fresh"
# The token of a tracking link; HttpOnly.
LINK_COOKIE: Final = "autoservice_link"
LOCALE_COOKIE: Final = "autoservice_locale"
AUTH_PATH: Final = "/api/auth"


def session_digest(session_id: str) -> str:
    """Return a name of a session that discloses nothing of it; empty without a session."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:24] if session_id else ""


def read_cookie(header: str, name: str) -> str | None:
    """Return the value of ``name`` in a ``Cookie`` header; ``None`` if it is missing.

    The same value as Starlette reads for REST: malformed cookies of other programs on the host do not hide
    ours. (``SimpleCookie`` stops at the first malformed one.)
    """
    parts = (part.partition("=") for part in header.split(";"))
    values = {key.strip(): value.strip().strip('"') for key, _, value in parts}
    return values.get(name)
