"""Where calls come from: whose word counts, and where it is written down."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog
from starlette.types import Receive, Scope, Send

from autoservice.api.app import with_middleware
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.logs import configure_logging
from autoservice.shared.request_context import NO_REQUEST, current_request_context, network_of
from tests.support.runtime import opened_runtime

STRANGER, PROXY, FAR_PROXY, SIX = "203.0.113.9", "10.0.0.2", "192.0.2.77", "2001:db8:1:2:3:4:5:6"
TRUSTED = (PROXY, "192.0.2.0/24", "fd00::/8")


@pytest_asyncio.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    """A program behind two proxies."""
    async with opened_runtime(f"sqlite+aiosqlite:///{tmp_path / 'unused.db'}", tmp_path) as opened:
        opened.settings = opened.settings.model_copy(update={"trusted_proxies": TRUSTED})
        yield opened


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what is known of the caller, after a while."""
    await asyncio.sleep(0.01)
    context = current_request_context()
    known = {
        "address": context.ip_address,
        "agent": context.user_agent,
        "number": context.request_id,
        "client": scope["client"][0],
        "scheme": scope["scheme"],
    }
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": json.dumps(known)})
        return
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": json.dumps(known).encode()})


async def call(peer: str, headers: list[tuple[str, str]]) -> httpx.Response:
    transport = httpx.ASGITransport(app=with_middleware(mirror), client=(peer, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        return await client.get("/nowhere", headers=headers)


async def open_socket(peer: str, headers: dict[str, str]) -> dict[str, Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/_event/", "scheme": "ws", "client": (peer, 1), "headers": raw}
    await with_middleware(mirror)(scope, asyncio.Event().wait, send)  # type: ignore[arg-type]
    known: dict[str, Any] = json.loads(sent[-1]["text"])
    return known


def forwarded(*values: str) -> list[tuple[str, str]]:
    return [("X-Forwarded-For", value) for value in values]


CALLERS = [
    ("nobody in between", STRANGER, [], STRANGER),
    ("a stranger's word", STRANGER, ["1.2.3.4"], STRANGER),
    ("a proxy's word", PROXY, [STRANGER], STRANGER),
    ("a proxy that says nothing", PROXY, [], PROXY),
    ("what a stranger told the proxy", PROXY, [f"1.2.3.4, {STRANGER}"], STRANGER),
    ("two proxies", PROXY, [f"1.2.3.4, {STRANGER}, {FAR_PROXY}"], STRANGER),
    ("two headers", PROXY, ["1.2.3.4", f"{STRANGER},{FAR_PROXY}"], STRANGER),
    ("a proxy's own call", PROXY, [FAR_PROXY], FAR_PROXY),
    ("no address at all", PROXY, ["unknown"], PROXY),
    ("nonsense further left", PROXY, [f"<script>, {FAR_PROXY}"], FAR_PROXY),
    ("IPv6", PROXY, [SIX], SIX),
    ("a proxy with an IPv6 address", "fd00::5", [SIX], SIX),
    ("IPv4 in IPv6's clothes", f"::ffff:{PROXY}", [f"::ffff:{STRANGER}"], STRANGER),
    ("a caller without an address", "testclient", [STRANGER], "testclient"),
]


@pytest.mark.parametrize(
    ("peer", "said", "address"), [row[1:] for row in CALLERS], ids=[row[0] for row in CALLERS]
)
async def test_the_address_is_the_nearest_that_is_no_proxy_of_ours(
    runtime: Runtime, peer: str, said: list[str], address: str
):
    known = (await call(peer, forwarded(*said))).json()
    assert (known["address"], known["client"]) == (address, address)


async def test_no_proxy_is_trusted_unless_it_is_named(runtime: Runtime):
    runtime.settings = runtime.settings.model_copy(update={"trusted_proxies": Settings().trusted_proxies})
    for peer in (PROXY, "127.0.0.1", "::1"):
        assert (await call(peer, forwarded("1.2.3.4"))).json()["address"] == peer


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [
        (PROXY, "https", "https"),
        (PROXY, "http, HTTPS", "https"),
        (PROXY, "https, http", "http"),
        (PROXY, "gopher", "http"),
        (STRANGER, "https", "http"),
    ],
)
async def test_a_proxy_says_whether_the_line_is_encrypted(
    runtime: Runtime, peer: str, said: str, scheme: str
):
    assert (await call(peer, [("X-Forwarded-Proto", said)])).json()["scheme"] == scheme


async def test_a_socket_knows_its_caller_too(runtime: Runtime):
    known = await open_socket(PROXY, {"X-Forwarded-For": STRANGER, "X-Forwarded-Proto": "https"})
    assert (known["address"], known["client"], known["scheme"]) == (STRANGER, STRANGER, "wss")


@pytest.mark.parametrize(
    ("peer", "number", "kept"),
    [
        (PROXY, "0123-abc.DEF_9", True),
        (PROXY, "x" * 64, True),
        (PROXY, "x" * 65, False),
        (PROXY, "short", False),
        (PROXY, "with a space", False),
        (PROXY, "quote'or\"tag<", False),
        (STRANGER, "0123-abc.DEF_9", False),
    ],
)
async def test_a_proxy_may_number_requests(runtime: Runtime, peer: str, number: str, kept: bool):
    answer = await call(peer, [("X-Request-Id", number)])
    assert (answer.headers["x-request-id"] == number) is kept
    assert answer.json()["number"] == answer.headers["x-request-id"]


async def test_requests_at_the_same_time_keep_their_own_origin(runtime: Runtime):
    addresses = [f"203.0.113.{last}" for last in range(1, 51)]
    answers = await asyncio.gather(*(call(PROXY, forwarded(address)) for address in addresses))
    assert [answer.json()["address"] for answer in answers] == addresses
    assert len({answer.json()["number"] for answer in answers}) == len(addresses)
    assert current_request_context() == NO_REQUEST


async def test_a_long_user_agent_is_cut(runtime: Runtime):
    assert (await call(STRANGER, [("User-Agent", "x" * 999)])).json()["agent"] == "x" * 300


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (SIX, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_limits_count_a_whole_ipv6_network_as_one_caller(address: str, network: str):
    assert network_of(address) == network


async def test_a_line_of_the_log_names_its_request(runtime: Runtime, monkeypatch: pytest.MonkeyPatch):
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    before = structlog.get_config()
    configure_logging(readable=False)

    async def log_something(scope: Scope, receive: Receive, send: Send) -> None:
        structlog.get_logger().info("something")
        await mirror(scope, receive, send)

    try:
        transport = httpx.ASGITransport(app=with_middleware(log_something))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            answer = await client.get("/nowhere")
        structlog.get_logger().info("beside")
    finally:
        structlog.configure(**before)
    of_request, beside = map(json.loads, written.getvalue().splitlines())
    assert of_request["request_id"] == answer.headers["x-request-id"]
    assert "request_id" not in beside
