"""The websocket's edge: identity at the handshake, revocation on open sockets, limits to what one sends."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State
from structlog.testing import capture_logs

from autoservice.adapters.redis_hub import RedisHub
from autoservice.autoservice import app
from autoservice.modules.auth.models import User
from autoservice.modules.notifications.topics import ACCESS
from autoservice.shared.access import SYSTEM, Actor, Role
from autoservice.shared.cookies import FRESH_COOKIE, SIGNED_IN_COOKIE
from autoservice.shared.request_context import RequestContext, in_request_context
from autoservice.shared.token_bucket import TokenBucket
from autoservice.ui import app as ui_app
from autoservice.ui.engine import sockets
from autoservice.ui.engine.limits import DROPPED_MESSAGES, EVENTS_WAITING, MESSAGES_AT_ONCE
from autoservice.ui.engine.revocation import close_revoked
from autoservice.ui.engine.sockets import (
    ACCESS_CHANGED,
    SESSION_HEADER,
    TOO_MANY_MESSAGES,
    SocketEdge,
    connections,
)
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.pages.client_dashboard import ClientOrdersState
from autoservice.ui.widgets.service_list import ServiceListState
from tests.support.databases import Databases
from tests.support.runtime import MovableClock, Shop, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.pipeline import session_headers
from tests.ui.wire import Headers, Socket, running_sockets

THROTTLED = '"throttled_rx_state_": true'
SERVICES = "Развал-схождение"


@pytest_asyncio.fixture
async def shop(sqlite_databases: Databases, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Shop]:
    """A shop on SQLite: nothing here depends on the database."""
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path, clock=clock) as opened:
            yield opened


async def state_of(socket: Socket) -> State:
    """What the server keeps for the socket's page."""
    state = await app.state_manager.get_state(BaseStateToken(ident=socket.client_token, cls=State))
    assert isinstance(state, State)
    return state


async def revoke(shop: Shop, token: str) -> None:
    """End the session, and have it announced as the reaction to it does."""
    async with shop.runtime.transaction(await shop.runtime.identity.actor_of(token)) as unit:
        await unit.services.sessions.sign_out()
    await announce(shop)


