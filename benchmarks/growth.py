"""What a shop's growth costs its readers: each reading with 1,000 orders and with 1,000,000, in turns.

    python -m autoservice build
    python -m benchmarks.growth                      # PostgreSQL
    python -m benchmarks.growth --sqlite
    python -m benchmarks.growth --rounds 100

Two servers run at once, one for each size, and answer one request at a time. Printed are p50 and p95 in
milliseconds, and the ratios of the two p50 and of the two p95. The board, which no operation returns, is
read by its service. The tests' packages are needed.
"""

import argparse
import asyncio
import contextlib
import http.client
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine

from autoservice.cli import demo
from autoservice.modules.orders.board.schemas import BoardQuery
from autoservice.modules.orders.repository import NEWEST_FIRST
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.wiring.adapters import build_adapters
from benchmarks.calls import call
from benchmarks.figures import percentile
from benchmarks.growth_data import FIRST_ORDER, LARGE, SMALL, Size, load
from benchmarks.shop import prepare
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.server import AppServer

WARM_UP = 5
BOARD = "board"


@dataclass(frozen=True)
class Reading:
    """What somebody reads; ``path`` may name an order in the middle of all."""

    name: str
    who: Role
    path: str


ADMINISTRATOR, MECHANIC, CLIENT = Role.ADMINISTRATOR, Role.MECHANIC, Role.CLIENT
DEEPEST = NEWEST_FIRST.cursor(SimpleNamespace(id=FIRST_ORDER + 20))  # type: ignore[arg-type]
READINGS = (
    Reading("administrator, first page", ADMINISTRATOR, "/api/orders"),
    Reading("queue", ADMINISTRATOR, "/api/orders?sort=queue"),
    Reading("queue, on hold", ADMINISTRATOR, "/api/orders?sort=queue&status=on_hold"),
    Reading("active", ADMINISTRATOR, "/api/orders?active=true"),
    Reading("delivered", ADMINISTRATOR, "/api/orders?status=delivered"),
    Reading("deepest page", ADMINISTRATOR, f"/api/orders?cursor={DEEPEST}"),
    Reading("of a mechanic", ADMINISTRATOR, "/api/orders?mechanic=2"),
    Reading("of a client", ADMINISTRATOR, "/api/orders?client=1"),
    Reading("of a week", ADMINISTRATOR, "/api/orders?from=2026-10-05&to=2026-10-11"),
    Reading("of a plate", ADMINISTRATOR, f"/api/orders?plate={quote('А177ВС')}"),
    Reading("plate search", ADMINISTRATOR, f"/api/orders?q={quote('А177ВС')}"),
    Reading("search, many", ADMINISTRATOR, "/api/orders?q=lada"),
    Reading("mechanic's list", MECHANIC, "/api/orders"),
    Reading("mechanic's active ones", MECHANIC, "/api/orders?active=true"),
    Reading("client's list", CLIENT, "/api/orders"),
    Reading("client's delivered ones", CLIENT, "/api/orders?status=delivered"),
    Reading("one order", ADMINISTRATOR, "/api/orders/{order}"),
    Reading("timeline", ADMINISTRATOR, "/api/orders/{order}/timeline"),
    Reading("people", ADMINISTRATOR, "/api/admin/users"),
    Reading("people: clients", ADMINISTRATOR, "/api/admin/users?role=client"),
    Reading("people: search, many", ADMINISTRATOR, f"/api/admin/users?text={quote('лебедев')}"),
    Reading("people: search, few", ADMINISTRATOR, "/api/admin/users?text=client177@"),
    Reading("people: search, none", ADMINISTRATOR, "/api/admin/users?text=qqqqq"),
    Reading("audit log", ADMINISTRATOR, "/api/admin/audit"),
    Reading("audit log: rare action", ADMINISTRATOR, "/api/admin/audit?action=user_role_changed"),
    Reading("audit log: one actor", ADMINISTRATOR, "/api/admin/audit?actor_id=2"),
    Reading("catalog", ADMINISTRATOR, "/api/catalog/services"),
)


