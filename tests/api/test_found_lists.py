"""Lists with a search text have the rows, the order and the count of a plain filter."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Final

import pytest

from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.models import User
from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance
from autoservice.modules.catalog.inventory.repository import SqlInventoryRepository
from autoservice.modules.catalog.inventory.schemas import ItemFilter
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.repository import SqlOrderRepository
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.shop_days import Times
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.shared import found_lists
from autoservice.shared.access import Role
from autoservice.shared.clock import system_clock
from autoservice.shared.normal_forms import plate_key
from autoservice.shared.pagination import Page
from autoservice.shared.search import Term, parse_query
from tests.support.runtime import Shop

pytestmark = pytest.mark.both_databases
WORDS: Final = ("колодки", "колодка", "колонка", "диск", "диски", "фильтр", "фара", "lada", "лада", "bosch")
QUERIES: Final = ("колодк", "колодки", "коло", "диск", "ф", "ла", "lada", "а", "bosch", "нет", "12", "7")
NUMBER: Final = 60


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that lists of a test reach."""
    bounds = {"RARE": 4, "WALKED": 12, "MERGED": 3, "COUNTED": 7, "SAMPLES": (5, 9, None)}
    for name, bound in bounds.items():
        monkeypatch.setattr(found_lists, name, bound)


def fits(rows: Sequence[Any], term: Term) -> bool:
    """Whether one of the rows has a token of the term."""
    return any(
        token.startswith(one) for row in rows for token in row.search_tokens() for one in term.prefixes
    )


def text(chance: random.Random) -> str:
    return " ".join(chance.sample(QUERIES, chance.choice((1, 1, 2, 3))))


async def read_all(read: Callable[[Any], Any], asked: Any) -> list[int]:
    """Read a list page by page to its end and back again; returns the ids, and checks each page's count."""
    pages: list[Page[Any]] = [await read(asked)]
    while pages[-1].next:
        pages.append(await read(asked.model_copy(update={"cursor": pages[-1].next})))
    ids = [row.id for page in pages for row in page.items]
    counted = len(ids) if len(pages) == 1 else min(len(ids), found_lists.COUNTED)
    assert {(page.total, page.total_is_exact) for page in pages} == {(counted, counted == len(ids))}
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = await read(asked.model_copy(update={"cursor": back.previous}))
        assert [row.id for row in back.items] == [row.id for row in page.items]
    return ids


def named(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.choice((1, 2, 3))))


def make_item(chance: random.Random, number: int) -> InventoryItem:
    values: dict[str, Any] = {
        "kind": chance.choice(("part", "consumable")),
        "unit": "piece",
        "price_minor": chance.randrange(5),
        "active": chance.random() < 0.8,
        "low": chance.random() < 0.2,
        "created_at": system_clock(),
    }
    item = InventoryItem(**values)
    names = {"name_ru": named(chance), "name_en": named(chance), "place": ""}
    item.describe({"article": f"A{number}", "maker": chance.choice(("Bosch", "")), **names})
    return item


@pytest.mark.parametrize("seed", range(2))
async def test_items_found_are_those_of_a_plain_filter(shop: Shop, seed: int):
    chance = random.Random(seed)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        for number in range(NUMBER):
            item = make_item(chance, number)
            unit.session.add(item)
            await unit.session.flush()
            unit.session.add(StockBalance(item_id=item.id))
    items = await shop.rows(InventoryItem)
    columns = {"name_ru": "sort_ru", "name_en": "sort_en", "article": "article_key", "price": "price_minor"}
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        for _ in range(15):
            sort, falls = chance.choice(("name_ru", *columns)), chance.random() < 0.5
            asked = ItemFilter(
                q=text(chance),
                sort=f"-{sort}" if falls else sort,
                size=chance.choice((1, 3, 5)),
                kind=chance.choice((None, None, "part")),
                archived=chance.random() < 0.2,
                low=chance.random() < 0.2,
            )

            expected = sorted(
                (one for one in items if is_expected(one, asked)),
                key=attrgetter(columns[sort], "id"),
                reverse=falls,
            )
            assert await read_all(SqlInventoryRepository(unit.session).page, asked) == [
                one.id for one in expected
            ], asked


