"""Middleware that finds the context of each request and each socket, once.

A reverse proxy's word counts only if its address is one of ``settings.trusted_proxies``:
anybody else could write what they like into these headers.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice.runtime.current import current_runtime
from autoservice.shared.request_context import RequestContext, in_request_context, unmapped

USER_AGENT_LIMIT: Final = 300
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
# What a proxy may say that it was asked by, and whether that is encrypted.
ENCRYPTED: Final = {"http": False, "ws": False, "https": True, "wss": True}


class RequestContexts:
    """Sets the context of every call to the app in it, and sends the request's id with every answer.

    The address that counts is also left in ``scope["client"]``, for the events of a
    socket: they run in tasks of their own, long after the handshake.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        context = find_request_context(scope)

        async def send_numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                number = (b"x-request-id", context.request_id.encode())
                message["headers"] = [*message.get("headers", ()), number]
            await send(message)

        with in_request_context(context):
            await self.app(scope, receive, send_numbered)


def find_request_context(scope: Scope) -> RequestContext:
    """Return the context of a call; ``client`` and ``scheme`` of the scope are put right."""
    headers = Headers(scope=scope)
    peer = _canonical(scope["client"][0]) if scope.get("client") else ""
    address, number = peer, ""
    if _is_trusted(peer):
        address = _forwarded_address(peer, headers.getlist("x-forwarded-for"))
        number = headers.get("x-request-id", "")
        scope["client"] = (address, 0)
        scope["scheme"] = _forwarded_scheme(scope, headers.get("x-forwarded-proto", ""))
    return RequestContext(
        ip_address=address,
        user_agent=headers.get("user-agent", "")[:USER_AGENT_LIMIT],
        request_id=number if REQUEST_ID.fullmatch(number) else uuid4().hex,
    )


def _forwarded_address(peer: str, forwarded: Iterable[str]) -> str:
    """The right-most address that no trusted proxy has: what stands left of it, anybody may have written."""
    address = peer
    for hop in reversed(",".join(forwarded).split(",")):
        if _parse(hop) is None:
            break
        address = _canonical(hop)
        if not _is_trusted(address):
            break
    return address


def _forwarded_scheme(scope: Scope, forwarded: str) -> str:
    scheme: str = scope["scheme"]
    encrypted = ENCRYPTED.get(forwarded.rpartition(",")[2].strip().lower())
    if encrypted is None:
        return scheme
    return ("ws" if scope["type"] == "websocket" else "http") + ("s" if encrypted else "")


def _is_trusted(address: str) -> bool:
    parsed = _parse(address)
    networks = _networks(current_runtime().settings.trusted_proxies)
    return parsed is not None and any(parsed in network for network in networks)


def _canonical(address: str) -> str:
    return str(_parse(address) or address)


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return unmapped(address.strip())
    except ValueError:
        return None


@lru_cache
def _networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name, strict=False) for name in names)
