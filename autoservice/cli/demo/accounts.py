"""The accounts of the demo: those that everybody may sign in to, and the other clients of the shop."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.auth.models import User
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import SYSTEM, Actor, Role
from autoservice.shared.normal_forms import fold

PASSWORD: Final = "demo-only-password"  # noqa: S105 - printed at every demo start


class Account(NamedTuple):
    """An account that everybody may know."""

    email: str
    name: str
    role: Role


ACCOUNTS: Final = (
    Account("client@example.com", "Анна Смирнова", Role.CLIENT),
    Account("mechanic@example.com", "Илья Козлов", Role.MECHANIC),
    Account("mechanic2@example.com", "Пётр Орлов", Role.MECHANIC),
    Account("admin@example.com", "Мария Волкова", Role.ADMINISTRATOR),
)
# Clients of the month, with a phone that no network has given out; nobody can sign in as one of them.
CLIENTS: Final = (
    "Сергей Лебедев",
    "Ольга Никитина",
    "Дмитрий Фёдоров",
    "Екатерина Соколова",
    "Руслан Гайнутдинов",
    "Наталья Ким",
    "Андрей Жуков",
    "Ирина Полякова",
    "Тимур Абдуллаев",
    "Людмила Щербакова",
    "Максим Ершов",
    "Виктория Голубева",
    "Геннадий Чернышёв",
    "Алина Юсупова",
)


async def find_demo_accounts(runtime: Runtime) -> list[Account]:
    """Return the demo accounts that are in the database."""
    async with runtime.read_only(SYSTEM) as unit:
        users = SqlUsersRepository(unit.session)
        return [account for account in ACCOUNTS if await users.by_login(account.email)]


async def add_accounts(runtime: Runtime) -> list[Actor]:
    """Add the accounts that everybody may know; return them in their order."""
    password_hash = await runtime.adapters.hasher.hash(PASSWORD)
    return await _add(runtime, [{**one._asdict(), "password_hash": password_hash} for one in ACCOUNTS])


async def add_clients(runtime: Runtime) -> list[Actor]:
    """Add the other clients; return them in their order."""
    people = ((f"+7000000{number:04}", name) for number, name in enumerate(CLIENTS, start=1))
    return await _add(
        runtime,
        [{"phone": phone, "name": name, "role": Role.CLIENT, "password_hash": ""} for phone, name in people],
    )


async def _add(runtime: Runtime, accounts: Iterable[dict[str, Any]]) -> list[Actor]:
    async with runtime.transaction(SYSTEM) as unit:
        users = [User(**fields, search_name=fold(fields["name"]), created_at=unit.now) for fields in accounts]
        unit.session.add_all(users)
    return [Actor(Role(user.role), user.id, name=user.name, locale="ru") for user in users]
