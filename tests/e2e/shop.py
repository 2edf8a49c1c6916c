"""A shop with people, cars and orders: the real program, and REST to move things behind browsers."""

import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx
from playwright.sync_api import Browser, BrowserContext

from autoservice.cli import demo
from autoservice.modules.auth.models import User
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.modules.catalog.starting.stock import seed_stock
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.shared.normal_forms import fold
from autoservice.wiring.adapters import build_adapters
from tests.e2e.sessions import open_session
from tests.support.pages import DESKTOP, PHONE
from tests.support.server import AppServer
from tests.support.sync import run_async
from tests.support.timeouts import TIMEOUT_MS, TIMEOUT_SECONDS

CLIENT, MECHANIC, COLLEAGUE, ADMINISTRATOR = (email for email, _, _ in demo.ACCOUNTS)
NAMES: Final = {email: name for email, name, _ in demo.ACCOUNTS}
STRANGER: Final = "stranger@example.com"
STRANGERS_NAME: Final = "Зинаида Чужакова"

NEWCOMER: Final = "newcomer@example.com"
NEWCOMERS_NAME: Final = "Артём Новосёлов"

# As what they sign in.
BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/150.0.0.0 Safari/537.36"
PROGRAM: Final = f"python-httpx/{httpx.__version__}"

# A fifth of a token's life.
TOKEN_SECONDS: Final = 120

_plates = itertools.count(100)


def fresh_plate() -> str:
    """A number plate that no other order has."""
    return f"Т{next(_plates)}УХ199"


class Rest:
    """The REST interface as one person uses it from a program."""

    def __init__(self, server: AppServer, email: str, url: str = "") -> None:
        self._url = url or server.url
        signed_in = open_session(server, email, PROGRAM).signed_in
        self.user: dict[str, Any] = signed_in.user.model_dump(mode="json")
        self._take(signed_in.access_token, signed_in.refresh_token)

    @property
    def token(self) -> str:
        """An access token with most of its life before it, however long the tests have been running."""
        if time.monotonic() - self._since > TOKEN_SECONDS:
            body = {"refresh_token": self._refresh_token}
            answer = httpx.post(f"{self._url}/api/auth/refresh", json=body, timeout=TIMEOUT_SECONDS)
            pair = answer.raise_for_status().json()
            self._take(pair["access_token"], pair["refresh_token"])
        return self._token

    def _take(self, token: str, refresh_token: str) -> None:
        self._token, self._refresh_token, self._since = token, refresh_token, time.monotonic()

    def get(self, path: str) -> Any:
        """What ``GET /api/...`` answers; raises ``httpx.HTTPStatusError`` for an error."""
        return self._send("GET", path).raise_for_status().json()

    def post(self, path: str, **body: Any) -> Any:
        """What ``POST /api/...`` answers; raises ``httpx.HTTPStatusError`` for an error."""
        return self._send("POST", path, json=body).raise_for_status().json()

    def delete(self, path: str) -> None:
        """Send ``DELETE /api/...``; raises ``httpx.HTTPStatusError`` for an error."""
        self._send("DELETE", path).raise_for_status()

    def upload(self, path: str, picture: bytes, *, published: bool) -> Any:
        """Send a picture."""
        files, data = {"file": ("photo.jpg", picture)}, {"published": str(published).lower()}
        return self._send("POST", path, files=files, data=data).raise_for_status().json()

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        # A connection of its own for each request, so that any worker may get it.
        headers = {"Authorization": f"Bearer {self.token}", "Connection": "close"}
        return httpx.request(
            method, f"{self._url}/api{path}", headers=headers, timeout=TIMEOUT_SECONDS, **content
        )


