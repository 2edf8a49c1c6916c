"""The console's tables: a page of 1,000 and of 100,000 rows, and the time from a key to a saved cell.

``python -m benchmarks.tables``; with ``--browser`` the second part too, on a built program.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, insert, select, text
from sqlmodel import col

from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.catalog.inventory.search_tokens import ITEM
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import Actor, Role
from autoservice.shared.clock import system_clock
from autoservice.shared.db import upgrade
from autoservice.shared.search import MAX_TOKEN, SearchToken
from autoservice.wiring.adapters import build_adapters
from benchmarks.figures import percentile
from benchmarks.table_in_browser import measure_in_browser
from tests.support.processes import scratch_folder

SIZES: Final = (1_000, 100_000)
BATCH: Final = 5_000
ROUNDS: Final = 60
ROWS: Final = 50
ADMINISTRATOR: Final = Actor(Role.ADMINISTRATOR, 1)
MAKERS: Final = ("Bosch", "Mann", "Mahle", "Lukoil", "Castrol", "TRW", "SKF", "NGK")
NAMES: Final = ("Фильтр масляный", "Колодки передние", "Диск тормозной", "Свеча зажигания", "Ремень ГРМ")


def main() -> None:
    """Print the figures as rows of a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", action="store_true")
    arguments = parser.parse_args()
    with scratch_folder("tables") as folder:
        small, large = (asyncio.run(measure(folder / f"{size}.db", size)) for size in SIZES)
    for case in small:
        print(f"| {case} | {small[case]:.1f} | {large[case]:.1f} | {large[case] / small[case]:.2f} |")
    if arguments.browser:
        measure_in_browser()


async def measure(file: Path, rows: int) -> dict[str, float]:
    """Return the p95 of each reading in milliseconds, and of a plain query of as many rows."""
    settings = Settings(database_url=f"sqlite+aiosqlite:///{file}", data_dir=file.parent)
    upgrade(settings.database_url)
    _fill(file, rows)
    outside = build_adapters(settings)
    runtime, chance = Runtime(outside), random.Random(1)
    cases: dict[str, Callable[[], Awaitable[Any]]] = {
        "first page": lambda: _list(runtime),
        "page in the middle": lambda: _list(runtime, cursor=middle),
        "sorted by price, falling": lambda: _list(runtime, sort="-price"),
        "of one kind": lambda: _list(runtime, kind="consumable"),
        "found by article": lambda: _list(runtime, q=f"A{chance.randrange(rows):06d}"),
        "reference: 50 rows by their ids": lambda: _reference(runtime),
    }
    middle = await _middle(runtime)
    found = {case: await _p95(read) for case, read in cases.items()}
    await outside.engine.dispose()
    return found


async def _p95(read: Callable[[], Awaitable[Any]]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await read()
        times.append((time.perf_counter() - started) * 1000)
    # Without the first ones, which prepare statements.
    return percentile(sorted(times[5:]), 95)


async def _list(runtime: Runtime, **query: Any) -> Any:
    async with runtime.read_only(ADMINISTRATOR) as unit:
        return await unit.services.inventory.list_items(ItemFilter(size=ROWS, **query))


async def _reference(runtime: Runtime) -> Any:
    async with runtime.read_only(ADMINISTRATOR) as unit:
        query = select(InventoryItem).where(col(InventoryItem.id).in_(range(1, ROWS + 1)))
        return (await unit.session.scalars(query)).all()


async def _middle(runtime: Runtime) -> str:
    """Return the cursor of a page that has others before and behind it."""
    page = await _list(runtime)
    for _ in range(8):
        page = await _list(runtime, cursor=page.next)
    return str(page.next)


def _fill(file: Path, rows: int) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for first in range(1, rows + 1, BATCH):
            _insert(connection, [_item(number) for number in range(first, min(first + BATCH, rows + 1))])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _insert(connection: Connection, items: list[InventoryItem]) -> None:
    connection.execute(insert(InventoryItem), [item.model_dump() for item in items])
    connection.execute(insert(StockBalance), [StockBalance(item_id=item.id).model_dump() for item in items])
    connection.execute(insert(SearchToken), list(_tokens(items)))


def _tokens(items: list[InventoryItem]) -> Iterator[dict[str, Any]]:
    for item in items:
        for token in {one[:MAX_TOKEN] for one in item.search_tokens()}:
            yield {"kind": ITEM, "token": token, "owner_id": item.id}


def _item(number: int) -> InventoryItem:
    chance = random.Random(number)
    name = f"{chance.choice(NAMES)} {number % 997}"
    item = InventoryItem(
        id=number,
        article="",
        article_key="",
        name_ru="",
        name_en="",
        sort_ru="",
        sort_en="",
        kind="consumable" if number % 4 == 0 else "part",
        unit="piece",
        price_minor=chance.randrange(10_000, 900_000),
        created_at=system_clock(),
    )
    item.describe(
        {"article": f"A{number:06d}", "maker": chance.choice(MAKERS), "name_ru": name, "name_en": name}
    )
    return item


if __name__ == "__main__":
    main()
