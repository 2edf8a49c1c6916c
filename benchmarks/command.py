"""What one command costs: ``python -m benchmarks.command --times 30 --turns 8``.

A mechanic's comments on an order, one after the other, from the ASGI call to the settlement of its
reaction, in this process: SQLite, no viewer, no server, no network. Prints milliseconds of CPU for each
comment, the least and the median of the turns, and what is asked of the database.
"""

import argparse
import asyncio
import gc
import json
import statistics
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import event
from starlette.types import ASGIApp

from autoservice.api.app import create_api, with_middleware
from autoservice.shared.db import upgrade
from tests.support.processes import scratch_folder
from tests.support.runtime import Shop, opened_shop

# Longer than what is settled together is gathered.
SETTLED_SECONDS = 0.5


async def comment(app: ASGIApp, path: str, token: str) -> None:
    """Make one comment, as a phone does: with a key of its own."""
    body = json.dumps({"text": "The discs are fine, only the pads are worn.", "published": True}).encode()
    headers = {"authorization": f"Bearer {token}", "idempotency-key": uuid.uuid4().hex, "host": "127.0.0.1"}
    headers |= {"content-type": "application/json", "content-length": str(len(body))}
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "http_version": "1.1", "scheme": "http",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        assert message.get("status", 201) == 201, message

    await app(scope, receive, send)


async def measure(shop: Shop, times: int, turns: int) -> None:
    """Comment, and print what that took."""
    app, token = with_middleware(create_api()), await shop.sign_in(shop.people.mechanic)
    relaying = asyncio.create_task(shop.runtime.relay.run())
    spent = [await _turn(shop, app, token, times) for _ in range(turns + 1)][1:]
    print(f"CPU of a comment: least {min(spent):.1f} ms, median {statistics.median(spent):.1f} ms")
    asked: Counter[str] = Counter()
    engine = shop.runtime.adapters.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.update([args[2].split()[0]]))
    event.listen(engine, "commit", lambda _connection: asked.update(["COMMIT"]))
    await _turn(shop, app, token, times)
    print(", ".join(f"{count / times:.1f} {kind}" for kind, count in asked.most_common()))
    relaying.cancel()


async def _turn(shop: Shop, app: ASGIApp, token: str, times: int) -> float:
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/comments"
    await asyncio.sleep(SETTLED_SECONDS)
    gc.collect()
    before = time.process_time()
    for _ in range(times):
        await comment(app, path, token)
    await asyncio.sleep(SETTLED_SECONDS)
    return 1000 * (time.process_time() - before) / times


async def run(times: int, turns: int) -> None:
    """Measure in a shop of its own."""
    with scratch_folder("command") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'shop.db'}"
        await asyncio.to_thread(upgrade, url)
        async with opened_shop(url, Path(folder)) as shop:
            await measure(shop, times, turns)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=30, help="comments in a turn (default 30)")
    options.add_argument("--turns", type=int, default=8, help="turns, after one that warms up (default 8)")
    chosen = options.parse_args()
    uvloop.run(run(chosen.times, chosen.turns))


if __name__ == "__main__":
    main()
