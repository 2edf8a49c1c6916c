"""Accounts of tests' own, made behind the program's back, and the letters that it sent them."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from typing import Final

import httpx
from sqlalchemy import select
from sqlmodel import col

from autoservice.cli import demo
from autoservice.modules.auth.models import User
from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.wiring.adapters import build_adapters
from tests.e2e.shop import Rest, Shop, seed
from tests.support.databases import Databases
from tests.support.server import AppServer
from tests.support.sync import run_async
from tests.support.timeouts import TIMEOUT_SECONDS

CODE: Final = re.compile(r"\b\d{8}\b")
TOKEN: Final = re.compile(r"#token=([\w-]+)")


class OwnShop(Shop):
    """A shop for one file of tests, to which accounts can be added."""

    def __init__(self, server: AppServer, database_url: str) -> None:
        super().__init__(server)
        self._database_url = database_url
        self._count = 0

    def person(self, role: Role = Role.CLIENT) -> str:
        """Somebody new with the demo's password; returns the e-mail address."""
        self._count += 1
        email = f"someone{self._count}@example.com"
        self.add({email: f"Новый Человек-{self._count}"}, role)
        return email

    def add(self, names: dict[str, str], role: Role = Role.CLIENT) -> None:
        """Accounts by e-mail address, all with the demo's password."""
        run_async(_add(self._database_url, names, role))

    def rename_service(self, code: str, name_ru: str, name_en: str) -> None:
        """Other names for a service of the catalog."""
        run_async(_rename_service(self._database_url, code, name_ru, name_en))

    def email_to(self, address: str) -> str:
        """The text of the newest letter to ``address``; waits for the first one."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not (found := self._letters(address)):
            assert time.monotonic() < deadline, f"No letter to {address} has come."
            time.sleep(0.05)
        return found[-1]

    def _letters(self, address: str) -> list[str]:
        files = sorted((self.server.folder / "data" / "mailbox").glob("*.eml"))
        letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        bodies = [letter.get_body(("plain",)) for letter in letters if letter["To"] == address]
        return [body.get_content() for body in bodies if body]

    def sign_in(self, email: str, password: str = demo.PASSWORD) -> httpx.Response:
        """What signing in answers."""
        credentials = {"login": email, "password": password}
        return httpx.post(f"{self.url}/api/auth/login", json=credentials, timeout=TIMEOUT_SECONDS)

    def device(self, email: str) -> Rest:
        """Another sign-in of the person, from a program."""
        return Rest(self.server, email)


async def _add(database_url: str, names: dict[str, str], role: Role) -> None:
    outside = build_adapters(Settings(database_url=database_url))
    try:
        password_hash = await outside.hasher.hash(demo.PASSWORD)
        async with Runtime(outside).transaction(SYSTEM) as unit:
            for email, name in names.items():
                user = User(
                    email=email, name="", role=role.value, password_hash=password_hash, created_at=unit.now
                )
                user.rename(name)
                unit.session.add(user)
    finally:
        await outside.close()


async def _rename_service(database_url: str, code: str, name_ru: str, name_en: str) -> None:
    outside = build_adapters(Settings(database_url=database_url))
    try:
        async with Runtime(outside).transaction(SYSTEM) as unit:
            services = await unit.session.scalars(
                select(ServiceTemplate).where(col(ServiceTemplate.code) == code)
            )
            service = services.one()
            service.name_ru, service.name_en = name_ru, name_en
    finally:
        await outside.close()


@contextmanager
def own_shop(databases: Databases, **settings: str) -> Iterator[OwnShop]:
    """A running shop on a database of its own; ``settings`` without their prefix, in lower case."""
    env = {f"AUTOSERVICE_{name.upper()}": value for name, value in settings.items()}
    with databases.fresh() as database_url:
        seed(database_url)
        with AppServer({"AUTOSERVICE_DATABASE_URL": database_url, "AUTOSERVICE_DEMO": "1"} | env) as server:
            yield OwnShop(server, database_url)


def code_in(letter: str) -> str:
    """The code that an e-mail tells."""
    found = CODE.search(letter)
    assert found, letter
    return found[0]


def token_in(letter: str) -> str:
    """The token of an e-mail's link."""
    found = TOKEN.search(letter)
    assert found, letter
    return found[1]
