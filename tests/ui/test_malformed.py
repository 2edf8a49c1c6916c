"""What no page of ours sends is dropped before anything parses it; a failure is reported once."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from reflex.state import State, UpdateVarsInternalState
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from autoservice.autoservice import app
from autoservice.runtime.identity import Identity
from autoservice.ui import app as ui_app
from autoservice.ui.engine.incoming import Malformed, read_event
from autoservice.ui.features.create_order.state import CreateOrderState
from autoservice.ui.features.rename.state import RenameState
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.widgets.service_list import ServiceListState
from tests.support.databases import Databases
from tests.support.runtime import Shop, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.pipeline import REGISTERED, running_pipeline
from tests.ui.wire import HYDRATE, Socket, running_sockets

THROTTLED = '"throttled_rx_state_": true'
FAILURE = '"failed_rx_state_": true'
SERVICES = "Развал-схождение"
LOAD = f"{ViewerState.get_full_name()}.load"
SET_HYDRATED = f"{State.get_full_name()}.set_is_hydrated"
UPDATE_VARS = f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal"
RENAME = f"{RenameState.get_full_name()}.rename"
DEEP: Any = json.loads("[" * 100 + "]" * 100)

ADDRESSES: list[Any] = [{}, 5, None, [], True, "//[", "/\ud800", "orders", "", "/" + "x" * 9000]
QUERIES: list[Any] = [
    [],
    "a=b",
    None,
    {"a": {}},
    {"a": [1]},
    {"a": "\ud800"},
    dict.fromkeys(map(str, range(999)), ""),
]
ROUTES: list[Any] = [
    *({"asPath": address} for address in ADDRESSES),
    *({"asPath": "/", "pathname": address} for address in ADDRESSES),
    *({"asPath": "/", "query": query} for query in QUERIES),
    *([], "text", None),
]
PAYLOADS: list[tuple[str, Any]] = [
    (LOAD, []),
    (LOAD, None),
    (LOAD, {"padding": 1}),
    (LOAD, {"self": 1}),
    (SET_HYDRATED, {}),
    (SET_HYDRATED, {"value": "x" * 800_000}),
    (SET_HYDRATED, {"value": 1}),
    (UPDATE_VARS, {"vars": {"no.such.state": 1}}),
    (UPDATE_VARS, {"vars": {f"{ViewerState.get_full_name()}.name": "somebody"}}),
    (HYDRATE, {"vars": {"x": 1}}),
    (HYDRATE, {"vars": [], "hashes": None}),
    (HYDRATE, {"vars": {}, "hashes": [1]}),
    (RENAME, {"form": "text"}),
    (RENAME, {"form": {"comment": "\ud800"}}),
    (RENAME, {"form": {"comment": "a\0b"}}),
    (RENAME, {"form": {"service_id": 10**300}}),
    (RENAME, {"form": {"service_id": float("nan")}}),
    (RENAME, {"form": {"service_id": DEEP}}),
    (RENAME, {"form": {"__reflex_form_data__": 5}}),
    (RENAME, {"form": {"__reflex_form_data__": [["a"]]}}),
    (RENAME, {"form": {"__reflex_form_data__": [[[], 1]]}}),
]
NO_EVENTS: list[Any] = [None, "text", [], 5, {}, {"name": 7}, {"name": "no.such_handler", "payload": {}}]
NO_PACKETS = [
    *("", "x", "9", "0", "2", "5", "6", "b4AAA", "4", "40", "42", "4x", "45/_event,1-[]", "43/_event,1[]"),
    *("40/other,", "42/other,[\"event\",{}]", "42/_event,[]", "42/_event,{}", "42/_event,7[\"event\",{}]"),
    *("42/_event,[\"event\"", "42/_event,[\"event\"]", "42/_event,[\"event\",{},{}]", "42/_event,[\"\"]"),
    *("42/_event,[\"connect\",{}]", "42/_event,[\"disconnect\"]", "42/_event,[\"emit\",{}]"),
    "42/_event,[\"event\"," + "[" * 50_000 + "]" * 50_000 + "]",
    "42/_event,[\"event\"," + "9" * 5000 + "]",
]  # fmt: skip


@pytest_asyncio.fixture
async def shop(sqlite_databases: Databases, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop on SQLite: nothing here depends on the database."""
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path) as opened:
            yield opened


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: ascii(route)[:40])
def test_a_malformed_route_is_refused(route: Any):
    with pytest.raises(Malformed, match="router_data"):
        read_event({"name": LOAD, "router_data": route})


@pytest.mark.parametrize(("name", "payload"), PAYLOADS, ids=lambda part: ascii(part)[-40:])
def test_what_does_not_fit_its_handler_is_refused(name: str, payload: Any):
    with pytest.raises(Malformed, match="payload"):
        read_event({"name": name, "payload": payload})


def test_no_handler_of_any_state_takes_arguments_that_it_does_not_name():
    for name in REGISTERED.event_handlers:
        with pytest.raises(Malformed, match="payload"):
            read_event({"name": name, "payload": {"no_such_argument": 1}})


def test_browsers_set_only_the_vars_that_they_keep():
    kept = f"{CreateOrderState.get_full_name()}.chosen"
    for name in (kept, f"{kept}_rx_state_"):
        assert read_event({"name": HYDRATE, "payload": {"vars": {name: "7"}}})
        values: list[Any] = [7, None, [], "x" * 9000]
        for value in values:
            with pytest.raises(Malformed, match="payload"):
                read_event({"name": HYDRATE, "payload": {"vars": {name: value}}})


