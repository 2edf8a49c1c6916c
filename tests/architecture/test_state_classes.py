"""Deny by default on the pages: no event reaches a State class that does not name its permission."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState
from reflex.utils.format import format_event_handler
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from autoservice.autoservice import app
from autoservice.shared.access import Permission, Role
from autoservice.shared.cookies import SESSION_COOKIE
from autoservice.ui.access import PERMISSIONS, requires_permission
from autoservice.ui.engine.sockets import SESSION_HEADER
from tests.support.runtime import Shop
from tests.ui.pipeline import session_headers

WHO = {
    "guest": Role.GUEST,
    "client": Role.CLIENT,
    "mechanic": Role.MECHANIC,
    "administrator": Role.ADMINISTRATOR,
}
TOKEN = "4b1e9ca0-0000-4000-8000-000000000001"


class ForgottenState(rx.State):
    """A State class whose author forgot to say who may use it."""

    touched: bool = False

    @rx.event
    async def touch(self) -> None:
        self.touched = True


@requires_permission(Permission.READ_ASSIGNED_ORDERS)
class MechanicsState(rx.State):
    """A State class for mechanics only."""

    touched: bool = False

    @rx.event
    async def touch(self) -> None:
        self.touched = True

    async def undecorated(self) -> None:
        self.touched = True

    @rx.event(background=True)
    async def follow(self) -> None:
        async with self:
            self.touched = True

    @rx.event
    async def begin(self) -> Any:
        return MechanicsState.follow


# The classes register themselves where the modules are imported; tests run in contexts of their own.
REGISTERED = RegistrationContext.ensure_context()


def states(package: str) -> set[type[BaseState]]:
    """Every State class that is defined under ``package``."""
    return {state for state in REGISTERED.base_states.values() if state.__module__.startswith(f"{package}.")}


def undeclared(package: str) -> set[type[BaseState]]:
    """The State classes of ``package`` that do not say who may use them."""
    return {state for state in states(package) if state not in PERMISSIONS}


@dataclass
class Browser:
    """One visitor's tab, without the browser: events go through Reflex's own pipeline and the app's gate."""

    processor: BaseStateEventProcessor
    manager: StateManagerMemory
    answers: list[Any] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    updated: asyncio.Event = field(default_factory=asyncio.Event)

    async def emit_update(self, update: Any, token: str) -> None:
        """What the server sends to the tab."""
        self.answers.append(update)
        self.updated.set()

    async def send(self, name: str, **payload: Any) -> None:
        """An event as the tab sends it."""
        route = {"headers": self.headers, "pathname": "/here", "asPath": "/here", "query": {}}
        await (await self.processor.enqueue(TOKEN, Event(name=name, payload=payload, router_data=route)))
        await self.processor.join(10)

    async def touched(self, state: type[BaseState]) -> bool:
        """Whether a handler of ours has run."""
        root = await self.manager.get_state(BaseStateToken(ident=TOKEN, cls=state))
        return bool((await root.get_state(state)).touched)  # type: ignore[attr-defined]

    @property
    def sent_to(self) -> str:
        """Where the last answer sends the visitor, if anywhere."""
        events = [event for update in self.answers for event in update.events]
        redirects = [event.payload["path"] for event in events if event.name == "_redirect"]
        return str(redirects[-1]) if redirects else ""


@pytest_asyncio.fixture
async def tab(shop: Shop) -> AsyncIterator[Browser]:
    RegistrationContext.set(REGISTERED)
    manager = StateManagerMemory()  # type: ignore[abstract]
    processor = BaseStateEventProcessor(middleware=app)
    browser = Browser(processor, manager)
    async with processor.configure(state_manager=manager, event_namespace=browser):  # type: ignore[arg-type]
        yield browser
    await manager.close()


async def sign_in(shop: Shop, tab: Browser, who: str) -> None:
    if who == "guest":
        tab.headers = {}
        return
    tab.headers = session_headers(await shop.sign_in(getattr(shop.people, who)))


def handler(state: type[BaseState], name: str) -> str:
    return format_event_handler(state.event_handlers[name])


def test_the_program_has_state_classes_to_check():
    assert len(states("autoservice")) > 5


def test_every_state_class_says_who_may_use_it():
    assert undeclared("autoservice") == set()


def test_the_check_finds_a_class_that_does_not():
    assert undeclared("tests.architecture") == {ForgottenState}


@pytest.mark.parametrize("who", WHO)
async def test_an_undeclared_class_is_closed_to_everybody(shop: Shop, tab: Browser, who: str):
    await sign_in(shop, tab, who)
    await tab.send(handler(ForgottenState, "touch"))
    assert not await tab.touched(ForgottenState)
    assert tab.sent_to


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("event", ["touch", "undecorated"])
async def test_a_declared_class_is_open_to_those_it_names(shop: Shop, tab: Browser, who: str, event: str):
    await sign_in(shop, tab, who)
    await tab.send(handler(MechanicsState, event))
    assert await tab.touched(MechanicsState) is (who == "mechanic")


@pytest.mark.parametrize("who", WHO)
async def test_setvar_is_closed_to_everybody(shop: Shop, tab: Browser, who: str):
    await sign_in(shop, tab, who)
    await tab.send(handler(MechanicsState, "setvar"), var_name="touched", value=True)
    assert not await tab.touched(MechanicsState)


async def test_a_background_task_cannot_be_started_by_the_browser(shop: Shop, tab: Browser):
    await sign_in(shop, tab, "mechanic")
    await tab.send(handler(MechanicsState, "follow"))
    assert not await tab.touched(MechanicsState)


async def test_a_background_task_can_be_started_by_a_handler(shop: Shop, tab: Browser):
    await sign_in(shop, tab, "mechanic")
    await tab.send(handler(MechanicsState, "begin"))
    async with asyncio.timeout(20):
        while not await tab.touched(MechanicsState):
            await tab.updated.wait()
            tab.updated.clear()
    assert tab.sent_to == ""


async def test_a_revoked_session_is_closed_out_of_an_open_tab(shop: Shop, tab: Browser):
    await sign_in(shop, tab, "mechanic")
    actor = await shop.runtime.identity.actor_of_session(tab.headers[SESSION_HEADER])
    async with shop.runtime.transaction(actor) as unit:
        await unit.services.sessions.sign_out()
    await tab.send(handler(MechanicsState, "touch"))
    assert not await tab.touched(MechanicsState)
    assert tab.sent_to == "/sign-in?next=/here"


async def test_the_gate_believes_no_cookie(shop: Shop, tab: Browser):
    token = await shop.sign_in(shop.people.mechanic)
    tab.headers = {"cookie": f"{SESSION_COOKIE}={token}"}
    await tab.send(handler(MechanicsState, "touch"))
    assert not await tab.touched(MechanicsState)
