"""Where a call came from: what the audit log and the limits need to know of it.

The edges set it at the beginning of each request and each event of a socket;
reactions and commands of the operator have none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address


@dataclass(frozen=True)
class Origin:
    """The network address, the program and the number of one request."""

    address: str = ""
    user_agent: str = ""
    request_id: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current_origin() -> Origin:
    """Where the call that is being answered came from."""
    return _origin.get()


def set_origin(origin: Origin) -> None:
    """Say where the call came from, for the rest of the current task."""
    _origin.set(origin)


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Say where the call came from, for as long as the block lasts."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def network_of(address: str) -> str:
    """What limits count as one caller: an IPv4 address, or the /64 that an IPv6 address is of.

    One household or one rented server has a whole /64 to send from.
    """
    try:
        parsed = unmapped(address)
    except ValueError:
        return address
    return str(IPv6Network((int(parsed), 64), strict=False)) if parsed.version == 6 else str(parsed)


def unmapped(address: str) -> IPv4Address | IPv6Address:
    """The address, as IPv4 if it is one in IPv6's clothes; raises ``ValueError`` if it is none at all."""
    parsed = ip_address(address)
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