def test_what_pages_send_is_let_through_and_nothing_else_with_it():
    route = {"pathname": "/orders/7", "asPath": "/orders/7?a=б#c", "query": {"a": "б", "order_id": "7"}}
    form = {"form": {"__reflex_form_data__": [["comment", "Ёлка 🚗\n"], ["service_id", "3"]]}}
    forged = {"headers": {"x-autoservice-session": "7"}, "ip": "203.0.113.1", "token": "x", "sid": "y"}
    event = {"name": RENAME, "payload": form, "router_data": route}
    assert read_event({**event, "router_data": {**route, **forged}, "token": "x"}) == event
    assert read_event({"name": HYDRATE, "payload": {"vars": {}, "hashes": ["a", "b"]}})


async def send_and_stay(shop: Shop, socket: Socket, *messages: str) -> list[Any]:
    """Send these, see that their page is told of it and still served; returns what was logged."""
    socket.updates.clear()
    with capture_logs() as logged:
        for message in messages:
            socket.send_raw(message)
        socket.send(ServiceListState, "load")
        await socket.wait_until(lambda: SERVICES in socket.text and THROTTLED in socket.text)
    assert not socket.ended
    return logged


def call(event: Any) -> str:
    """The packet of an event."""
    return f"42/_event,{json.dumps(['event', event])}"


async def test_broken_packets_and_events_cost_one_line_together(shop: Shop, caplog: pytest.LogCaptureFixture):
    events = [call({"name": LOAD, "router_data": ROUTES[0]}), call(NO_EVENTS[0])]
    async with running_sockets(), Socket() as socket:
        await socket.hello()
        logged = await send_and_stay(shop, socket, *NO_PACKETS, *events)
    assert [(line["event"], line["part"]) for line in logged] == [("message_malformed", "packet")]
    assert socket.text.count(THROTTLED) == 1
    assert FAILURE not in socket.text
    assert caplog.records == []


@pytest.mark.parametrize("event", NO_EVENTS, ids=str)
async def test_what_is_no_event_is_told_to_nobody_but_its_page(shop: Shop, event: Any):
    async with running_sockets(), Socket() as socket:
        await socket.hello()
        logged = await send_and_stay(shop, socket, call(event))
    assert [(line["event"], line["part"]) for line in logged] == [("message_malformed", "handler")]


@pytest.mark.parametrize("address", [{}, 5, None, [], "//["], ids=str)
async def test_a_hello_with_a_malformed_route_opens_no_page(shop: Shop, address: Any):
    hello = {"event": {"name": HYDRATE, "payload": {"vars": {}}, "router_data": {"asPath": address}}}
    async with running_sockets(), Socket() as socket:
        with capture_logs() as logged:
            socket.send_raw(f"40/_event,{json.dumps(hello)}")
            await socket.wait_until(lambda: THROTTLED in socket.text)
        await app.event_processor.join()
        assert not app.event_processor._tasks
        assert [line["event"] for line in logged] == ["message_malformed"]
        # A page that begins in order after all is served.
        socket.send_named(HYDRATE, vars={})
        socket.send(ServiceListState, "load")
        await socket.wait_until(lambda: SERVICES in socket.text)


@pytest.mark.parametrize("token", ["", "%00", "a" * 65, "a_b"])
async def test_a_page_without_a_proper_token_is_refused(shop: Shop, token: str):
    async with running_sockets():
        socket = Socket()
        socket.client_token = token
        async with socket:
            socket.greet()
            await socket.wait_until(lambda: "token" in socket.refusal)


async def test_a_site_whose_name_is_no_address_opens_no_socket(shop: Shop):
    async with running_sockets():
        socket = Socket()
        socket._headers = [(b"origin", b"http://["), (b"host", b"["), (b"upgrade", b"websocket")]
        async with socket:
            assert not socket.opened


async def test_one_failed_event_is_one_report_while_the_database_is_away(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token) as socket:
        await socket.hello()
        with monkeypatch.context() as away, capture_logs() as logged:
            away.setattr(Identity, "actor_of_session", no_database)
            for _ in range(3):
                socket.send(ViewerState, "load")
            await socket.wait_until(lambda: socket.text.count(FAILURE) == 3)
            await app.event_processor.join()
            assert not app.event_processor._tasks
        assert [line["event"] for line in logged] == ["event_failed"] * 3
        socket.send(ViewerState, "dismiss_failure")
        await socket.wait_until(lambda: '"failed_rx_state_": false' in socket.text.rpartition(FAILURE)[2])


async def no_database(*_: object) -> None:
    raise OperationalError("SELECT", {}, Exception("the connection is lost"))


async def test_a_failure_that_cannot_be_told_is_not_reported_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    token = await shop.sign_in(shop.people.client)
    monkeypatch.setattr(Identity, "actor_of_session", no_database)
    async with running_pipeline() as pipeline:
        monkeypatch.setattr(pipeline.wire, "emit_update", no_database)
        with capture_logs() as logged:
            with pytest.raises(OperationalError):
                await pipeline.send(ViewerState, "load", token)
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while pipeline._processor._tasks or ui_app._notifications or not logged:  # noqa: ASYNC110
                    await asyncio.sleep(0)
    assert [line["event"] for line in logged] == ["event_failed", "failure_not_shown"]
