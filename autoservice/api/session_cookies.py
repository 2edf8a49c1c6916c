"""A browser's session in cookies: what scripts may not read, HttpOnly; what they need to know, apart."""

from datetime import timedelta
from typing import Final, TypeVar

from fastapi import Request, Response

from autoservice.modules.auth.sessions.known_devices import KNOWN_DEVICE_LIFE
from autoservice.modules.auth.sessions.schemas import SignedIn, Tokens
from autoservice.runtime.current import current_runtime
from autoservice.shared.cookies import (
    AUTH_PATH,
    DEVICE_COOKIE,
    FRESH_COOKIE,
    LOCALE_COOKIE,
    REFRESH_COOKIE,
    SESSION_COOKIE,
    SIGNED_IN_COOKIE,
    session_digest,
)
from autoservice.shared.same_site import is_from_browser

Given = TypeVar("Given", bound=Tokens)

# So long before the access token expires the page refreshes it.
AHEAD: Final = timedelta(minutes=1)
LOCALE_LIFE: Final = timedelta(days=365)


def set_session(request: Request, response: Response, tokens: Given, device_token: str = "") -> Given:
    """Set the session's cookies; returns the body: to a page of this site, without its tokens.

    A script that somebody smuggled into a page could otherwise ask for fresh tokens
    and read them.
    """
    _set_cookies(response, tokens)
    if isinstance(tokens, SignedIn) and tokens.user.locale:
        set_locale(response, tokens.user.locale)
    if device_token:
        _set(response, DEVICE_COOKIE, device_token, KNOWN_DEVICE_LIFE, path=AUTH_PATH, samesite="strict")
    if is_from_browser(request.headers):
        return tokens.model_copy(update={"access_token": "", "refresh_token": ""})
    return tokens


def set_locale(response: Response, locale: str) -> None:
    """Set the language in which this browser's pages are served."""
    _set(response, LOCALE_COOKIE, locale, LOCALE_LIFE, httponly=False)


def _set_cookies(response: Response, tokens: Tokens) -> None:
    now = current_runtime().clock()
    life, fresh = tokens.session_expires_at - now, tokens.expires_at - now
    # Lives as long as the session: an outdated token tells that there is one to refresh.
    _set(response, SESSION_COOKIE, tokens.access_token, life)
    _set(response, REFRESH_COOKIE, tokens.refresh_token, life, path=AUTH_PATH, samesite="strict")
    # Its value tells whose the pages are that assets/offline keeps.
    _set(response, SIGNED_IN_COOKIE, session_digest(tokens.session_id), life, httponly=False)
    # The browser itself forgets it in time, whatever its clock says.
    _set(response, FRESH_COOKIE, "1", max(fresh - AHEAD, fresh / 2), httponly=False)


def _set(response: Response, name: str, value: str, life: timedelta, **more: object) -> None:
    options = {"httponly": True, "samesite": "lax", "path": "/", **more}
    secure = current_runtime().settings.secure_cookies
    response.set_cookie(name, value, max_age=int(life.total_seconds()), secure=secure, **options)  # type: ignore[arg-type]


def forget_session(response: Response) -> None:
    """Delete the session's cookies; the device stays known."""
    for name in (SESSION_COOKIE, SIGNED_IN_COOKIE, FRESH_COOKIE):
        response.delete_cookie(name)
    response.delete_cookie(REFRESH_COOKIE, path=AUTH_PATH)
