"""Connections that stall, are cut off or are too many, and a second start, on the real server."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.e2e.shop import CLIENT, MECHANIC, Shop, seed, stage_path
from tests.support.databases import Databases
from tests.support.server import ROOT, AppServer
from tests.support.timeouts import TIMEOUT_SECONDS

LIMIT = 20
SETTINGS = {"AUTOSERVICE_STALL_SECONDS": "3", "AUTOSERVICE_CONNECTIONS_PER_NETWORK": str(LIMIT)}
HANDSHAKE = (
    b"GET /_event/?EIO=4&transport=websocket&token=x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n' + bytes(5000)


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases) -> Iterator[Shop]:
    """A shop with little patience."""
    with sqlite_databases.fresh() as url:
        seed(url)
        settings = {**SETTINGS, "AUTOSERVICE_DATABASE_URL": url, "AUTOSERVICE_DEMO": "1"}
        with AppServer(settings) as server:
            yield Shop(server)


class Peer:
    """One raw connection from the loopback address that is given."""

    def __init__(self, shop: Shop, address: str = "127.0.0.1") -> None:
        there = ("127.0.0.1", shop.server.port)
        self._socket = socket.create_connection(there, TIMEOUT_SECONDS, source_address=(address, 0))

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def say(self, data: bytes) -> None:
        self._socket.sendall(data)

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        found = b""
        with contextlib.suppress(ConnectionError):
            while data := self._socket.recv(65536):
                found += data
        return found


def upload(shop: Shop, *headers: str) -> bytes:
    """The head of a photo's upload."""
    path = f"/api{stage_path(shop.assigned_order())}/attachments"
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {shop.rest(MECHANIC).token}"]
    return "\r\n".join([*lines, "Content-Type: multipart/form-data; boundary=x", *headers, "", ""]).encode()


def login(*headers: str) -> bytes:
    """The head of a sign-in."""
    lines = ["POST /api/auth/login HTTP/1.1", "Host: x", "Content-Type: application/json"]
    return "\r\n".join([*lines, *headers, "", ""]).encode()


def problem(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return found


@contextlib.contextmanager
def logging_only(shop: Shop, *wanted: str) -> Iterator[None]:
    """See that these lines are logged meanwhile, and nothing else."""
    before = len(shop.server.log)
    yield
    shop.server.wait_until(lambda: all(word in shop.server.log[before:] for word in wanted))
    said = lines_since(shop, before)
    assert all(any(word in line for word in wanted) for line in said), said


def lines_since(shop: Shop, before: int) -> list[str]:
    """The lines of the log that begin behind its first ``before`` characters, which may end within a line."""
    begun = shop.server.log[:before].rpartition("\n")[2]
    return [line for line in (begun + shop.server.log[before:]).splitlines()[bool(begun) :] if line]


@pytest.mark.parametrize("kind", ["upload", "sign-in"])
def test_a_body_that_stops_is_answered_408_and_the_connection_closed(shop: Shop, kind: str) -> None:
    head = upload(shop, "Content-Length: 9000") if kind == "upload" else login("Content-Length: 9000")
    with logging_only(shop, "BodyStalled"), Peer(shop) as peer:
        peer.say(head + (PART if kind == "upload" else b"{"))
        answer = peer.rest()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert problem(answer)["title"] == "BodyStalled"


def test_bodies_that_are_cut_off_are_one_line_each(shop: Shop) -> None:
    head = upload(shop, "Content-Length: 9000")
    with logging_only(shop, "BodyCutOff"):
        for cut in range(0, len(PART), 500):
            with Peer(shop) as peer:
                peer.say(head + PART[:cut])
        with Peer(shop) as peer:
            peer.say(login("Content-Length: 9000") + b"{")
        shop.server.wait_until(lambda: shop.server.log.count("BodyCutOff") >= 1)
    assert "Traceback" not in shop.server.log


def test_a_bad_size_of_a_chunk_is_answered_400(shop: Shop) -> None:
    with logging_only(shop, "connection_refused", "BodyCutOff"), Peer(shop) as peer:
        peer.say(upload(shop, "Transfer-Encoding: chunked") + b"zz\r\n")
        assert peer.rest().startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("sent", [40, len(HANDSHAKE)])
def test_a_websocket_handshake_that_is_cut_off_is_not_told_of(shop: Shop, sent: int) -> None:
    before = len(shop.server.log)
    for _ in range(5):
        with Peer(shop) as peer:
            peer.say(HANDSHAKE[:sent])
    assert shop.server.healthy()
    # Uploads that were cut off before may be told of only now.
    told = [line for line in lines_since(shop, before) if "body_incomplete" not in line]
    assert told == []


def test_the_server_answers_while_another_network_holds_what_it_can(shop: Shop) -> None:
    with contextlib.ExitStack() as held:
        peers = [held.enter_context(Peer(shop, "127.0.0.2")) for _ in range(2 * LIMIT)]
        for peer in peers[:LIMIT]:
            with contextlib.suppress(ConnectionError):
                peer.say(b"POST /api/auth/login HTTP/1.1\r\n")
        assert shop.server.healthy()
        assert all(peer.rest().startswith((b"HTTP/1.1 4", b"")) for peer in peers)


def test_a_second_start_is_refused_and_other_commands_are_not(shop: Shop) -> None:
    said = run(shop.server.environment, "serve")
    assert said.returncode != 0
    assert "is in use by another server" in said.stderr
    account = ["--email", "second@example.com", "--name", "Second", "--password", "quite a long password"]
    said = run(shop.server.environment, "create-admin", *account)
    assert said.returncode == 0, said.stderr


def run(env: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    arguments = [sys.executable, "-m", "autoservice", *command]
    done = subprocess.run(
        arguments, cwd=ROOT, env=env, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    assert "Traceback" not in done.stderr
    return done


def test_a_killed_server_starts_again(shop: Shop) -> None:
    worker = psutil.Process(shop.server.pid).children()[0]
    os.kill(shop.server.pid, signal.SIGKILL)
    psutil.wait_procs([worker], timeout=TIMEOUT_SECONDS)
    shop.server.kill()
    shop.server.start()
    assert shop.rest(CLIENT).get("/catalog/services")
