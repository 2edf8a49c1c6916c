"""Which addresses push messages may go to. Browsers name them, so that anybody can name any."""

import asyncio
import re
import socket
import ssl
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import httpcore

HTTPS_PORT: Final = 443
NAT64: Final = IPv6Network("64:ff9b::/96")
LONGEST_ENDPOINT: Final = 1000
# Only what has one meaning for every program that reads it.
ENDPOINT: Final = re.compile(r"https://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")


class Endpoint(NamedTuple):
    """A host with its port."""

    host: str
    port: int

    @property
    def authority(self) -> str:
        """Return the host, and the port unless it is the usual one."""
        return self.host if self.port == HTTPS_PORT else f"{self.host}:{self.port}"


class EndpointRules:
    """The hosts of push services: ``push.example``, ``*.push.example``, ``push.example:8443``.

    A private address is reached only if it stands in the list itself.
    """

    def __init__(self, rules: Iterable[str]) -> None:
        self._rules = [_read_rule(rule) for rule in rules]

    def read(self, url: str) -> Endpoint:
        """Return where the URL leads; raises ``ValueError`` if nothing may be sent there."""
        if len(url) > LONGEST_ENDPOINT or not ENDPOINT.fullmatch(url):
            raise ValueError("not an https address of a push service")
        parts = urlsplit(url)
        endpoint = Endpoint((parts.hostname or "").lower(), HTTPS_PORT if parts.port is None else parts.port)
        if not any(_covers(rule, endpoint) for rule in self._rules):
            raise ValueError(f"{endpoint.host} is not in AUTOSERVICE_PUSH_HOSTS")
        return endpoint

    def allows_address(self, address: str) -> bool:
        """Return whether a connection to the address may be opened."""
        return _is_public(ip_address(address)) or any(rule.host == address for rule in self._rules)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections to allowed addresses: what a name stands for is looked up, checked and used."""

    def __init__(self, rules: EndpointRules) -> None:
        self._rules = rules
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore passes it by this name
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; raises ``ConnectError``, also for private ones."""
        addresses = await _look_up(host, port)
        if refused := [one for one in addresses if not self._rules.allows_address(one)]:
            raise httpcore.ConnectError(f"{host} leads to {refused[0]}, which is not public")
        failure = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = httpcore.ConnectError(f"{host}: {error}")
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._backend.sleep(seconds)


def connection_pool(rules: EndpointRules, connections: int) -> httpcore.AsyncConnectionPool:
    """Return connections that follow no redirects and know no proxies of the environment."""
    return httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(),
        max_connections=connections,
        keepalive_expiry=30.0,
        network_backend=GuardedNetwork(rules),
    )


class _Rule(NamedTuple):
    host: str
    port: int
    with_names_below: bool


def _read_rule(rule: str) -> _Rule:
    parts = urlsplit(f"https://{rule.lower().removeprefix('*.')}")
    return _Rule(parts.hostname or "", parts.port or HTTPS_PORT, rule.startswith("*."))


def _covers(rule: _Rule, endpoint: Endpoint) -> bool:
    if rule.port != endpoint.port:
        return False
    return endpoint.host.endswith(f".{rule.host}") if rule.with_names_below else endpoint.host == rule.host


async def _look_up(host: str, port: int) -> Sequence[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    # Whatever carries another address inside is none of a push service.
    inside = isinstance(address, IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo or address in NAT64
    )
    return address.is_global and not address.is_multicast and not inside