class Reader:
    """A running program of one size, read over connections that stay open."""

    def __init__(self, server: AppServer, size: Size, settings: Settings) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._order = FIRST_ORDER + size.orders // 2
        self._tokens = {
            role: asyncio.run(_sign_in(server.port, role)) for role in (ADMINISTRATOR, MECHANIC, CLIENT)
        }
        self.times: dict[str, list[float]] = {name: [] for name in (*(one.name for one in READINGS), BOARD)}
        self._outside, self._loop = build_adapters(settings), asyncio.Runner()
        self._runtime = Runtime(self._outside)

    def read(self, reading: Reading, *, counts: bool) -> None:
        """Read once; ``counts`` says whether the time is kept."""
        path = reading.path.format(order=self._order)
        begun = time.perf_counter()
        self._connection.request(
            "GET", path, headers={"Authorization": f"Bearer {self._tokens[reading.who]}"}
        )
        answer = self._connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - begun
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path}: {answer.status} {content!r}")
        if counts:
            self.times[reading.name].append(1000 * taken)

    def read_board(self, *, counts: bool) -> None:
        """Read the boards of today and without a day once; ``counts`` says whether the time is kept."""
        begun = time.perf_counter()
        self._loop.run(self._board())
        if counts:
            self.times[BOARD].append(1000 * (time.perf_counter() - begun))

    def close(self) -> None:
        """Close the connections of the board's own reading."""
        self._loop.run(self._outside.engine.dispose())
        self._loop.close()

    async def _board(self) -> None:
        async with self._runtime.read_only(SYSTEM) as unit:
            for query in (BoardQuery(), BoardQuery(without_day=True)):
                await unit.services.board.read_board(query)


async def _sign_in(port: int, role: Role) -> str:
    email = next(email for email, _, its_role in demo.ACCOUNTS if its_role is role)
    answer: Any = await call(port, "POST", "/api/auth/login", {"email": email, "password": demo.PASSWORD})
    return str(answer["access_token"])


@contextlib.contextmanager
def running(size: Size, postgres: PostgresServer | None) -> Iterator[Reader]:
    """A program whose shop has grown to ``size``; without ``postgres`` on SQLite."""
    env = {"AUTOSERVICE_DEMO": "1"}
    if postgres:
        env["AUTOSERVICE_DATABASE_URL"] = postgres.create(f"shop_{size.orders}")
    server = AppServer(env)
    with contextlib.closing(server):
        data_dir = server.folder / "data"
        url = env.get("AUTOSERVICE_DATABASE_URL", f"sqlite+aiosqlite:///{data_dir / 'autoservice.db'}")
        prepare(url, data_dir)
        begun = time.perf_counter()
        load(create_engine(url.replace("+aiosqlite", "")), size)
        print(f"{size.orders:,} orders loaded in {time.perf_counter() - begun:.0f} s", flush=True)
        server.start()
        with contextlib.closing(
            Reader(server, size, Settings(database_url=url, data_dir=data_dir))
        ) as reader:
            yield reader


def measure(readers: Sequence[Reader], rounds: int) -> None:
    """Let the readers take turns, reading by reading."""
    for number in range(WARM_UP + rounds):
        for reading in READINGS:
            for reader in readers:
                reader.read(reading, counts=number >= WARM_UP)
        for reader in readers:
            reader.read_board(counts=number >= WARM_UP)


def report(small: Reader, large: Reader) -> None:
    """Print the table, as Markdown."""
    print("| | p50, 1,000 | p95 | p50, 1,000,000 | p95 | ratio | of p95 |\n|---|---|---|---|---|---|---|")
    for name in small.times:
        few, many = (sorted(reader.times[name]) for reader in (small, large))
        cells = [percentile(times, percent) for times in (few, many) for percent in (50, 95)]
        ratios = " | ".join(f"{cells[place + 2] / cells[place]:.2f}" for place in (0, 1))
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} | {ratios} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    parser.add_argument("--rounds", type=int, default=60, help="readings of each kind (default 60)")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        postgres = None if options.sqlite else stack.enter_context(running_postgres())
        readers = [stack.enter_context(running(size, postgres)) for size in (SMALL, LARGE)]
        measure(readers, options.rounds)
    report(*readers)


if __name__ == "__main__":
    main()
