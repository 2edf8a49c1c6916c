"""What happens to accounts and orders at the same moment."""

import asyncio

import httpx
import pytest

from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.new_order import NewOrder
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.idempotency import RequestKey
from tests.support.accounts import title
from tests.support.factories import PASSWORD, car
from tests.support.locks import two_writers, until_somebody_waits
from tests.support.runtime import Shop, connect
from tests.support.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.both_databases

OWN = {"current_password": PASSWORD}
NEW_ORDER = NewOrder.model_validate({"service_id": 1, **car()})


async def leave(token: str) -> httpx.Response:
    return await connect(token).post("/api/profile/delete", json=OWN)


async def still_there(shop: Shop) -> bool:
    return (await shop.user(shop.people.client)).deleted_at is None


@two_writers
@pytest.mark.parametrize("locked", ["the mechanic", "the administrators"])
async def test_work_is_given_to_somebody_while_their_account_is_being_changed(shop: Shop, locked: str):
    order = await shop.place_order()
    async with shop.runtime.transaction(shop.people.administrator) as changing:
        users = SqlUsersRepository(changing.session)
        if locked == "the mechanic":
            await users.find(shop.people.mechanic.user_id, locked=True)
        else:
            await users.lock_administrators()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            assigned = await shop.assign(order)
    assert assigned.mechanic_ids == {shop.people.mechanic.user_id}


async def test_whoever_has_left_orders_nothing_more(shop: Shop):
    assert (await leave(await shop.sign_in(shop.people.client))).status_code == 204
    with pytest.raises(Unauthenticated):
        async with shop.runtime.transaction(shop.people.client) as unit:
            await unit.services.orders.create_order(NEW_ORDER)
    assert await shop.rows(Order) == []


async def test_whoever_was_switched_off_orders_nothing_more(shop: Shop):
    await shop.change(shop.people.client, active=False)
    with pytest.raises(Unauthenticated):
        async with shop.runtime.transaction(shop.people.client) as unit:
            await unit.services.orders.create_order(NEW_ORDER)
    assert await shop.rows(Order) == []


async def place(unit: UnitOfWork) -> None:
    await unit.services.orders.create_order(NEW_ORDER)


async def reserve_key(unit: UnitOfWork) -> None:
    await unit.use(RequestKey("the-key-of-this", ""))


@two_writers
@pytest.mark.parametrize("key_first", [False, True])
async def test_nobody_leaves_while_an_order_of_theirs_is_on_its_way(shop: Shop, key_first: bool):
    token = await shop.sign_in(shop.people.client)
    async with shop.runtime.transaction(shop.people.client) as unit:
        await (reserve_key if key_first else place)(unit)
        leaving = asyncio.create_task(leave(token))
        await until_somebody_waits(shop)
        if key_first:
            await place(unit)
    assert title(await leaving) == (409, "OrdersStillOpen")
    assert await still_there(shop)
    assert len(await shop.rows(Order)) == 1


@two_writers
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "the-key-of-this"}], ids=["plain", "keyed"])
async def test_no_order_is_placed_while_its_client_leaves(shop: Shop, headers: dict[str, str]):
    caller = connect(await shop.sign_in(shop.people.client))
    async with shop.runtime.transaction(shop.people.client) as unit:
        await unit.services.erasure.delete_profile(PASSWORD)
        order = caller.post("/api/orders", json={"service_id": 1, **car()}, headers=headers)
        ordering = asyncio.create_task(order)
        await until_somebody_waits(shop)
    assert title(await ordering) == (401, "Unauthenticated")
    assert await shop.rows(Order) == []
