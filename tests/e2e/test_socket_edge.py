"""The websocket's edge at the real server: who may open one, and what one that floods costs the others."""

import json

import httpx
import pytest
from websockets import ConnectionClosed, InvalidStatus

from autoservice.ui.engine.limits import DROPPED_MESSAGES, MESSAGES_AT_ONCE
from autoservice.ui.engine.sockets import TOO_MANY_MESSAGES
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.widgets.service_list import ServiceListState
from tests.e2e.raw_socket import RawSocket
from tests.e2e.shop import CLIENT, Rest, Shop
from tests.support.timeouts import TIMEOUT_SECONDS

LOAD_VIEWER = f"{ViewerState.get_full_name()}.load"
LOAD_SERVICES = f"{ServiceListState.get_full_name()}.load"


def other_port(shop: Shop) -> str:
    return f"http://127.0.0.1:{shop.server.port + 1}"


def foreign_origins(shop: Shop) -> list[str]:
    """Sites whose pages have no business here; the last are this computer's others."""
    lookalike = f"http://127.0.0.1.evil.example:{shop.server.port}"
    other_scheme = f"https://127.0.0.1:{shop.server.port}"
    named = ["https://evil.example", "null", "file://", lookalike, other_scheme]
    return [*named, other_port(shop), "http://127.0.0.1"]


def test_pages_of_other_sites_open_no_websocket(shop: Shop) -> None:
    token = Rest(shop.server, CLIENT).token
    for origin in foreign_origins(shop):
        with pytest.raises(InvalidStatus) as refused, RawSocket(shop.url, token, origin=origin):
            pass
        assert refused.value.response.status_code == 403, origin


def test_pages_of_this_site_do_under_either_name_of_loopback(shop: Shop) -> None:
    for origin in (shop.url, f"http://localhost:{shop.server.port}", None):
        with RawSocket(shop.url, origin=origin) as socket:
            socket.wait_until_filled()


@pytest.mark.parametrize("path", ["/api/catalog/services", "/api/no-such-thing", "/healthz", "/", "/_event/"])
def test_rest_shares_nothing_with_pages_of_other_sites(shop: Shop, path: str) -> None:
    for origin in foreign_origins(shop):
        for method in ("GET", "OPTIONS"):
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            answer = httpx.request(method, f"{shop.url}{path}", headers=asked, timeout=TIMEOUT_SECONDS)
            assert "access-control-allow-origin" not in answer.headers, (method, origin)


def test_the_whole_world_is_never_allowed(shop: Shop) -> None:
    address, headers = f"{shop.url}/api/catalog/services", {"Origin": shop.url}
    answer = httpx.get(address, headers=headers, timeout=TIMEOUT_SECONDS)
    assert answer.headers.get("access-control-allow-origin") in (None, shop.url)


def test_polling_is_off(shop: Shop) -> None:
    for transport in ("polling", "websocket"):
        answer = httpx.get(f"{shop.url}/_event/?EIO=4&transport={transport}", timeout=TIMEOUT_SECONDS)
        assert answer.status_code == 400


def test_one_that_floods_is_cut_off_and_the_others_do_not_wait(shop: Shop) -> None:
    with RawSocket(shop.url) as flooder, RawSocket(shop.url) as other:
        flooder.wait_until_filled()
        other.wait_until_filled()
        flood(flooder)
        for _ in range(10):
            other.send(LOAD_SERVICES)
            other.wait_for(lambda update: ServiceListState.get_full_name() in json.dumps(update))
        assert flooder.wait_until_cut_off() == TOO_MANY_MESSAGES
        other.send(LOAD_SERVICES)
        other.wait_for(lambda update: ServiceListState.get_full_name() in json.dumps(update))


def flood(socket: RawSocket) -> None:
    """Send far more than a client may."""
    try:
        for _ in range(MESSAGES_AT_ONCE + 10 * DROPPED_MESSAGES):
            socket.send(LOAD_VIEWER)
    except ConnectionClosed:
        return
