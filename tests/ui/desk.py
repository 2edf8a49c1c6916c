"""The administrator's page, as tests of the console's pages need it. Nothing here asserts."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.support.runtime import Shop
from tests.ui.pipeline import Pipeline, running_pipeline

STOCK = "/admin/catalog/stock"


class Desk:
    """The administrator's page."""

    def __init__(self, pipeline: Pipeline, token: str) -> None:
        self.pipeline = pipeline
        self._token = token

    async def send(self, state: Any, handler: str, path: str = STOCK, **payload: Any) -> None:
        await self.pipeline.send(state, handler, self._token, path, **payload)

    async def open(self, path: str, *states: Any) -> None:
        await self.pipeline.hydrate(self._token, path)
        for state in states:
            await self.pipeline.chain(state, "open")

    async def shows(self, *texts: str) -> None:
        await self.pipeline.wire.wait_until(lambda wire: all(text in wire.text for text in texts))


@pytest_asyncio.fixture
async def desk(shop: Shop) -> AsyncIterator[Desk]:
    token = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, STOCK)
        yield Desk(pipeline, token)
