"""The context of a request: what the audit log and the limits need to know of it.

The edges set it at the beginning of each request and each event of a socket;
reactions and commands of the operator have none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address


@dataclass(frozen=True)
class RequestContext:
    """The IP address, the user agent and the id of one request."""

    ip_address: str = ""
    user_agent: str = ""
    request_id: str = ""


NO_REQUEST = RequestContext()
_context: ContextVar[RequestContext] = ContextVar("request_context", default=NO_REQUEST)


def current_request_context() -> RequestContext:
    """Return the context of the request that is being answered."""
    return _context.get()


def set_request_context(context: RequestContext) -> None:
    """Set the context of the request for the rest of the current task."""
    _context.set(context)


@contextmanager
def in_request_context(context: RequestContext) -> Iterator[None]:
    """Set the context of the request for as long as the block lasts."""
    token = _context.set(context)
    try:
        yield
    finally:
        _context.reset(token)


def network_of(address: str) -> str:
    """Return the network that limits count as one caller: an IPv4 address, or an IPv6 address's /64.

    One household or one rented server has a whole /64 to send from.
    """
    try:
        parsed = unmapped(address)
    except ValueError:
        return address
    return str(IPv6Network((int(parsed), 64), strict=False)) if parsed.version == 6 else str(parsed)


def unmapped(address: str) -> IPv4Address | IPv6Address:
    """Return the address, as IPv4 if it is an IPv4-mapped one; raises ``ValueError`` if it is invalid."""
    parsed = ip_address(address)
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
