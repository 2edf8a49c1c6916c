"""Demo data: three accounts everybody may know, a second mechanic, and a few orders under way.

They exist only where the program runs in demo mode; a production start refuses them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from autoservice.cli.demo_stock import stock_shelves, take_parts
from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.auth.models import User
from autoservice.modules.orders.schemas import NewOrder, OrderView
from autoservice.modules.progress.schemas import NewComment, StageStep
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

# service code, plate, make, model, note, how many stages are done, comment for the client
ORDERS: Final = (
    ("seasonal_tyres", "М734КН777", "Kia", "Rio", "", 4, "Колёса отбалансированы, давление 2,2."),
    (
        "front_pads",
        "А123ВС777",
        "Lada",
        "Vesta",
        "Скрип спереди при торможении.",
        3,
        "Диски в норме, меняем только колодки.",
    ),
    ("oil_and_filter", "А123ВС777", "Lada", "Vesta", "", 0, ""),
)


async def find_demo_accounts(runtime: Runtime) -> list[Account]:
    """Return the demo accounts that are in the database."""
    async with runtime.read_only(SYSTEM) as unit:
        users = SqlUsersRepository(unit.session)
        return [account for account in ACCOUNTS if await users.by_login(account.email)]


async def seed_demo(runtime: Runtime) -> None:
    """Make the demo accounts and orders, unless they are there."""
    if await find_demo_accounts(runtime):
        return
    password_hash = await runtime.adapters.hasher.hash(PASSWORD)
    actors = await _add_accounts(runtime, password_hash)
    client, mechanic, _, administrator = actors
    await stock_shelves(runtime, administrator)
    for code, plate, make, model, note, done, comment in ORDERS:
        order = await _place(runtime, client, code, (plate, make, model, note))
        if done:
            await _work_on(runtime, administrator, mechanic, order, done, comment)
            await take_parts(runtime, mechanic, order, code, used=done == len(order.stages))


async def _add_accounts(runtime: Runtime, password_hash: str) -> list[Actor]:
    async with runtime.transaction(SYSTEM) as unit:
        users = [
            User(
                email=email,
                name=name,
                search_name=fold(name),
                role=role.value,
                password_hash=password_hash,
                created_at=unit.now,
            )
            for email, name, role in ACCOUNTS
        ]
        unit.session.add_all(users)
    return [Actor(Role(user.role), user.id, name=user.name, locale="ru") for user in users]


async def _place(runtime: Runtime, client: Actor, code: str, car: Sequence[str]) -> OrderView:
    plate, make, model, note = car
    async with runtime.transaction(client) as unit:
        services = {service.code: service for service in await unit.services.catalog.list_services()}
        command = NewOrder(service_id=services[code].id, plate=plate, make=make, model=model, note=note)
        return await unit.services.orders.create_order(command)


async def _work_on(
    runtime: Runtime, administrator: Actor, mechanic: Actor, order: OrderView, done: int, comment: str
) -> None:
    async with runtime.transaction(administrator) as unit:
        await unit.services.assignment.assign_order(order.id, mechanic.user_id)
    async with runtime.transaction(mechanic) as unit:
        for stage in order.stages[:done]:
            await unit.services.progress.complete_stage(order.id, stage.id, StageStep())
        last = order.stages[done - 1]
        await unit.services.progress.add_comment(order.id, last.id, NewComment(text=comment, published=True))
