"""Whether a mail server that hangs delays those who watch an order.

    python -m autoservice build
    python -m benchmarks.lanes --viewers 20 --rounds 10

Starts the real program (one worker, SQLite) twice: quiet, and with a mail server that takes connections
and never answers while e-mails are due. Both times the viewers of one order wait for the same changes,
as in ``benchmarks.fanout``. Prints when the first and the last of them have each change, in milliseconds,
and the ratio hanging / quiet; the goal is 1.2.
"""

import argparse
import asyncio
import contextlib
import socket
from collections.abc import Iterator

from autoservice.events.accounts import PasswordChanged
from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM
from autoservice.wiring.adapters import build_adapters
from benchmarks.fanout import Options, measure_program
from benchmarks.figures import Figures, sum_up
from benchmarks.shop import prepare
from tests.support.server import AppServer

EMAILS = 20


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """The address of a mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=10 * EMAILS) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


async def enqueue_emails(settings: Settings) -> None:
    """Enqueue e-mails that are due when the program starts."""
    adapters = build_adapters(settings)
    async with Runtime(adapters).transaction(SYSTEM) as unit:
        someone = (await unit.services.directory.list_users(UserFilter())).items[0]
        for _ in range(EMAILS):
            unit.emit(PasswordChanged(someone.id))
    await adapters.close()


def measure(options: Options, smtp_url: str = "") -> Figures:
    """The viewers' figures, with e-mails due if there is a mail server."""
    server = AppServer({"AUTOSERVICE_DEMO": "1", "AUTOSERVICE_SMTP_URL": smtp_url})
    try:
        data_dir = server.folder / "data"
        url = f"sqlite+aiosqlite:///{data_dir / 'autoservice.db'}"
        prepare(url, data_dir)
        if smtp_url:
            asyncio.run(enqueue_emails(Settings(database_url=url, data_dir=data_dir)))
        server.start()
        return sum_up(asyncio.run(measure_program(server, options)))
    finally:
        # A stop would wait for the e-mails.
        server.kill()
        server.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lanes", description=__doc__)
    parser.add_argument("--viewers", type=int, default=20, help="websocket clients (default 20)")
    parser.add_argument("--rounds", type=int, default=10, help="changes (default 10)")
    given = parser.parse_args()
    options = Options(given.viewers, given.rounds, runs=1, workers=[1], sessions=10, raw=False)
    quiet = measure(options)
    with silent_server() as url:
        hanging = measure(options, url)
    print(f"{'':10}{'answer':>10}{'first':>10}{'last':>10}")
    for name, one in (("quiet", quiet), ("hanging", hanging)):
        print(f"{name:10}{one.answered:10.1f}{one.first:10.1f}{one.last:10.1f}")
    print(f"{'ratio':10}{hanging.answered / quiet.answered:10.2f}", end="")
    print(f"{hanging.first / quiet.first:10.2f}{hanging.last / quiet.last:10.2f}")


if __name__ == "__main__":
    main()
