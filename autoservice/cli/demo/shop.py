"""What a demo is filled with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from autoservice.cli.demo.accounts import add_accounts, add_clients, find_demo_accounts
from autoservice.cli.demo.drawings import SERVICE_PICTURES, service_picture
from autoservice.cli.demo.month import plan_month
from autoservice.cli.demo.one_transaction import one_transaction
from autoservice.cli.demo.playing import Cast, Player
from autoservice.cli.demo.stock import parts_of, stock_shelves, take_parts
from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.modules.orders.new_order import NewOrder
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import NewComment, StageStep
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import Actor

# Before anything of the month.
OPENED: Final = timedelta(days=40)
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


async def seed_demo(runtime: Runtime) -> None:
    """Make the demo accounts, the stock and the orders of their client, unless they are there."""
    if await find_demo_accounts(runtime):
        return
    async with one_transaction(runtime) as joined:
        accounts = await add_accounts(joined)
        items = await stock_shelves(joined, accounts[-1])
        await _add_orders(joined, accounts, items)


async def seed_shop(runtime: Runtime) -> None:
    """Make a shop at work, unless it is there: what ``seed_demo`` makes, after a month of other orders.

    It is made as a whole: a start that was broken off has made nothing, and the next one begins anew.
    """
    if await find_demo_accounts(runtime):
        return
    now = runtime.clock()
    async with one_transaction(runtime) as joined:
        past = joined.at(lambda: now - OPENED)
        accounts = await add_accounts(past)
        client, mechanic, colleague, administrator = accounts
        services = await _prepare_catalog(past, administrator)
        visits = plan_month(services, ZoneInfo(runtime.settings.timezone), now)
        items = await stock_shelves(past, administrator, parts_of(visits))
        cast = Cast([client, *await add_clients(past)], (mechanic, colleague), administrator)
        await Player(joined, cast, services, items).play(visits)
        await _add_orders(joined, accounts, items)


async def _prepare_catalog(runtime: Runtime, administrator: Actor) -> list[ServiceView]:
    """Give some services their pictures; return all services."""
    async with runtime.transaction(administrator) as unit:
        services = await unit.services.catalog.list_services()
        for service in services:
            if service.code in SERVICE_PICTURES:
                pictures = unit.services.service_pictures
                described = await pictures.store_picture(service_picture(service.code))
                await pictures.set_picture(service.id, described)
    return services


async def _add_orders(runtime: Runtime, accounts: Sequence[Actor], items: Mapping[str, int]) -> None:
    client, mechanic, _, administrator = accounts
    for code, plate, make, model, note, done, comment in ORDERS:
        order = await _place(runtime, client, code, (plate, make, model, note))
        if done:
            await _work_on(runtime, administrator, mechanic, order, done, comment)
            async with runtime.transaction(mechanic) as unit:
                await take_parts(unit, items, order.id, code, used=done == len(order.stages))


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
