"""A worker that dies: ``python -m tests.shared.crash WHEN URL DATA_DIR REDIS_URL ORDER STAGE MECHANIC``.

``after_commit``: it completes a stage and is killed when it is about to tell of it. ``after_claim``:
its relay has claimed what was owed, and it is killed in the middle of the reaction. SIGKILL both
times: no handler, no cleanup, no farewell to the database.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from autoservice.adapters.local_hub import LocalHub
from autoservice.modules.progress.schemas import StageStep
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import Actor, Role
from autoservice.wiring.adapters import build_adapters


async def complete(runtime: Runtime, order_id: int, stage_id: int, mechanic_id: int) -> None:
    """Commit the completion of a stage."""
    async with runtime.transaction(Actor(Role.MECHANIC, mechanic_id)) as unit:
        await unit.services.progress.complete_stage(order_id, stage_id, StageStep())


class DeadlyHub(LocalHub):
    """A hub whose first publication is the end."""

    async def publish(self, topics: Iterable[str]) -> None:
        """As by a power cut."""
        os.kill(os.getpid(), signal.SIGKILL)


async def main(when: str, url: str, data_dir: str, redis_url: str, *ids: str) -> None:
    """Live until ``when``."""
    settings = Settings(database_url=url, data_dir=Path(data_dir), redis_url=redis_url)
    runtime = Runtime(replace(build_adapters(settings), hub=DeadlyHub()))
    if when == "after_commit":
        # A relay that runs begins with what is committed, without a look into the table.
        relaying = asyncio.create_task(runtime.relay.run())
        await asyncio.sleep(0)
        await complete(runtime, *map(int, ids))
        await relaying
    await complete(runtime, *map(int, ids))
    await runtime.relay.relay_once()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
