"""The console's tables: a page of 1,000 and of 100,000 rows, and the time from a key to a saved cell.

    python -m benchmarks.tables                # the stock on SQLite
    python -m benchmarks.tables --postgres
    python -m benchmarks.tables --browser      # the table of services too, on a built program

Both sizes are read in turns, reading by reading. Printed are the p50 and p95 of both and the ratios of the
two sizes, in milliseconds: on SQLite of this process's CPU, as all work is done in it and what else runs on
the machine does not count; on PostgreSQL of the time. On SQLite no statistics are gathered for the planner: a
shop has none.
"""

import argparse
import asyncio
import contextlib
import random
import time
from collections.abc import Iterator, Sequence
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
from tests.support.postgres import running_postgres
from tests.support.processes import scratch_folder

SIZES: Final = (1_000, 100_000)
BATCH: Final = 5_000
WARM_UP: Final = 5
ROWS: Final = 50
# So many items are low, so many archived, so many have a word that no other one has, whatever the size.
RARE: Final = 100
ADMINISTRATOR: Final = Actor(Role.ADMINISTRATOR, 1)
MAKERS: Final = ("Bosch", "Mann", "Mahle", "Lukoil", "Castrol", "TRW", "SKF", "NGK")
NAMES: Final = ("Фильтр масляный", "Колодки передние", "Диск тормозной", "Свеча зажигания", "Ремень ГРМ")


def main() -> None:
    """Print the figures as rows of a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(scratch_folder("tables"))
        urls = [f"sqlite+aiosqlite:///{folder / f'{size}.db'}" for size in SIZES]
        if arguments.postgres:
            server = stack.enter_context(running_postgres())
            urls = [server.create(f"stock_{size}") for size in SIZES]
        shops = [Stock(url, folder, size) for url, size in zip(urls, SIZES, strict=True)]
        asyncio.run(_measure(shops, arguments.rounds))
    if arguments.browser:
        measure_in_browser()


async def _measure(shops: Sequence["Stock"], rounds: int) -> None:
    for shop in shops:
        shop.middle = await shop.cursor_in_the_middle()
    for number in range(WARM_UP + rounds):
        for case in CASES:
            for shop in shops:
                taken = await shop.read(case)
                if number >= WARM_UP:
                    shop.times[case].append(taken)
    print("| | p50 | p95 | p50 | p95 | ratio of p50 | of p95 |\n|---|---|---|---|---|---|---|")
    for case in CASES:
        few, many = ([percentile(sorted(shop.times[case]), one) for one in (50, 95)] for shop in shops)
        figures = " | ".join(f"{one:.1f}" for one in (*few, *many))
        print(f"| {case} | {figures} | {many[0] / few[0]:.2f} | {many[1] / few[1]:.2f} |", flush=True)
    for shop in shops:
        await shop.close()


class Stock:
    """A shop with this many items, read through the services."""

    def __init__(self, url: str, folder: Path, size: int) -> None:
        settings = Settings(database_url=url, data_dir=folder)
        upgrade(url)
        _fill(url.replace("+aiosqlite", ""), size)
        self._outside, self._size = build_adapters(settings), size
        self._runtime, self._chance = Runtime(self._outside), random.Random(1)
        self._clock = time.process_time if url.startswith("sqlite") else time.perf_counter
        self.middle = ""
        self.times: dict[str, list[float]] = {case: [] for case in CASES}

    async def read(self, case: str) -> float:
        """Return how many milliseconds one reading took."""
        query = CASES[case]
        query = query(self) if callable(query) else query
        started = self._clock()
        await (self._list(**query) if query else self._reference())
        return (self._clock() - started) * 1000

    def article(self) -> str:
        """Return the article of any of the items."""
        return f"A{self._chance.randrange(1, self._size + 1):06d}"

    async def cursor_in_the_middle(self) -> str:
        """Return the cursor of a page that has others before and behind it."""
        page = await self._list(**FIRST)
        for _ in range(8):
            page = await self._list(**FIRST, cursor=page.next)
        return str(page.next)

    async def close(self) -> None:
        """Close the connections."""
        await self._outside.engine.dispose()

    async def _list(self, **query: Any) -> Any:
        async with self._runtime.read_only(ADMINISTRATOR) as unit:
            return await unit.services.inventory.list_items(ItemFilter(size=ROWS, **query))

    async def _reference(self) -> Any:
        async with self._runtime.read_only(ADMINISTRATOR) as unit:
            query = select(InventoryItem).where(col(InventoryItem.id).in_(range(1, ROWS + 1)))
            return (await unit.session.scalars(query)).all()


FIRST: Final = {"sort": "name_ru"}
CASES: Final[dict[str, Any]] = {
    "first page": FIRST,
    "page in the middle": lambda shop: {**FIRST, "cursor": shop.middle},
    "sorted by price, falling": {"sort": "-price"},
    "of one kind": {**FIRST, "kind": "consumable"},
    "of one kind, by price": {"sort": "-price", "kind": "consumable"},
    "low": {**FIRST, "low": True},
    "low, of one kind": {**FIRST, "low": True, "kind": "part"},
    "archived": {**FIRST, "archived": True},
    "found by article": lambda shop: {**FIRST, "q": shop.article()},
    "found by a word of 100 items": {**FIRST, "q": "редкий"},
    "found by a word of a fifth of them": {**FIRST, "q": "колодки"},
    "the same, from its end": {"sort": "-name_ru", "q": "колодки"},
    "the same, by price": {"sort": "price", "q": "колодки"},
    "the same, by article": {"sort": "article", "q": "колодки"},
    "the same, by English name": {"sort": "name_en", "q": "колодки"},
    "found by two words of a fifth of them": {**FIRST, "q": "передние колодки"},
    "found by one letter": {**FIRST, "q": "ф"},
    "reference: 50 rows by their ids": {},
}


def _fill(url: str, rows: int) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for first in range(1, rows + 1, BATCH):
            _insert(connection, [_item(number) for number in range(first, min(first + BATCH, rows + 1))])
    if engine.dialect.name == "postgresql":
        # What autovacuum does after a minute.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _insert(connection: Connection, items: list[InventoryItem]) -> None:
    connection.execute(insert(InventoryItem), [item.model_dump() for item in items])
    connection.execute(insert(StockBalance), [StockBalance(item_id=item.id).model_dump() for item in items])
    connection.execute(insert(SearchToken), list(_tokens(items)))


def _tokens(items: list[InventoryItem]) -> Iterator[dict[str, Any]]:
    for item in items:
        for token in {one[:MAX_TOKEN] for one in item.search_tokens()}:
            yield {"kind": ITEM, "token": token, "owner_id": item.id, "place": item.sort_ru}


def _item(number: int) -> InventoryItem:
    chance = random.Random(number)
    rare = "редкий" if number <= RARE else ""
    name = f"{chance.choice(NAMES)} {rare} {number % 997}"
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
        low=number % (SIZES[0] // RARE) == 0 and number <= SIZES[0],
        active=number % (SIZES[0] // RARE) != 1 or number > SIZES[0],
        created_at=system_clock(),
    )
    item.describe(
        {"article": f"A{number:06d}", "maker": chance.choice(MAKERS), "name_ru": name, "name_en": name}
    )
    return item


if __name__ == "__main__":
    main()