async def change_role(shop: Shop, actor: Actor, role: Role) -> None:
    """Give the account another role, and have that announced."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        user = await unit.session.get(User, actor.user_id)
        assert user is not None
        user.role = role.value
    await announce(shop)


async def announce(shop: Shop) -> None:
    await shop.runtime.adapters.hub.publish([ACCESS])


async def test_no_token_gets_as_far_as_the_state(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    others: Headers = [
        (b"cookie", b"autoservice_refresh=secret-refresh; autoservice_locale=en; other=secret-other"),
        (b"authorization", b"Bearer secret-bearer"),
    ]
    async with running_sockets(), Socket(token, "/orders", others) as socket:
        await socket.hello()
        router_data = (await state_of(socket)).router_data
    assert token not in json.dumps(router_data)
    assert "secret" not in json.dumps(router_data)
    assert router_data["headers"]["cookie"] == "autoservice_locale=en"
    assert token not in socket.text


async def test_what_a_client_says_about_its_session_is_not_heard(shop: Shop):
    token = await shop.sign_in(shop.people.administrator)
    forged: Headers = [(name.encode(), value.encode()) for name, value in session_headers(token).items()]
    async with running_sockets(), Socket("", "/orders", forged) as socket:
        await socket.hello()
        headers = (await state_of(socket)).router_data["headers"]
    assert SESSION_HEADER not in headers
    assert set(socket.redirects) == {"/sign-in?next=/orders"}


@pytest.mark.parametrize("token", ["", "a.b.c", "nonsense"])
async def test_no_token_or_a_forged_one_is_a_guests(shop: Shop, token: str):
    async with running_sockets(), Socket(token, "/orders") as socket:
        await socket.hello()
    assert set(socket.redirects) == {"/sign-in?next=/orders"}


async def test_a_handshake_with_an_outdated_token_is_refused(shop: Shop, clock: MovableClock):
    token = await shop.sign_in(shop.people.client)
    clock.forward(minutes=11)
    async with running_sockets(), Socket(token, "/orders") as socket:
        assert not socket.opened


async def test_an_open_socket_outlives_its_token(shop: Shop, clock: MovableClock):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token, "/orders") as socket:
        await socket.hello()
        clock.forward(minutes=11)
        socket.send(ClientOrdersState, "reload")
        await close_revoked()
        socket.send(ServiceListState, "load")
        await socket.wait_until(lambda: SERVICES in socket.text)
        assert not socket.ended
    assert socket.redirects == []


async def test_a_session_that_is_over_is_a_guests(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    await revoke(shop, token)
    async with running_sockets(), Socket(token, "/orders") as socket:
        await socket.hello()
    assert set(socket.redirects) == {"/sign-in?next=/orders"}


async def test_a_revoked_session_loses_all_its_sockets_and_nobody_else_any(shop: Shop):
    token, other = [await shop.sign_in(shop.people.client) for _ in range(2)]
    async with (
        running_sockets(),
        Socket(token, "/orders") as first,
        Socket(token, "/orders") as second,
        Socket(other, "/orders") as elsewhere,
        Socket("", "/") as guest,
    ):
        for socket in (first, second, elsewhere, guest):
            await socket.hello()
        await revoke(shop, token)
        await first.wait_until(lambda: first.ended)
        await second.wait_until(lambda: second.ended)
        assert first.close_code == second.close_code == ACCESS_CHANGED
        elsewhere.send(ServiceListState, "load")
        await elsewhere.wait_until(lambda: SERVICES in elsewhere.text)
        assert not elsewhere.ended
        assert not guest.ended


async def test_the_page_that_comes_back_is_sent_to_sign_in(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets():
        async with Socket(token, "/orders") as socket:
            await socket.hello()
            await revoke(shop, token)
            await socket.wait_until(lambda: socket.ended)
        async with Socket(token, "/orders") as again:
            again.client_token = socket.client_token
            await again.hello()
    assert set(again.redirects) == {"/sign-in?next=/orders"}


async def test_a_changed_role_ends_the_socket_and_sends_the_page_home(shop: Shop):
    token = await shop.sign_in(shop.people.mechanic)
    async with running_sockets():
        async with Socket(token, "/work") as socket:
            await socket.hello()
            await change_role(shop, shop.people.mechanic, Role.CLIENT)
            await socket.wait_until(lambda: socket.ended)
        async with Socket(token, "/work") as again:
            await again.hello()
            await announce(shop)
            await again.wait_until(lambda: bool(again.redirects))
            assert not again.ended
    assert again.redirects == ["/orders"]


async def test_whoever_has_just_set_up_the_second_factor_may_read_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shop.runtime.settings, "require_second_factor", ("mechanic",))
    token = await shop.sign_in(shop.people.mechanic)
    async with running_sockets(), Socket(token, "/") as socket:
        await socket.hello()
        # What the account has to show for is there now.
        monkeypatch.setattr(shop.runtime.settings, "require_second_factor", ())
        await close_revoked()
        socket.send(ServiceListState, "load")
        await socket.wait_until(lambda: SERVICES in socket.text)
        assert not socket.ended
        await revoke(shop, token)
        await socket.wait_until(lambda: socket.ended)


async def test_a_session_whose_time_is_up_is_found_without_a_word(shop: Shop, clock: MovableClock):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(token, "/orders") as socket:
        await socket.hello()
        clock.forward(days=31)
        await close_revoked()
        await socket.wait_until(lambda: socket.ended)


async def test_a_revocation_in_another_worker_is_heard_through_redis(
    sqlite_databases: Databases, tmp_path: Path, redis_url: str
):
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path, redis_url=redis_url) as shop, running_sockets():
            token = await shop.sign_in(shop.people.client)
            async with Socket(token, "/orders") as socket:
                await socket.hello()
                async with shop.runtime.transaction(await shop.runtime.identity.actor_of(token)) as unit:
                    await unit.services.sessions.sign_out()
                await publish_elsewhere(redis_url)
                await socket.wait_until(lambda: socket.ended)


async def publish_elsewhere(redis_url: str) -> None:
    """What a worker that runs the reaction does."""
    hub = RedisHub(redis_url)
    await hub.publish([ACCESS])
    await hub._redis.aclose()


async def test_whoever_leaves_is_forgotten(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with running_sockets():
        async with Socket(token, "/orders") as socket:
            await socket.hello()
            assert [len(held) for held in connections.by_session().values()] == [1]
        assert connections.by_session() == {}
        assert app.event_namespace is not None
        assert socket.client_token not in app.event_namespace.token_to_sid


async def test_a_session_has_only_so_many_sockets(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockets, "SOCKETS_PER_SESSION", 2)
    token, other = [await shop.sign_in(shop.people.client) for _ in range(2)]
    async with running_sockets(), Socket(token), Socket(token):
        async with Socket(token) as third:
            assert not third.opened
        async with Socket(other) as elsewhere:
            assert elsewhere.opened


async def test_guests_of_one_network_have_only_so_many_sockets(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockets, "SOCKETS_PER_NETWORK", 2)
    token = await shop.sign_in(shop.people.client)
    async with running_sockets(), Socket(), Socket():
        async with Socket() as third:
            assert not third.opened
        async with Socket(token) as signed_in:
            assert signed_in.opened
        with in_request_context(RequestContext("203.0.113.7")):
            async with Socket() as elsewhere:
                assert elsewhere.opened


def hints(*names: str) -> Headers:
    """The readable cookies with which a page tells its scripts how its session stands."""
    return [(b"cookie", f"{name}=1".encode()) for name in names]


async def test_a_page_that_is_fetching_a_new_token_waits_for_it_whatever_the_old_one_is(
    shop: Shop,
):
    async with running_sockets():
        async with Socket("a.b.c", "/orders", hints(SIGNED_IN_COOKIE)) as refreshing:
            assert not refreshing.opened
        async with Socket("a.b.c", "/orders", hints(SIGNED_IN_COOKIE, FRESH_COOKIE)) as sure_of_it:
            assert sure_of_it.opened


async def test_what_pages_report_is_logged_in_one_line_and_not_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ui_app, "page_reports", TokenBucket(per_second=0, at_once=3))
    with capture_logs() as logged:
        for _ in range(5):
            app.frontend_exception_handler(RuntimeError("a\n2026 [info] signed_in\x1b[2J" + "x" * 10_000))
    assert len(logged) == 3
    assert logged[0]["said"].startswith("a 2026 [info] signed_in [2Jxxx")
    assert len(logged[0]["said"]) == ui_app.PAGE_REPORT_LENGTH


async def test_whoever_floods_is_told_once_and_then_cut_off_while_others_are_served(shop: Shop):
    async with running_sockets(), Socket() as flooder, Socket() as other:
        await flooder.hello()
        await other.hello()
        for _ in range(MESSAGES_AT_ONCE + 2 * DROPPED_MESSAGES):
            flooder.send(ViewerState, "load")
        other.send(ServiceListState, "load")
        await other.wait_until(lambda: SERVICES in other.text)
        assert not flooder.ended
        await flooder.wait_until(lambda: THROTTLED in flooder.text)
        await flooder.wait_until(lambda: flooder.ended)
        assert flooder.close_code == TOO_MANY_MESSAGES
        assert flooder.text.count(THROTTLED) == 1
        assert not other.ended


async def test_long_messages_count_as_several(shop: Shop):
    async with running_sockets(), Socket() as socket:
        await socket.hello()
        socket.send(ViewerState, "load", padding="x" * 1_000_000)
        await socket.wait_until(lambda: THROTTLED in socket.text)


async def test_only_so_many_events_wait_for_one_client(shop: Shop):
    async with running_sockets(), Socket() as socket:
        await socket.hello()
        token = BaseStateToken(ident=socket.client_token, cls=State)
        async with app.state_manager.modify_state(token):
            for _ in range(EVENTS_WAITING + 5):
                socket.send(ViewerState, "load")
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while waiting(socket) < EVENTS_WAITING or not socket._to_server.empty():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert waiting(socket) == EVENTS_WAITING
        await socket.wait_until(lambda: THROTTLED in socket.text)


def waiting(socket: Socket) -> int:
    """How many events of the socket's page wait their turn."""
    return len(app.event_processor._token_queues.get(socket.client_token, ()))


