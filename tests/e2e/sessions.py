"""Sessions opened behind the program's back: hundreds of sign-ins need not all pay for a password's check."""

import time
from http.cookies import SimpleCookie
from typing import Any, Final, NamedTuple

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import col

from autoservice.api.session_cookies import set_session
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.schemas import SignedIn
from autoservice.runtime.current import set_runtime
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import GUEST
from autoservice.shared.request_context import RequestContext, in_request_context
from autoservice.wiring.adapters import build_adapters
from autoservice.wiring.auth import AuthParts
from tests.support.server import AppServer
from tests.support.sync import run_async

PREFIX: Final = "AUTOSERVICE_"


class OpenedSession(NamedTuple):
    """A session as a program gets it, and the cookies that a browser gets with it."""

    signed_in: SignedIn
    cookies: list[dict[str, Any]]


def open_session(server: AppServer, email: str, user_agent: str) -> OpenedSession:
    """Sign somebody in without a password, as the running program does with one."""
    return run_async(_open(_settings_of(server), email, user_agent))


def _settings_of(server: AppServer) -> Settings:
    theirs = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in server.environment.items()
        if name.startswith(PREFIX)
    }
    return Settings.model_validate({"PORT": server.port, **theirs})


async def _open(settings: Settings, email: str, user_agent: str) -> OpenedSession:
    outside = build_adapters(settings)
    runtime = Runtime(outside)
    try:
        with in_request_context(RequestContext(user_agent=user_agent, ip_address="127.0.0.1")):
            async with runtime.transaction(GUEST) as unit:
                user = (await unit.session.scalars(select(User).where(col(User.email) == email))).one()
                signed_in = await AuthParts(unit, outside).issuer.open(user)
    finally:
        await outside.close()
    return OpenedSession(signed_in, _cookies(runtime, signed_in))


def _cookies(runtime: Runtime, signed_in: SignedIn) -> list[dict[str, Any]]:
    response = Response()
    set_runtime(runtime)
    try:
        set_session(Request({"type": "http", "headers": []}), response, signed_in, signed_in.device_token)
    finally:
        set_runtime(None)
    return [_cookie(header) for header in response.headers.getlist("set-cookie")]


def _cookie(header: str) -> dict[str, Any]:
    [(name, morsel)] = SimpleCookie(header).items()
    return {
        "name": name,
        "value": morsel.value,
        "domain": "127.0.0.1",
        "path": morsel["path"],
        "expires": time.time() + int(morsel["max-age"]),
        "httpOnly": bool(morsel["httponly"]),
        "secure": bool(morsel["secure"]),
        "sameSite": morsel["samesite"].capitalize(),
    }
