"""A worker that dies: ``python -m tests.shared.crash WHEN URL DATA_DIR REDIS_URL ORDER STAGE MECHANIC``.

``after_commit``: it completes a stage and is killed before any relay ran. ``after_claim``: its
relay has claimed what is owed, and it is killed in the middle of the reaction. SIGKILL both times:
no handler, no cleanup, no farewell to the database.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from autoservice.bootstrap import build_adapters
from autoservice.modules.progress.schemas import StageStep
from autoservice.settings import Settings
from autoservice.shared.access import Actor, Role
from autoservice.work import Runtime


async def complete(runtime: Runtime, order_id: int, stage_id: int, mechanic_id: int) -> None:
    """Commit the completion of a stage."""
    async with runtime.work(Actor(Role.MECHANIC, mechanic_id)) as unit:
        await unit.services.progress.complete_stage(order_id, stage_id, StageStep())


async def die(*_: Any) -> None:
    """As by a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


async def main(when: str, url: str, data_dir: str, redis_url: str, *ids: str) -> None:
    """Live until ``when``."""
    settings = Settings(database_url=url, data_dir=Path(data_dir), redis_url=redis_url)
    runtime = Runtime(build_adapters(settings))
    await complete(runtime, *map(int, ids))
    if when == "after_claim":
        runtime.relay.handlers = dict.fromkeys(runtime.relay.handlers, die)
        await runtime.relay.relay_once()
    await die()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
