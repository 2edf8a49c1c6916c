"""Lists over REST: pages follow each other, stay where they are, and belong to whoever asks."""

import base64
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from autoservice.modules.orders.models import Order
from autoservice.shared import pagination
from autoservice.shared.access import SYSTEM, Role
from tests.support.runtime import Callers, Shop, walk

# Comparisons of rows and partial indexes are the databases' own.
pytestmark = pytest.mark.both_databases
ORDERS = "/api/orders"


def ids(page: dict[str, Any]) -> list[int]:
    return [item["id"] for item in page["items"]]


async def orders(shop: Shop, count: int) -> list[int]:
    """The ids of that many new orders, the newest first."""
    return [(await shop.place_order()).id for _ in range(count)][::-1]


async def deliver(shop: Shop, order_ids: list[int]) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        over = update(Order).where(col(Order.id).in_(order_ids)).values(status="delivered")
        await unit.session.execute(over)


async def test_pages_lead_on_and_back(shop: Shop, callers: Callers):
    placed = await orders(shop, 5)
    there = [page async for page in walk(callers.client, ORDERS, size=2)]
    assert [ids(page) for page in there] == [placed[:2], placed[2:4], placed[4:]]
    assert [(page["previous"] is None, page["has_more"]) for page in there] == [
        (True, True), (False, True), (False, False)
    ]  # fmt: skip
    back = [
        page async for page in walk(callers.client, ORDERS, "previous", size=2, cursor=there[2]["previous"])
    ]
    assert [ids(page) for page in back] == [placed[2:4], placed[:2]]
    assert back[0]["next"] == there[1]["next"]


async def test_a_page_stays_where_it_is_while_the_list_changes(shop: Shop, callers: Callers):
    placed = await orders(shop, 4)
    first = (await callers.client.get(ORDERS, params={"size": 2})).json()
    second = {"size": 2, "cursor": first["next"]}
    await orders(shop, 3)
    assert ids((await callers.client.get(ORDERS, params=second)).json()) == placed[2:]


async def test_a_page_that_is_no_more_is_the_last_one(shop: Shop, callers: Callers):
    placed = await orders(shop, 5)
    pages = [page async for page in walk(callers.administrator, ORDERS, size=2, active=True)]
    await deliver(shop, placed[3:])
    wanted = {"size": 2, "active": True, "cursor": pages[1]["next"]}
    page = (await callers.administrator.get(ORDERS, params=wanted)).json()
    assert (ids(page), page["next"], page["total"]) == (placed[1:3], None, 3)


async def test_the_way_back_to_less_than_a_page_is_the_first_page(shop: Shop, callers: Callers):
    placed = await orders(shop, 5)
    pages = [page async for page in walk(callers.administrator, ORDERS, size=2, active=True)]
    await deliver(shop, placed[:1])
    wanted = {"size": 2, "active": True, "cursor": pages[1]["previous"]}
    page = (await callers.administrator.get(ORDERS, params=wanted)).json()
    assert (ids(page), page["previous"]) == (placed[1:3], None)


@pytest.mark.parametrize("who", ["client", "mechanic", "administrator"])
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [0, 1, 2, 3]),
        ({"active": True}, [0, 2]),
        ({"status": "delivered"}, [1, 3]),
        ({"status": "scheduled", "active": True}, [0, 2]),
        ({"status": "delivered", "active": True}, []),
    ],
    ids=str,
)
async def test_every_filter_is_paged_for_everybody(
    shop: Shop, callers: Callers, who: str, wanted: dict[str, Any], expected: list[int]
):
    mine = [(await shop.assigned_order()).id for _ in range(4)][::-1]
    await shop.assign(await shop.place_order(client=shop.people.other_client), shop.people.other_mechanic)
    await deliver(shop, [mine[1], mine[3]])
    pages = [page async for page in walk(callers.by(who), ORDERS, size=1, **wanted)]
    found = [order_id for page in pages for order_id in ids(page) if order_id in mine]
    assert found == [mine[place] for place in expected]
    if who != "administrator":
        assert {page["total"] for page in pages} == {len(expected)}


