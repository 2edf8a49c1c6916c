"""What hostile clients send: each kind was once an error, a traceback, or worse."""

import itertools
import json
from collections.abc import Iterator
from typing import Any, Final

from autoservice.ui.features.create_order.state import CreateOrderState
from autoservice.ui.kit.viewer import ViewerState

LOAD: Final = f"{ViewerState.get_full_name()}.load"
CREATE_ORDER: Final = f"{CreateOrderState.get_full_name()}.create_order"
STATE: Final = "reflex___state____state"
HELLO: Final = {"name": f"{STATE}.hydrate_and_load", "payload": {"vars": {}}}
WHERE: Final = {"pathname": "/", "asPath": "/", "query": {}}
LONG: Final = "x" * 12_000


def _event(name: str, payload: Any = None, route: Any = None) -> str:
    event = {"name": name, "payload": payload or {}, "router_data": WHERE if route is None else route}
    return f"42/_event,{json.dumps(['event', event])}"


ADDRESSES: Final[tuple[Any, ...]] = ({}, 5, None, [], "//[", "/\ud800", LONG)
ROUTES: Final[tuple[Any, ...]] = (WHERE, WHERE, {"asPath": {}}, {"asPath": "//["}, [])
EVENTS: Final = (
    *(_event(LOAD, route={"asPath": address}) for address in ADDRESSES),
    *(_event(LOAD, payload) for payload in ({"padding": LONG}, {"self": 1}, [1])),
    *(_event(f"{STATE}.set_is_hydrated", payload) for payload in ({"value": LONG}, {"nothing": 1})),
    _event(f"{STATE}.hydrate_and_load", {"vars": {"no.such.var": 1}}),
    _event(f"{STATE}.setvar", {"var_name": "is_hydrated", "value": LONG}),
    _event(CREATE_ORDER, {"form": {"comment": "a\0b"}}),
    _event(CREATE_ORDER, {"form": {"comment": LONG}}),
    _event("no.such.handler"),
    *("42/_event,[", '42/_event,["event"]', '42/_event,["connect",{}]', "45/_event,1-[]", "9", LONG),
    f'42/_event,["client_error",{json.dumps({"error_type": LONG, "message": LONG})}]',
    f'42/_event,["event",{"[" * 5_000}{"]" * 5_000}]',
)
HELLOS: Final = tuple(
    f"40/_event,{json.dumps({'event': {**HELLO, 'router_data': route}})}" for route in ROUTES
)
# Method, path, body.
REQUESTS: Final = (
    ("POST", "/api/auth/login", "{"),
    ("POST", "/api/auth/login", json.dumps({"login": LONG, "password": []})),
    ("POST", "/api/orders", "[" * 10_000),
    ("GET", f"/api/{LONG[:4_000]}", ""),
    ("GET", f"/{LONG[:4_000]}%00%ff", ""),
    ("PUT", "/api/profile", "null"),
    ("POST", "/api/orders/1/stages/1/attachments", "no form"),
)


def events() -> Iterator[str]:
    """All hostile events, again and again."""
    return itertools.cycle(EVENTS)
