"""The catalog of a database that the version before the repair templates has left."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text

from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.shared.access import GUEST, SYSTEM
from autoservice.shared.db import alembic_config, upgrade
from autoservice.shared.normal_forms import fold
from tests.support.old_databases import read
from tests.support.runtime import opened_runtime

pytestmark = pytest.mark.both_databases
BEFORE = "0016"


@contextmanager
def opened(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    yield engine
    engine.dispose()


async def fill(database_url: str, data_dir: Path) -> None:
    async with opened_runtime(database_url, data_dir) as runtime, runtime.transaction(SYSTEM) as unit:
        await seed_catalog(unit.session, unit.now)


async def offer(database_url: str, data_dir: Path) -> list[dict[str, Any]]:
    """What a guest reads, but for the ids of what is made anew."""
    async with opened_runtime(database_url, data_dir) as runtime, runtime.read_only(GUEST) as unit:
        services = await unit.services.catalog.list_services()
    return [one.model_dump(exclude={"template_version_id": True, "category": {"id"}}) for one in services]


def test_the_starting_catalog_is_the_same_after_the_former_tables(database_url: str, tmp_path: Path):
    asyncio.run(fill(database_url, tmp_path))
    before = asyncio.run(offer(database_url, tmp_path))
    command.downgrade(alembic_config(database_url), BEFORE)
    upgrade(database_url)
    assert asyncio.run(offer(database_url, tmp_path)) == before
    with opened(database_url) as engine:
        codes = {one["code"] for one in read(engine, "repair_template")}
        services = read(engine, "service_template")
    assert all(one["sort_ru"] == fold(one["name_ru"]) for one in services)
    assert codes == {"body", "diagnostic", "heavy", "quick", "standard"}


def test_a_service_with_minutes_of_its_own_keeps_them(database_url: str, tmp_path: Path):
    asyncio.run(fill(database_url, tmp_path))
    command.downgrade(alembic_config(database_url), BEFORE)
    with opened(database_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE stage_template SET norm_minutes = position WHERE service_id = 1"))
        connection.execute(text("UPDATE service_template SET norm_minutes = 10, category = '' WHERE id = 1"))
    upgrade(database_url)
    [first, *_] = asyncio.run(offer(database_url, tmp_path))
    assert [stage["norm_minutes"] for stage in first["stages"]] == [1, 2, 3, 4]
    assert first["category"]["name_en"] == "Other"
    with opened(database_url) as engine:
        assert len(read(engine, "repair_template")) == 6
