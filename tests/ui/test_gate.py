"""The access gate in Reflex's own event pipeline, without a browser: what is not declared is denied."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from autoservice.adapters.local_hub import LocalHub
from autoservice.autoservice import app
from autoservice.cli import demo
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.schemas import Credentials
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.modules.catalog.starting.stock import seed_stock
from autoservice.modules.orders.schemas import OrdersFilter, OrderView
from autoservice.runtime.current import set_runtime
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import GUEST, SYSTEM, Role
from autoservice.ui import access
from autoservice.ui.access import PERMISSIONS
from autoservice.ui.features.assign_mechanic import AssignMechanicState
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.pages.admin_console import AllOrdersState
from autoservice.ui.pages.client_dashboard import ClientOrdersState
from autoservice.ui.pages.order_detail.state import OrderState
from autoservice.ui.widgets.service_list import ServiceListState
from autoservice.wiring.adapters import build_adapters
from tests.support.databases import Databases
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.pipeline import Pipeline, running_pipeline

CLIENT, MECHANIC, _, ADMINISTRATOR = (email for email, _, _ in demo.ACCOUNTS)


@pytest.fixture(scope="module")
def database(sqlite_databases: Databases) -> Iterator[str]:
    """One database for the file."""
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture
async def runtime(database: str) -> AsyncIterator[Runtime]:
    """The process's runtime, with the demo's people and orders."""
    runtime = Runtime(build_adapters(Settings(database_url=database)))
    set_runtime(runtime)
    async with runtime.running():
        async with runtime.transaction(SYSTEM) as unit:
            if await seed_catalog(unit.session, unit.now):
                await seed_stock(unit.session, unit.now)
        await demo.seed_demo(runtime)
        yield runtime
    set_runtime(None)


async def sign_in(runtime: Runtime, email: str) -> str:
    """A new session's token."""
    async with runtime.transaction(GUEST) as unit:
        credentials = Credentials(login=email, password=demo.PASSWORD)
        return (await unit.services.sign_in.sign_in(credentials)).access_token


async def sign_out(runtime: Runtime, token: str) -> None:
    """Revoke the session, as another tab would."""
    async with runtime.transaction(await runtime.identity.actor_of(token)) as unit:
        await unit.services.sessions.sign_out()


async def change_role(runtime: Runtime, token: str, role: Role) -> None:
    """Give the account another role."""
    actor = await runtime.identity.actor_of(token)
    async with runtime.transaction(SYSTEM) as unit:
        user = await unit.session.get(User, actor.user_id)
        assert user is not None
        user.role = role.value


async def newest_order(runtime: Runtime, token: str) -> OrderView:
    """An order of that person."""
    async with runtime.read_only(await runtime.identity.actor_of(token)) as unit:
        return (await unit.services.orders.list_orders(OrdersFilter())).items[0]


async def test_a_declared_state_opens_to_its_roles(runtime: Runtime) -> None:
    administrator = await sign_in(runtime, ADMINISTRATOR)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(administrator)
        await pipeline.send(AssignMechanicState, "load", administrator)
    assert pipeline.wire.redirects == []
    assert "Пётр Орлов" in pipeline.wire.text


@pytest.mark.parametrize(("email", "home"), [(CLIENT, "/orders"), (MECHANIC, "/work")])
async def test_other_roles_are_sent_home_and_told_nothing(runtime: Runtime, email: str, home: str) -> None:
    token = await sign_in(runtime, email)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token)
        await pipeline.send(AssignMechanicState, "load", token)
    assert pipeline.wire.redirects == [home]
    assert "Пётр Орлов" not in pipeline.wire.text


async def test_a_guest_is_sent_to_sign_in_and_back(runtime: Runtime) -> None:
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(path="/orders/7")
        await pipeline.send(OrderState, "open", path="/orders/7")
    assert pipeline.wire.redirects == ["/sign-in?next=/orders/7"]


