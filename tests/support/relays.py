"""A relay at work beside a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from autoservice.runtime.relay import Relay


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    """The relay at work. At the block's end everything that ended is settled, and the rest given back."""
    task = asyncio.create_task(relay.run())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await relay.stop()