async def test_what_is_ready_comes_before_what_is_running_and_the_finished_last(shop: Shop, callers: Callers):
    placed = [await shop.assigned_order() for _ in range(5)]
    await shop.complete(placed[0], count=3)
    await shop.complete(placed[1], count=1)
    await shop.complete(placed[3], count=4)
    await shop.complete(placed[4], count=4)
    wanted = [placed[number].id for number in (0, 2, 1, 4, 3)]
    pages = [page async for page in walk(callers.client, ORDERS, size=2, sort="ready_first")]
    assert [order_id for page in pages for order_id in ids(page)] == wanted
    last = {"size": 2, "sort": "ready_first", "cursor": pages[2]["previous"]}
    back = [page async for page in walk(callers.client, ORDERS, "previous", **last)]
    assert [ids(page) for page in back] == [wanted[2:4], wanted[:2]]


async def test_a_long_list_is_not_counted_to_its_end(
    shop: Shop, callers: Callers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pagination, "COUNTED", 3)
    await orders(shop, 4)
    page = (await callers.client.get(ORDERS, params={"size": 2})).json()
    assert (page["total"], page["total_is_exact"]) == (3, False)
    whole = (await callers.client.get(ORDERS)).json()
    assert (whole["total"], whole["total_is_exact"]) == (4, True)


async def test_somebody_elses_cursor_shows_ones_own_rows(shop: Shop, callers: Callers):
    await orders(shop, 3)
    theirs = await shop.place_order(client=shop.people.other_client)
    cursor = (await callers.administrator.get(ORDERS, params={"size": 1})).json()["next"]
    for who in ("other_client", "other_mechanic"):
        page = (await callers.by(who).get(ORDERS, params={"cursor": cursor})).json()
        assert ids(page) == ([theirs.id] if who == "other_client" else [])


LISTS = [
    ORDERS,
    "/api/admin/users",
    "/api/admin/audit",
    "/api/admin/dead-letters",
    "/api/admin/deliveries",
    "/api/admin/invitations",
    "/api/auth/sessions",
]
NAMES = dict(
    zip(
        LISTS,
        ["orders", "people", "audit", "dead-letters", "deliveries", "invitations", "sessions"],
        strict=True,
    )
)


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@pytest.mark.parametrize("path", LISTS)
async def test_what_is_no_cursor_of_the_list_is_refused_with_a_sentence(
    shop: Shop, callers: Callers, path: str
):
    name = NAMES[path]
    keys = ["", "[]", "[0]", "[2147483648]", '["a"]', "[1,2,3,4]", '["\\u0000",1]', '["\\ud800",1]', "[NaN]"]
    keys += ['[0,"2026-01-01T00:00:00","x"]', '[0,"0001-01-01T00:00:00+14:00","x"]', "{}", "[[" * 999]
    bad = ["x", "=", "ъ", "a" * 5000, cursor("elsewhere>[1]"), cursor(f"{name}|[1]"), cursor(f"{name}2>[1]")]
    bad += [cursor(f"{name}{way}{key}") for key in keys for way in "<>"] + [cursor(f"\udc80{name}>[1]")]
    for one in bad:
        answer = await callers.administrator.get(path, params={"cursor": one})
        assert (answer.status_code, answer.json()["title"]) == (422, "UnknownCursor"), one
        assert "first page" in answer.json()["detail"] or "первой страницы" in answer.json()["detail"]


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_has_the_same_shape(callers: Callers, path: str):
    page = (await callers.administrator.get(path)).json()
    assert set(page) == {"items", "next", "previous", "has_more", "total", "total_is_exact"}


async def test_people_of_one_name_are_all_listed_once(shop: Shop, callers: Callers):
    namesakes = {
        (await shop.hire(f"namesake{number}", Role.CLIENT, "Анна Смирнова")).user_id for number in range(3)
    }
    pages = [page async for page in walk(callers.administrator, "/api/admin/users", size=1)]
    found = [order_id for page in pages for order_id in ids(page)]
    assert len(found) == len(set(found))
    assert namesakes <= set(found)
    back = [
        page
        async for page in walk(
            callers.administrator, "/api/admin/users", "previous", size=1, cursor=pages[-1]["previous"]
        )
    ]
    assert [one for page in back for one in ids(page)] == found[-2::-1]