async def test_a_state_without_a_declaration_is_closed_to_everybody(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {state: declared for state, declared in PERMISSIONS.items() if state is not ServiceListState}
    monkeypatch.setattr(access, "PERMISSIONS", others)
    for token in ("", await sign_in(runtime, CLIENT), await sign_in(runtime, ADMINISTRATOR)):
        async with running_pipeline() as pipeline:
            await pipeline.hydrate(token)
            await pipeline.send(ServiceListState, "load", token)
        assert len(pipeline.wire.redirects) == 1
        assert "Развал-схождение" not in pipeline.wire.text


async def test_setvar_is_denied_even_to_those_whom_the_state_opens_to(runtime: Runtime) -> None:
    administrator = await sign_in(runtime, ADMINISTRATOR)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(administrator)
        pipeline.wire.clear()
        await pipeline.send(ViewerState, "setvar", administrator, var_name="name", value="Самозванец")
    assert pipeline.wire.redirects == ["/admin"]
    assert "Самозванец" not in pipeline.wire.text


async def test_the_opening_of_a_page_joins_its_room(runtime: Runtime) -> None:
    client = await sign_in(runtime, CLIENT)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(client)
        await pipeline.chain(ClientOrdersState, "open")
        await pipeline.wire.wait_until(lambda wire: "Vesta" in wire.text)
    assert pipeline.wire.redirects == []


async def test_a_revoked_session_is_over_with_the_next_event(runtime: Runtime) -> None:
    administrator = await sign_in(runtime, ADMINISTRATOR)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(administrator)
        await pipeline.send(AllOrdersState, "reload", administrator)
        await pipeline.wire.wait_until(lambda wire: "Vesta" in wire.text)
        await sign_out(runtime, administrator)
        pipeline.wire.clear()
        await pipeline.send(AllOrdersState, "reload", administrator)
    assert pipeline.wire.redirects == ["/sign-in?next=/"]
    assert "Vesta" not in pipeline.wire.text


async def test_a_changed_role_bites_with_the_next_event(runtime: Runtime) -> None:
    mechanic = await sign_in(runtime, MECHANIC)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(mechanic)
        await change_role(runtime, mechanic, Role.ADMINISTRATOR)
        await pipeline.send(AssignMechanicState, "load", mechanic)
        assert "Пётр Орлов" in pipeline.wire.text
        await change_role(runtime, mechanic, Role.MECHANIC)
        pipeline.wire.clear()
        await pipeline.send(AssignMechanicState, "load", mechanic)
    assert pipeline.wire.redirects == ["/work"]
    assert "Пётр Орлов" not in pipeline.wire.text


async def test_whoever_connects_under_a_used_client_token_is_not_sent_what_was_left_in_it(
    runtime: Runtime,
) -> None:
    client = await sign_in(runtime, CLIENT)
    order = await newest_order(runtime, client)
    async with running_pipeline() as pipeline:
        await open_order(pipeline, client, order)
        pipeline.wire.clear()
        await pipeline.hydrate()
    assert order.vehicle.plate not in pipeline.wire.text
    assert "Анна Смирнова" not in pipeline.wire.text


async def open_order(pipeline: Pipeline, token: str, order: OrderView) -> None:
    """Open an order's page as its client, and see that the State holds it."""
    path = f"/orders/{order.id}"
    await pipeline.hydrate(token, path)
    await pipeline.send(ViewerState, "load", token, path)
    await pipeline.chain(OrderState, "open")
    await pipeline.wire.wait_until(lambda wire: order.vehicle.plate in wire.text)


async def test_a_watcher_ends_with_its_session(runtime: Runtime) -> None:
    client = await sign_in(runtime, CLIENT)
    order = await newest_order(runtime, client)
    async with running_pipeline() as pipeline:
        path = f"/orders/{order.id}"
        await pipeline.hydrate(client, path)
        await pipeline.chain(OrderState, "open")
        await pipeline.wire.wait_until(lambda wire: order.vehicle.plate in wire.text)
        await sign_out(runtime, client)
        pipeline.wire.clear()
        await runtime.adapters.hub.publish([f"order:{order.id}"])
        await pipeline.wire.wait_until(lambda wire: bool(wire.redirects))
    assert pipeline.wire.redirects == ["/sign-in"]
    assert order.vehicle.plate not in pipeline.wire.text


async def test_the_opening_of_a_page_cannot_be_sent_by_the_browser(runtime: Runtime) -> None:
    client = await sign_in(runtime, CLIENT)
    order = await newest_order(runtime, client)
    path = f"/orders/{order.id}"
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(client, path)
        for state in (OrderState, ClientOrdersState):
            await pipeline.send(state, "open", client, path)
        assert watchers(runtime) == 0
    assert pipeline.wire.redirects == ["/orders", "/orders"]
    assert order.vehicle.plate not in pipeline.wire.text


async def test_a_watcher_ends_with_its_socket(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await sign_in(runtime, CLIENT)
    order = await newest_order(runtime, client)
    monkeypatch.setattr(app, "get_load_events", lambda path: [OrderState.open])
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(client, f"/orders/{order.id}")
        await pipeline.open_page()
        await pipeline.wire.wait_until(lambda wire: order.vehicle.plate in wire.text)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            # The order, and what is chained to its opening: its tracking links.
            while watchers(runtime) != 2:  # noqa: ASYNC110 - the hub has no event for it
                await asyncio.sleep(0.01)
            pipeline.disconnect()
            while watchers(runtime):  # noqa: ASYNC110 - the hub has no event for it
                await asyncio.sleep(0.01)


def watchers(runtime: Runtime) -> int:
    """How many places are taken at the hub."""
    hub = runtime.adapters.hub
    assert isinstance(hub, LocalHub)
    return sum(map(len, hub._watchers.values()))