class Shop:
    """A running program with demo accounts, two more clients, and whatever the tests add."""

    def __init__(self, server: AppServer, url: str = "") -> None:
        self.server = server
        self.url = url or server.url
        self._rest: dict[str, Rest] = {}

    def rest(self, email: str) -> Rest:
        """REST as that person; signed in once."""
        if email not in self._rest:
            self._rest[email] = Rest(self.server, email, self.url)
        return self._rest[email]

    def place_order(
        self, email: str = CLIENT, plate: str = "", note: str = "", make: str = "Lada"
    ) -> dict[str, Any]:
        """A new order of a small service (four stages)."""
        service = next(
            one for one in self.rest(email).get("/catalog/services") if one["code"] == "oil_and_filter"
        )
        car = {"plate": plate or fresh_plate(), "make": make, "model": "Vesta", "note": note}
        order: dict[str, Any] = self.rest(email).post("/orders", service_id=service["id"], **car)
        return order

    def assigned_order(self, email: str = CLIENT, **car: str) -> dict[str, Any]:
        """A new order, given to the mechanic."""
        order = self.place_order(email, **car)
        assigned: dict[str, Any] = self.rest(ADMINISTRATOR).post(
            f"/orders/{order['id']}/assign", mechanic_id=self.rest(MECHANIC).user["id"]
        )
        return assigned

    def started_order(self) -> dict[str, Any]:
        """A new order whose first stage the mechanic has begun."""
        order = self.assigned_order()
        started: dict[str, Any] = self.rest(MECHANIC).post(f"{stage_path(order)}/start")
        return started

    def all_orders(self) -> list[dict[str, Any]]:
        """Every order of the shop, as its administrator sees them."""
        first = self.rest(ADMINISTRATOR).get("/orders?size=100")
        assert first["total"] <= len(first["items"]), "There are more orders than one page holds."
        orders: list[dict[str, Any]] = first["items"]
        return orders

    def completions(self, order: dict[str, Any]) -> int:
        """How many completions the order's timeline tells of."""
        entries = self.rest(ADMINISTRATOR).get(f"/orders/{order['id']}/timeline")
        return sum(1 for entry in entries if entry["kind"] == "stage_completed")


def stage_path(order: dict[str, Any], number: int = 1) -> str:
    """The REST path of an order's stage, counted from 1."""
    return f"/orders/{order['id']}/stages/{order['stages'][number - 1]['id']}"


@contextmanager
def running_shop(database_url: str, redis_url: str = "", workers: int = 1) -> Iterator[Shop]:
    """A shop on a migrated, empty database."""
    env = {
        "AUTOSERVICE_DATABASE_URL": database_url,
        "AUTOSERVICE_REDIS_URL": redis_url,
        "AUTOSERVICE_DEMO": "1",
    }
    seed(database_url)
    with AppServer(env, workers) as server:
        yield Shop(server)


def seed(database_url: str) -> None:
    """Fill a migrated, empty database as ``python -m autoservice run`` does, and add two clients."""
    run_async(_seed(Settings(database_url=database_url, demo=True)))


async def _seed(settings: Settings) -> None:
    outside = build_adapters(settings)
    try:
        runtime = Runtime(outside)
        async with runtime.transaction(SYSTEM) as unit:
            if await seed_catalog(unit.session, unit.now):
                await seed_stock(unit.session, unit.now)
        await demo.seed_demo(runtime)
        await _add_clients(runtime, {STRANGER: STRANGERS_NAME, NEWCOMER: NEWCOMERS_NAME})
    finally:
        await outside.close()


async def _add_clients(runtime: Runtime, names: Mapping[str, str]) -> None:
    password_hash = await runtime.adapters.hasher.hash(demo.PASSWORD)
    async with runtime.transaction(SYSTEM) as unit:
        unit.session.add_all(
            User(
                email=email,
                name=name,
                search_name=fold(name),
                role=Role.CLIENT.value,
                password_hash=password_hash,
                created_at=unit.now,
            )
            for email, name in names.items()
        )


class People:
    """Browsers of people, each a context of its own, all closed at the end."""

    def __init__(self, browser: Browser, shop: Shop) -> None:
        self._browser = browser
        self._shop = shop
        self._contexts: list[BrowserContext] = []

    def guest(self, *, phone: bool = False, locale: str = "ru-RU", **options: Any) -> BrowserContext:
        """Somebody who has not signed in."""
        device = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESKTOP}
        # It fetches each page's scripts, and what it answers passes by the tests' own routes.
        options.setdefault("service_workers", "block")
        context = self._browser.new_context(base_url=self._shop.url, locale=locale, **device, **options)
        context.set_default_timeout(TIMEOUT_MS)
        self._contexts.append(context)
        return context

    def signed_in(self, email: str, **options: Any) -> BrowserContext:
        """Somebody with an account, signed in without the form."""
        context = self.guest(**options)
        self.sign_in(context, email, options.get("user_agent", BROWSER))
        return context

    def sign_in(self, context: BrowserContext, email: str, user_agent: str = BROWSER) -> None:
        """Make a browser somebody's, whoever used it before."""
        context.clear_cookies()
        context.add_cookies(open_session(self._shop.server, email, user_agent).cookies)  # type: ignore[arg-type]

    def mechanic(self, **options: Any) -> BrowserContext:
        """The mechanic with his phone."""
        return self.signed_in(MECHANIC, phone=True, **options)

    def close(self) -> None:
        """Close all browsers."""
        for context in self._contexts:
            context.close()
