"""Whether the time of an answer tells that an address has an account.

    python -m autoservice build
    python -m benchmarks.sign_in --times 200

Starts the real program by itself, on a free loopback port and with temporary data.
Signs in with a wrong password, registers, and asks for a password reset: each as often
with addresses that have an account as with others, mixed in an order of chance, one
request at a time. Every request comes from another address, so that no limit is reached.
"""

import argparse
import asyncio
import http.client
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autoservice.modules.auth.models import User
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.wiring.adapters import build_adapters
from benchmarks.figures import percentile
from benchmarks.shop import prepare
from tests.support.server import AppServer

PASSWORD = "nine blue kettles"
# What follows an answer, such as an e-mail, must not delay the next one.
PAUSE_SECONDS = 0.05
WARM_UP = 5
KINDS = {"sign-in": "/api/auth/login", "register": "/api/auth/register", "reset": "/api/auth/password-reset"}
STATUS = {"sign-in": 401, "register": 202, "reset": 202}
Call = tuple[str, str, int]


async def add_accounts(settings: Settings, count: int) -> None:
    """Accounts ``known0@example.com`` and so on."""
    adapters = build_adapters(settings)
    hashed = await adapters.hasher.hash("another password altogether")
    async with Runtime(adapters).transaction(SYSTEM) as unit:
        fields: dict[str, Any] = {"role": Role.CLIENT.value, "password_hash": hashed, "created_at": unit.now}
        unit.session.add_all(User(email=address("known", n), name="Somebody", **fields) for n in range(count))
    await adapters.engine.dispose()


def address(group: str, number: int) -> str:
    """One of the addresses of a group."""
    return f"{group}{number}@example.com"


def calls(times: int) -> list[Call]:
    """All that is asked, in an order of chance that is the same in every run."""
    found = [(kind, group, n) for kind in KINDS for group in ("known", "unknown") for n in range(times)]
    random.Random(1).shuffle(found)
    return found


def timed(port: int, kind: str, login: str, caller: int) -> float:
    """How many milliseconds the answer takes."""
    body = json.dumps({"login": login, "password": PASSWORD, "name": "Somebody"})
    came_from = f"10.{caller >> 16 & 255}.{caller >> 8 & 255}.{caller & 255}"
    headers = {"Content-Type": "application/json", "X-Forwarded-For": came_from}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    began = time.perf_counter()
    connection.request("POST", KINDS[kind], body, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    connection.close()
    assert answer.status == STATUS[kind], (kind, login, answer.status)
    return 1000 * took


def warm_up(port: int, first: int) -> None:
    """Let the server load what it loads late, with addresses that are not measured."""
    for number in range(first, first + WARM_UP):
        for kind in KINDS:
            for group in ("known", "unknown"):
                timed(port, kind, address(group, number), (1 << 20) + number)


def measure(port: int, asked: Sequence[Call]) -> dict[tuple[str, str], list[float]]:
    """The milliseconds of each kind for each group."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for caller, (kind, group, number) in enumerate(asked):
        found[kind, group].append(timed(port, kind, address(group, number), caller))
        time.sleep(PAUSE_SECONDS)
    return found


def lines(found: dict[tuple[str, str], list[float]]) -> Iterator[str]:
    """One line for each kind."""
    yield f"{'':10}{'known':>20}{'unknown':>20}{'difference':>14}"
    for kind in KINDS:
        both = [sorted(found[kind, group]) for group in ("known", "unknown")]
        shown = [f"{statistics.median(one):8.1f} ±{_spread(one):5.1f} ms" for one in both]
        difference = statistics.median(both[0]) - statistics.median(both[1])
        yield f"{kind:10}{shown[0]:>20}{shown[1]:>20}{difference:+11.1f} ms"


def _spread(ordered: Sequence[float]) -> float:
    """Half of what lies between the quartiles."""
    return (percentile(ordered, 75) - percentile(ordered, 25)) / 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=200, help="requests of each kind for each group")
    times = parser.parse_args().times
    server = AppServer({"AUTOSERVICE_DEMO": "1", "AUTOSERVICE_TRUSTED_PROXIES": "127.0.0.1"})
    try:
        data_dir: Path = server.folder / "data"
        url = f"sqlite+aiosqlite:///{data_dir / 'autoservice.db'}"
        prepare(url, data_dir)
        asyncio.run(add_accounts(Settings(database_url=url, data_dir=data_dir), times + WARM_UP))
        server.start()
        warm_up(server.port, times)
        print("\n".join(lines(measure(server.port, calls(times)))))
    finally:
        server.close()


if __name__ == "__main__":
    main()
