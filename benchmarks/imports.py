"""An import of the stock: time, CPU, memory and statements of its preview and of its application.

While it is "written", its transaction holds SQLite's one writer.

    python -m benchmarks.imports                      # 10,000 and 50,000 rows, XLSX and CSV, SQLite

Each file is new items; then the same file with other prices. The memory is that of the process that reads the
file, and of this one, which plans and writes: their peaks, in MB.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import psutil
from sqlalchemy import event

from autoservice.modules.auth.models import User
from autoservice.modules.catalog.sheets.schemas import ImportOptions, SheetName
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Actor, Role
from autoservice.shared.db import upgrade
from autoservice.shared.sheets import SheetFormat
from autoservice.shared.sheets.writing import open_writer
from autoservice.wiring.adapters import build_adapters
from tests.support.processes import scratch_folder

LOCALE: Final = "ru"
HEADING: Final = ("Артикул", "Производитель", "Наименование", "Цена", "Мин. остаток", "Место", "Остаток")
MB: Final = 1_000_000


def main() -> None:
    """Print the figures as rows of a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 50_000])
    rows = parser.parse_args().rows
    print("| | seconds | CPU | statements | reading, MB | this process, MB |\n|---|---|---|---|---|---|")
    for kind in SheetFormat:
        for count in rows:
            with scratch_folder("imports") as folder:
                asyncio.run(_measure(folder, kind, count))


async def _measure(folder: Path, kind: SheetFormat, count: int) -> None:
    async with _runtime(folder) as (runtime, actor):
        for name, price in (("new", 1000), ("other prices", 1100)):
            data = _file(kind, count, price)
            label = f"{count:,} rows, {kind}, {len(data) / MB:.1f} MB, {name}"
            with _watched(runtime, f"{label}: preview"):
                import_id = await _preview(runtime, actor, data)
            await _apply(runtime, actor, import_id, label)


@asynccontextmanager
async def _runtime(folder: Path) -> AsyncIterator[tuple[Runtime, Actor]]:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{folder / 'shop.db'}", data_dir=folder)
    upgrade(settings.database_url)
    outside = build_adapters(settings)
    runtime = Runtime(outside)
    async with runtime.transaction(SYSTEM) as unit:
        user = User(
            email="a@example.com",
            name="A",
            search_name="a",
            role=Role.ADMINISTRATOR,
            password_hash="",
            created_at=unit.now,
        )
        unit.session.add(user)
    yield runtime, Actor(Role.ADMINISTRATOR, user.id, locale=LOCALE)
    await outside.close()


async def _preview(runtime: Runtime, actor: Actor, data: bytes) -> int:
    table, options = SheetName("inventory"), ImportOptions()
    async with runtime.read_only(actor) as unit:
        prepared = await unit.services.sheets.prepare_file(table, data, options, LOCALE)
    async with runtime.transaction(actor) as unit:
        view = await unit.services.sheets.add_import(table, "stock", data, options, prepared)
    assert view.preview.counts.doubtful == 0, view.preview
    return view.id


async def _apply(runtime: Runtime, actor: Actor, import_id: int, label: str) -> None:
    with _watched(runtime, f"{label}: compared again"):
        async with runtime.read_only(actor) as unit:
            sheets, table = unit.services.sheets, SheetName("inventory")
            prepared = await sheets.prepare_import(import_id, None, LOCALE, table)
    with _watched(runtime, f"{label}: written"):
        async with runtime.transaction(actor) as unit:
            await unit.services.sheets.apply_import(import_id, prepared, LOCALE)


def _file(kind: SheetFormat, count: int, price: int) -> bytes:
    writer = open_writer(kind, LOCALE, "Склад")
    writer.write([HEADING])
    writer.write(_row(number, price) for number in range(count))
    return writer.close()


def _row(number: int, price: int) -> Sequence[Any]:
    name = f"Фильтр масляный {number % 997}"
    return (f"A{number:06}", "Mann", name, Decimal(price + number % 500), Decimal(2), "А-1", Decimal(5))


@contextmanager
def _watched(runtime: Runtime, label: str) -> Iterator[None]:
    """Print what the block took."""
    statements = [0]

    def count(*_: Any) -> None:
        statements[0] += 1

    engine = runtime.adapters.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    ended, peaks = Event(), [0, 0]
    watcher = Thread(target=_sample, args=(ended, peaks))
    watcher.start()
    began, cpu = time.perf_counter(), time.process_time()
    yield
    taken, used = time.perf_counter() - began, time.process_time() - cpu
    ended.set()
    watcher.join()
    event.remove(engine, "before_cursor_execute", count)
    print(
        f"| {label} | {taken:.1f} | {used:.1f} | {statements[0]} "
        f"| {peaks[0] / MB:.0f} | {peaks[1] / MB:.0f} |",
        flush=True,
    )


def _sample(ended: Event, peaks: list[int]) -> None:
    own = psutil.Process()
    while not ended.wait(0.02):
        peaks[0] = max([peaks[0], *(_resident(child) for child in own.children())])
        peaks[1] = max(peaks[1], _resident(own))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    main()
