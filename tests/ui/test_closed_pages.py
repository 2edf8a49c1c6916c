"""Pages that were closed are forgotten, unless they come back or still have something running."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

from autoservice.ui.engine import closed_pages
from autoservice.ui.engine.closed_pages import ClosedPages, release_memory
from tests.support.timeouts import TIMEOUT_SECONDS

PAGE = BaseStateToken(ident="a page", cls=rx.State)


class Worker:
    """What the closed pages of a worker have to do with."""

    def __init__(self) -> None:
        self.connected: dict[str, str] = {}
        self.manager: Any = StateManagerMemory()  # type: ignore[abstract]
        namespace = SimpleNamespace(token_to_sid=self.connected)
        app: Any = SimpleNamespace(state_manager=self.manager, event_namespace=namespace)
        self.pages = ClosedPages(app, seconds=0)

    def knows_the_page(self) -> bool:
        return PAGE.cache_key in self.manager.states


async def let_time_pass() -> None:
    # Timers that are due run before the second of these returns.
    for _ in range(3):
        await asyncio.sleep(0.001)


async def test_a_page_that_was_closed_is_forgotten():
    worker = Worker()
    await worker.manager.get_state(PAGE)
    worker.pages.add(PAGE.ident)
    await let_time_pass()
    assert not worker.knows_the_page()
    await worker.manager.close()


async def test_a_page_that_came_back_is_kept():
    worker = Worker()
    await worker.manager.get_state(PAGE)
    worker.pages.add(PAGE.ident)
    worker.connected[PAGE.ident] = "another socket"
    await let_time_pass()
    assert worker.knows_the_page()
    await worker.manager.close()


async def test_a_page_whose_event_still_runs_is_forgotten_afterwards():
    worker = Worker()
    async with worker.manager.modify_state(PAGE):
        worker.pages.add(PAGE.ident)
        await let_time_pass()
        assert worker.knows_the_page()
    await let_time_pass()
    assert not worker.knows_the_page()
    await worker.manager.close()


async def test_memory_goes_back_once_many_pages_are_gone(monkeypatch: pytest.MonkeyPatch):
    tidied = asyncio.Event()
    monkeypatch.setattr(closed_pages, "CLEANUP_SECONDS", 0)
    monkeypatch.setattr(closed_pages, "release_memory", tidied.set)
    worker = Worker()
    for number in range(closed_pages.PAGES_PER_CLEANUP):
        assert not tidied.is_set()
        worker.pages.add(f"page {number}")
    await asyncio.wait_for(tidied.wait(), TIMEOUT_SECONDS)


def test_giving_memory_back_works_here():
    release_memory()