@pytest.mark.parametrize(
    "event",
    [
        {"name": "reflex___state____state.no_such_handler", "payload": {}},
        {"name": 7},
        {"name": f"{ViewerState.get_full_name()}.load", "router_data": "nowhere"},
        {"name": f"{ViewerState.get_full_name()}.load", "router_data": {"pathname": 7}},
        {"name": f"{ViewerState.get_full_name()}.load", "payload": []},
        "text",
        None,
    ],
)
async def test_what_is_no_event_leaves_nothing_behind(shop: Shop, event: Any):
    async with running_sockets(), Socket() as socket:
        await socket.hello()
        futures = len(app.event_processor._futures)
        socket.send_raw(f"42/_event,{json.dumps(['event', event])}")
        await socket.wait_until(lambda: THROTTLED in socket.text)
        socket.send(ServiceListState, "load")
        await socket.wait_until(lambda: SERVICES in socket.text)
        assert len(app.event_processor._futures) <= futures + 1


async def test_a_socket_is_one_page(shop: Shop):
    async with running_sockets(), Socket() as socket:
        await socket.hello()
        assert app.event_namespace is not None
        pages = len(app.event_namespace.sid_to_token)
        for _ in range(5):
            socket.greet()
        socket.send(ServiceListState, "load")
        await socket.wait_until(lambda: SERVICES in socket.text)
        assert len(app.event_namespace.sid_to_token) == pages


async def test_there_is_nothing_for_plain_http(shop: Shop):
    assert app._api is not None
    transport = httpx.ASGITransport(app=SocketEdge(app._api))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as browser:
        answer = await browser.get("/_event/?EIO=4&transport=polling")
    assert answer.status_code == 400
