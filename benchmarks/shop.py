"""The shop that is watched: its accounts, one order, and what a mechanic does to it."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoservice.cli import demo
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.modules.catalog.starting.stock import seed_stock
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.shared.cookies import SESSION_COOKIE
from autoservice.shared.db import upgrade
from autoservice.wiring.adapters import build_adapters
from benchmarks.calls import call

HYDRATE = "reflex___state____state.hydrate_and_load"


@dataclass(frozen=True)
class Change:
    """One thing that a mechanic does: what is posted, and the bytes by which a viewer knows it."""

    kind: str
    path: str
    body: object
    shown: re.Pattern[bytes]


def prepare(database_url: str, data_dir: Path) -> None:
    """Make the tables, the catalog and the demo accounts, before the server starts."""
    upgrade(database_url)
    asyncio.run(_seed(Settings(database_url=database_url, data_dir=data_dir)))


async def _seed(settings: Settings) -> None:
    outside = build_adapters(settings)
    runtime = Runtime(outside)
    async with runtime.transaction(SYSTEM) as unit:
        if await seed_catalog(unit.session, unit.now):
            await seed_stock(unit.session, unit.now)
    await demo.seed_demo(runtime)
    await outside.engine.dispose()


class Shop:
    """A running program, seen over REST by a client, a mechanic and an administrator."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mechanic = ""
        self.order: dict[str, Any] = {}

    async def open(self) -> None:
        """Sign everybody in and place the order to be watched, given to the mechanic."""
        self.mechanic, mechanic = await self._sign_in(Role.MECHANIC)
        administrator, _ = await self._sign_in(Role.ADMINISTRATOR)
        client, _ = await self._sign_in(Role.CLIENT)
        wanted = {
            "service_id": await self._longest_service(),
            "plate": "А777АА77",
            "make": "Lada",
            "model": "Vesta",
            "note": "",
        }
        order = await call(self.port, "POST", "/api/orders", wanted, client)
        path, assignment = f"/api/orders/{order['id']}/assign", {"mechanic_id": mechanic["id"]}
        self.order = await call(self.port, "POST", path, assignment, administrator)

    async def client_cookies(self, sessions: int) -> list[str]:
        """The cookies of this many sessions of the order's client."""
        tokens = [(await self._sign_in(Role.CLIENT))[0] for _ in range(sessions)]
        return [f"{SESSION_COOKIE}={token}" for token in tokens]

    async def _sign_in(self, role: Role) -> tuple[str, dict[str, Any]]:
        email = next(email for email, _, its_role in demo.ACCOUNTS if its_role is role)
        credentials = {"email": email, "password": demo.PASSWORD}
        answer = await call(self.port, "POST", "/api/auth/login", credentials)
        return answer["access_token"], answer["user"]

    async def _longest_service(self) -> int:
        services = await call(self.port, "GET", "/api/catalog/services")
        longest = max(services, key=lambda service: len(service["stages"]))
        return int(longest["id"])

    def hello(self) -> bytes:
        """What a browser says first on the order's page."""
        path = f"/orders/{self.order['id']}"
        router_data = {"pathname": path, "asPath": path, "query": {}}
        # A page that was just loaded says what it was built with.
        payload = {"vars": {}, "hashes": ["benchmark"]}
        event = {"name": HYDRATE, "payload": payload, "router_data": router_data}
        return f"40/_event,{json.dumps({'event': event})}".encode()

    @property
    def shown(self) -> re.Pattern[bytes]:
        """By what a viewer knows that the page is filled."""
        return re.compile(
            f'"/api/orders/{self.order["id"]}/stages/{self.order["stages"][-1]["id"]}"'.encode()
        )

    def changes(self) -> Iterator[Change]:
        """Stage by stage: start, publish a comment, complete; on the last one comments without end."""
        *stages, last = [stage["id"] for stage in self.order["stages"]]
        for stage in stages:
            yield self._step(stage, "start", "in_progress")
            yield self._comment(stage, stage)
            yield self._step(stage, "complete", "done")
        yield self._step(last, "start", "in_progress")
        number = 1000
        while True:
            number += 1
            yield self._comment(last, number)

    def _step(self, stage: int, verb: str, state: str) -> Change:
        row = rf'"id":\s?"{stage}",[^}}]*?"state":\s?"{state}"'
        return Change(verb, self._path(stage, verb), {}, re.compile(row.encode()))

    def _comment(self, stage: int, number: int) -> Change:
        text = f"Measured remark number {number:06}: the discs are fine, only the pads are worn."
        body = {"text": text, "published": True}
        return Change(
            "comment", self._path(stage, "comments"), body, re.compile(f"number {number:06}:".encode())
        )

    def _path(self, stage: int, verb: str) -> str:
        return f"/api/orders/{self.order['id']}/stages/{stage}/{verb}"
