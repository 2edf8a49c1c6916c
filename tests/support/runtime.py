"""A whole shop without a server: runtime, people, catalog, REST; and a clock that tests move."""

import asyncio
import contextlib
import functools
import re
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import insert, select, text
from sqlmodel import SQLModel
from starlette.types import ASGIApp

from autoservice import tables
from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from autoservice.api.app import create_api, with_middleware
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.schemas import SignedIn
from autoservice.modules.catalog.repair_templates.models import (
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.modules.notifications.ports import SocketHub
from autoservice.modules.notifications.schemas import MailboxEmail
from autoservice.modules.orders.new_order import NewOrder
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.shop_days import day_of
from autoservice.modules.progress.schemas import StageStep, TimelineEntryView
from autoservice.runtime.current import set_runtime
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import GUEST, SYSTEM, Actor, Role
from autoservice.shared.audit import AuditEntry
from autoservice.shared.clock import Clock, system_clock
from autoservice.shared.outbox import OutboxMessage
from autoservice.shared.search import SearchToken
from autoservice.wiring.adapters import build_adapters
from autoservice.wiring.auth import AuthParts
from tests.support.factories import QUICK, People, add_people, add_person, car
from tests.support.openapi import Document

BASE_URL = "http://testserver"
# Where it is written that somebody was refused.
AUDIT = ("audit_entry", "audit_head")
Table = TypeVar("Table", bound=SQLModel)


class MovableClock:
    """Stands still until a test moves it. Begins at the present: tokens are checked by real time too."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass: ``clock.forward(seconds=31)``."""
        self.now += timedelta(**by)


@functools.cache
def quick_hasher() -> Argon2PasswordHasher:
    """The program's hasher with hardly any work to do."""
    return Argon2PasswordHasher(QUICK)


@contextlib.asynccontextmanager
async def opened_runtime(
    database_url: str,
    data_dir: Path,
    *,
    redis_url: str = "",
    clock: Clock = system_clock,
    hub: SocketHub | None = None,
    **more: Any,
) -> AsyncIterator[Runtime]:
    """The process's runtime for as long as the block lasts. Its relay runs only when asked to.

    Passwords are hashed quickly. ``more`` are other settings.
    """
    settings = Settings(database_url=database_url, data_dir=data_dir, redis_url=redis_url, **more)
    outside = build_adapters(settings)
    runtime = Runtime(replace(outside, hasher=quick_hasher(), hub=hub or outside.hub), clock)
    listening = asyncio.create_task(runtime.adapters.hub.run())
    await asyncio.sleep(0)
    set_runtime(runtime)
    try:
        yield runtime
    finally:
        set_runtime(None)
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        await runtime.adapters.close()


@dataclass(frozen=True)
class SentEmail:
    """An e-mail that has arrived, and what its reader does something with."""

    mail: MailboxEmail

    @property
    def token(self) -> str:
        """What its link carries."""
        return next(link.partition("#token=")[2] for link in self.mail.links if "#token=" in link)

    @property
    def code(self) -> str:
        """The code to be typed."""
        [code] = re.findall(r"^ *(\d{8})$", self.mail.text, re.MULTILINE)
        return str(code)


@dataclass(frozen=True)
class Shop:
    """A shop that has its catalog and its people, and what tests do in it in one line."""

    runtime: Runtime
    people: People

    @property
    def today(self) -> date:
        """The day by the shop's own calendar, which for hours is not that of UTC."""
        return day_of(self.runtime.clock(), self.runtime.settings.timezone)

    async def place_order(self, service: str = "oil_and_filter", client: Actor | None = None) -> OrderView:
        """Order a service, by its code."""
        async with self.runtime.transaction(client or self.people.client) as unit:
            services = {row.code: row.id for row in await unit.services.catalog.list_services()}
            wanted = NewOrder.model_validate({"service_id": services[service], **car()})
            return await unit.services.orders.create_order(wanted)

    async def assign(self, order: OrderView, mechanic: Actor | None = None) -> OrderView:
        """Give all open stages to a mechanic; returns the order as it is then."""
        async with self.runtime.transaction(self.people.administrator) as unit:
            mechanic_id = (mechanic or self.people.mechanic).user_id
            await unit.services.assignment.assign_order(order.id, mechanic_id)
            return await unit.services.orders.get_order(order.id)

    async def assigned_order(self, service: str = "oil_and_filter") -> OrderView:
        """An order of the client whose stages are all the mechanic's."""
        return await self.assign(await self.place_order(service))

    async def complete(self, order: OrderView, count: int = 1) -> OrderView:
        """Let the mechanic complete the next ``count`` stages."""
        stages = [stage for stage in (await self.order(order.id)).stages if not stage.done_at]
        async with self.runtime.transaction(self.people.mechanic) as unit:
            for stage in stages[:count]:
                await unit.services.progress.complete_stage(order.id, stage.id, StageStep())
        return await self.order(order.id)

    async def order(self, order_id: int) -> OrderView:
        """The order as it is in the database now."""
        async with self.runtime.read_only(SYSTEM) as unit:
            return await unit.services.orders.get_order(order_id)

    async def timeline(self, order_id: int) -> list[TimelineEntryView]:
        """All that happened to the order."""
        async with self.runtime.read_only(SYSTEM) as unit:
            return await unit.services.progress.get_timeline(order_id)

    async def relay_all(self) -> int:
        """Run what is due, and what follows from it; returns how many reactions were run."""
        total = 0
        while claimed := await self.runtime.relay.relay_once():
            total += claimed
        return total

    async def rows(self, table: type[Table], **having: Any) -> Sequence[Table]:
        """The rows of a table, in the order of their keys."""
        async with self.runtime.read_only(SYSTEM) as unit:
            query = select(table).filter_by(**having).order_by(*table.__table__.primary_key)  # type: ignore[attr-defined]
            return (await unit.session.scalars(query)).all()

    async def enqueued(self, event: str) -> Sequence[OutboxMessage]:
        """What the outbox still owes to events of that name."""
        return await self.rows(OutboxMessage, event=event)

    async def everything(self, but: Collection[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """The whole database ``but`` some tables, to see that nothing changed."""
        async with self.runtime.read_only(SYSTEM) as unit:
            return {
                table.name: [
                    tuple(row)
                    for row in await unit.session.execute(select(table).order_by(*table.primary_key))
                ]
                for table in tables.metadata.sorted_tables
                if table.name not in but
            }

    async def sign_in(self, actor: Actor) -> str:
        """A fresh session's token; no password is needed here."""
        return (await self.open_session(actor)).access_token

    async def open_session(self, actor: Actor) -> SignedIn:
        """A fresh session; no password is needed here."""
        [session] = await self.open_sessions([actor])
        return session

    async def open_sessions(self, actors: Iterable[Actor]) -> list[SignedIn]:
        """A fresh session for each."""
        async with self.runtime.transaction(GUEST) as unit:
            issuer = AuthParts(unit, self.runtime.adapters).issuer
            return [await issuer.open(await unit.session.get_one(User, one.user_id)) for one in actors]

    async def user(self, actor: Actor) -> User:
        """The account as it is in the database now."""
        [user] = await self.rows(User, id=actor.user_id)
        return user

    async def change(self, actor: Actor, **fields: Any) -> None:
        """Set columns of an account, without any rules."""
        async with self.runtime.transaction(SYSTEM) as unit:
            user = await unit.session.get_one(User, actor.user_id)
            for name, value in fields.items():
                setattr(user, name, value)

    async def hire(self, who: str, role: Role, name: str = "Новый Человек") -> Actor:
        """One more account, with the tests' password."""
        return await add_person(self.runtime, who, name, role)

    async def emails(self, to: str = "") -> list[SentEmail]:
        """What has arrived once all that is owed was sent, the newest first; the shop must be a demo."""
        await self.relay_all()
        async with self.runtime.read_only(SYSTEM) as unit:
            mails = await unit.services.notifications.read_mailbox()
        return [SentEmail(mail) for mail in mails if to in ("", mail.to)]

    async def last_email(self, to: str) -> SentEmail:
        """Return the newest e-mail to ``to``."""
        return (await self.emails(to))[0]

    async def audited(self, *actions: str) -> list[tuple[str, str]]:
        """What the audit log says of these actions, with their subjects, the oldest first."""
        entries = await self.rows(AuditEntry)
        return [(entry.action, entry.subject) for entry in entries if entry.action in actions]

    async def audit_text(self) -> str:
        """All that the audit log says of anybody, a line for each entry.

        Without times and hashes: any few digits may turn up in those by chance.
        """
        said = [
            entry.model_dump(exclude={"at", "previous_hash", "hash"}) for entry in await self.rows(AuditEntry)
        ]
        return "\n".join(map(str, said))


@contextlib.asynccontextmanager
async def opened_shop(
    database_url: str,
    data_dir: Path,
    *,
    redis_url: str = "",
    clock: Clock = system_clock,
    hub: SocketHub | None = None,
    **more: Any,
) -> AsyncIterator[Shop]:
    """A shop in an empty database; ``more`` are other settings."""
    people = await furnish(database_url, data_dir)
    async with opened_runtime(
        database_url, data_dir, redis_url=redis_url, clock=clock, hub=hub, **more
    ) as runtime:
        yield Shop(runtime, people)


class Furnished:
    """SQLite's file of a shop with its catalog and its people: made by the program once, then copied."""

    def __init__(self) -> None:
        self.people: People | None = None
        self._content = b""

    def keep(self, database_url: str, people: People) -> None:
        """Keep the shop in the database, which is closed."""
        if database_url.startswith("sqlite"):
            self._content, self.people = _file_of(database_url).read_bytes(), people

    def copy_to(self, database_url: str) -> People | None:
        """Put the shop in place of an empty database; returns nobody if there is no copy for it."""
        if not (self.people and database_url.startswith("sqlite")):
            return None
        file = _file_of(database_url)
        with contextlib.closing(sqlite3.connect(file)) as connection:
            rows = connection.execute("SELECT 1 FROM app_user UNION ALL SELECT 1 FROM audit_entry").fetchall()
        assert not rows, "Only an empty database becomes a shop."
        file.write_bytes(self._content)
        return self.people


_furnished: Final = Furnished()


def _file_of(database_url: str) -> Path:
    return Path(database_url.partition(":///")[2])


async def furnish(database_url: str, data_dir: Path) -> People:
    """Fill an empty database with the catalog and the people."""
    if people := _furnished.copy_to(database_url):
        return people
    async with opened_runtime(database_url, data_dir) as runtime:
        await fill_catalog(runtime)
        people = await add_people(runtime)
    _furnished.keep(database_url, people)
    return people


CATALOG: Final = (
    ServiceCategory,
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
    ServiceTemplate,
    SearchToken,
)
_catalog: dict[type[SQLModel], list[dict[str, Any]]] = {}


async def fill_catalog(runtime: Runtime) -> None:
    """The starting catalog: made by the program once, then copied, which takes a tenth of the time."""
    async with runtime.transaction(SYSTEM) as unit:
        if not _catalog:
            await seed_catalog(unit.session, unit.now)
            for table in CATALOG:
                rows = (await unit.session.scalars(select(table))).all()
                _catalog[table] = [row.model_dump() for row in rows]
            return
        for known, copies in _catalog.items():
            await unit.session.execute(insert(known), copies)
        if unit.session.get_bind().dialect.name == "postgresql":
            await unit.session.execute(text("; ".join(_go_on_counting(table) for table in CATALOG[:-1])))


def _go_on_counting(table: Any) -> str:
    """Return the statement after which new rows get ids behind those that were copied."""
    name = table.__tablename__
    return f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"


@functools.cache
def the_api() -> FastAPI:
    """The REST application; it asks for the process's runtime with each request."""
    return create_api()


@functools.cache
def the_door() -> ASGIApp:
    """The REST application as the server runs it."""
    return with_middleware(the_api())


def connect(token: str = "", *, address: str = "", **headers: str) -> httpx.AsyncClient:
    """A client of the REST application, with a Bearer token if there is one. Errors come as answers.

    With an ``address`` it comes from there, through the door; else the program does not know whence.
    """
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    app: Any = the_door() if address else the_api()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 50000))
    return httpx.AsyncClient(
        transport=transport,
        base_url=BASE_URL,
        headers={**bearer, **headers},
        event_hooks={"response": [the_document().check]},
    )


@functools.cache
def the_document() -> Document:
    """What the REST application promises; every answer in every test is held against it."""
    return Document(the_api().openapi())


async def walk(
    caller: httpx.AsyncClient, path: str, way: str = "next", **wanted: Any
) -> AsyncIterator[dict[str, Any]]:
    """The pages of a list as a program reads them, from the first one or from ``cursor`` on."""
    while True:
        answer = await caller.get(path, params=wanted)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        yield page
        if page[way] is None:
            return
        wanted["cursor"] = page[way]


@dataclass(frozen=True)
class Callers:
    """One REST client for each person of the shop, signed in, and one for a guest.

    ``enrolling`` is there where some role must have a second factor: a newcomer who has none yet.
    """

    guest: httpx.AsyncClient
    client: httpx.AsyncClient
    other_client: httpx.AsyncClient
    mechanic: httpx.AsyncClient
    other_mechanic: httpx.AsyncClient
    administrator: httpx.AsyncClient
    enrolling: httpx.AsyncClient | None = None

    def by(self, who: str) -> httpx.AsyncClient:
        """The client of whoever has that name here."""
        found: httpx.AsyncClient = getattr(self, who)
        return found


async def sign_everybody_in(shop: Shop) -> Callers:
    """Fresh sessions for all people of the shop."""
    sessions = await shop.open_sessions(vars(shop.people).values())
    signed_in = {
        who: connect(session.access_token) for who, session in zip(vars(shop.people), sessions, strict=True)
    }
    guarded = shop.runtime.settings.require_second_factor
    if guarded:
        newcomer = await shop.hire("newcomer", Role(guarded[0]))
        signed_in["enrolling"] = connect(await shop.sign_in(newcomer))
    for actor in vars(shop.people).values():
        if actor.role in guarded:
            await shop.change(actor, totp_enabled_at=shop.runtime.clock())
    return Callers(guest=connect(), **signed_in)


@pytest.fixture
def clock() -> MovableClock:
    """The shop's clock."""
    return MovableClock()


@pytest_asyncio.fixture
async def shop(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[Shop]:
    """A shop with its catalog and its people, once on SQLite and once on PostgreSQL.

    A test's module may have other settings for it in ``SHOP``.
    """
    settings: dict[str, Any] = getattr(request.module, "SHOP", {})
    async with opened_shop(database_url, tmp_path, clock=clock, **settings) as opened:
        yield opened


@pytest.fixture
def api(shop: Shop) -> httpx.AsyncClient:
    """REST as a guest calls it."""
    return connect()


@pytest_asyncio.fixture
async def callers(shop: Shop) -> Callers:
    """REST as everybody calls it."""
    return await sign_everybody_in(shop)