def is_expected(item: InventoryItem, asked: ItemFilter) -> bool:
    return (
        item.active is not asked.archived
        and (item.low or not asked.low)
        and asked.kind in (None, item.kind)
        and all(fits([item], term) for term in parse_query(asked.q, is_inflected=True))
    )


def make_person(chance: random.Random, number: int) -> User:
    role = chance.choice(("client", "client", "mechanic"))
    phone = f"+7916{number:07d}"
    person = User(name="", role=role, password_hash="", created_at=system_clock(), phone=phone)
    person.rename(named(chance))
    return person


def make_order(chance: random.Random, number: int, car: Vehicle) -> Order:
    now = system_clock()
    return Order(
        number_year=2026,
        number=1000 + number,
        client_id=chance.choice((car.client_id, max(1, car.client_id - chance.randrange(9)))),
        vehicle_id=car.id,
        status=chance.choice(("requested", "delivered")),
        created_at=now,
        updated_at=now,
    )


async def add_people(shop: Shop, chance: random.Random) -> None:
    """Add people, each with a car and some with orders."""
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        people = [make_person(chance, number) for number in range(NUMBER)]
        unit.session.add_all(people)
        await unit.session.flush()
        plates = [f"A{chance.randrange(100, 999)}BC{chance.randrange(10, 99)}" for _ in people]
        cars = [
            Vehicle(client_id=one.id, plate=plate, plate_key=plate_key(plate), make=named(chance), model="X")
            for one, plate in zip(people, plates, strict=True)
        ]
        unit.session.add_all(cars)
        await unit.session.flush()
        unit.session.add_all(make_order(chance, number, chance.choice(cars)) for number in range(NUMBER))


@pytest.mark.parametrize("seed", range(2))
async def test_people_found_are_those_of_a_plain_filter(shop: Shop, seed: int):
    chance, administrator = random.Random(seed), shop.people.administrator
    await add_people(shop, chance)
    people = sorted(await shop.rows(User), key=lambda one: (one.search_name, one.id))
    async with shop.runtime.read_only(administrator) as unit:
        repository = SqlUsersRepository(unit.session)
        for _ in range(15):
            role, size = chance.choice((None, Role.CLIENT)), chance.choice((1, 3, 5))
            asked = UserFilter(text=text(chance), role=role, size=size)
            expected = [
                one.id
                for one in people
                if asked.role in (None, one.role)
                and all(fits([one], term) for term in parse_query(asked.text))
            ]
            assert await read_all(repository.page, asked) == expected, asked


@pytest.mark.parametrize("seed", range(2))
async def test_orders_found_are_those_of_a_plain_filter(shop: Shop, seed: int):
    chance, administrator = random.Random(seed), shop.people.administrator
    await add_people(shop, chance)
    users = {one.id: one for one in await shop.rows(User)}
    cars = {one.id: one for one in await shop.rows(Vehicle)}
    orders = sorted(await shop.rows(Order), key=lambda one: -one.id)

    def is_found(order: Order, term: Term) -> bool:
        return order.number == term.number or fits([users[order.client_id], cars[order.vehicle_id]], term)

    async with shop.runtime.read_only(administrator) as unit:
        repository = SqlOrderRepository(unit.session)

        async def read(query: OrdersFilter) -> Page[Order]:
            return await repository.page(query, Times(date(2026, 1, 1)), administrator)

        for _ in range(15):
            asked = OrdersFilter(q=text(chance), active=chance.random() < 0.3, size=chance.choice((1, 3, 5)))
            expected = [
                one.id
                for one in orders
                if (one.status == "requested" or not asked.active)
                and all(is_found(one, term) or one.id == term.number for term in parse_query(asked.q))
            ]
            assert await read_all(read, asked) == expected, asked
