"""What is done for a client ends when the client is gone."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

Result = TypeVar("Result")


async def while_connected(request: Request, job: Awaitable[Result]) -> Result:
    """The result of ``job``, which is cancelled once the client hangs up (``ClientDisconnect``).

    The request's body must have been read: what follows it is only the client's leaving.
    """
    working = asyncio.ensure_future(job)
    watching = asyncio.ensure_future(_disconnection(request))
    try:
        await asyncio.wait((working, watching), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect()
        return working.result()
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def _disconnection(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
