"""An administrator gives out work: in the list and on the order's page, never by accident or unseen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import OwnShop, own_shop
from tests.e2e.shop import ADMINISTRATOR, COLLEAGUE, MECHANIC, NAMES, People, fresh_plate
from tests.support import pages
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases) -> Iterator[OwnShop]:
    """A shop whose list of orders has no others than these."""
    with own_shop(sqlite_databases) as shop:
        yield shop


def row(page: Page, order_id: int) -> Locator:
    return page.locator("tbody tr").filter(has=page.locator(f"a[href='/orders/{order_id}']"))


def chosen(select: Locator) -> str:
    return str(select.evaluate("(select) => select.selectedOptions[0].textContent"))


def shows(select: Locator, name: str) -> None:
    expect(select.locator("option:checked")).to_have_text(name)


def mechanics(shop: OwnShop, order_id: int) -> set[str]:
    order = shop.rest(ADMINISTRATOR).get(f"/orders/{order_id}")
    return {stage["mechanic_name"] for stage in order["stages"]}


def said(page: Page, message: str, **params: object) -> None:
    expect(page.get_by_text(pages.say(page, message, **params), exact=True)).to_be_visible()


def test_work_is_given_out_in_the_list_and_unassigned_orders_come_first(
    people: People, shop: OwnShop
) -> None:
    order, taken = shop.place_order(), shop.assigned_order()["id"]
    waiting = order["id"]
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/orders")
    ids = [int(text) for text in re.findall(r"/orders/(\d+)", page.locator("tbody").inner_html())]
    assert ids.index(waiting) < ids.index(taken)
    expect(row(page, waiting)).to_contain_text(
        pages.say(page, "waits %(age)s", age=pages.say(page, "less than a minute"))
    )
    name = f"{pages.say(page, 'Mechanic')}: {pages.say(page, 'No.')} {order['number']}"
    select = page.get_by_role("combobox", name=name, exact=True)
    shows(select, pages.say(page, "Nobody yet"))
    shows(row(page, taken).get_by_role("combobox"), NAMES[MECHANIC])
    # By keyboard alone; a choice by itself assigns nothing.
    select.focus()
    select.select_option(label=NAMES[COLLEAGUE])
    page.keyboard.press("Tab")
    assert mechanics(shop, waiting) == {""}
    page.keyboard.press("Enter")
    said(page, "No. %(number)s: %(name)s does the work now.", number=order["number"], name=NAMES[COLLEAGUE])
    shows(row(page, waiting).get_by_role("combobox"), NAMES[COLLEAGUE])
    assert mechanics(shop, waiting) == {NAMES[COLLEAGUE]}


def test_an_order_that_comes_in_takes_no_choice_away(people: People, shop: OwnShop) -> None:
    order_id = shop.place_order()["id"]
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/orders")
    select = row(page, order_id).get_by_role("combobox")
    select.select_option(label=NAMES[MECHANIC])
    plate = fresh_plate()
    shop.place_order(plate=plate)
    expect(page.get_by_text(plate)).to_be_visible()
    assert chosen(select) == NAMES[MECHANIC]
    assert mechanics(shop, order_id) == {""}


def test_the_present_mechanic_is_shown_and_is_not_given_the_work_again(people: People, shop: OwnShop) -> None:
    order = shop.assigned_order()
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/orders/{order['id']}")
    shows(page.locator("select[name=mechanic]"), NAMES[MECHANIC])
    page.get_by_role("button", name=pages.say(page, "Assign"), exact=True).click()
    said(page, "Nobody else was chosen: nothing has changed.")
    assert shop.rest(ADMINISTRATOR).get(f"/orders/{order['id']}")["version"] == order["version"]
    pages.assign_mechanic(page, pages.say(page, "Nobody yet"))
    said(page, "No. %(number)s: nobody has the work now.", number=order["number"])
    assert mechanics(shop, order["id"]) == {""}


def test_somebody_elses_assignment_is_shown_and_not_overwritten(people: People, shop: OwnShop) -> None:
    order_id = shop.place_order()["id"]
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/orders/{order_id}")
    select = page.locator("select[name=mechanic]")
    select.select_option(label=NAMES[MECHANIC])
    colleague = shop.rest(COLLEAGUE).user["id"]
    shop.rest(ADMINISTRATOR).post(f"/orders/{order_id}/assign", mechanic_id=colleague)
    expect(page.get_by_text(f"{pages.say(page, 'Meanwhile given to')}: {NAMES[COLLEAGUE]}")).to_be_visible()
    assert chosen(select) == NAMES[MECHANIC]
    page.get_by_role("button", name=pages.say(page, "Assign"), exact=True).click()
    said(
        page,
        "Meanwhile somebody else has given out this work. Look who has it now, and choose again.",
    )
    shows(select, NAMES[COLLEAGUE])
    assert mechanics(shop, order_id) == {NAMES[COLLEAGUE]}


def test_back_shows_the_filter_the_search_and_their_list_again(people: People, shop: OwnShop) -> None:
    plate = fresh_plate()
    order_id = shop.assigned_order(plate=plate)["id"]
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/orders")
    status = page.get_by_role("combobox", name=pages.say(page, "Status"), exact=True)
    status.select_option("scheduled")
    page.wait_for_url(re.compile("status=scheduled"))
    page.get_by_role("searchbox").fill(plate)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("[?&]q="))
    for _ in range(2):
        pages.order_in_list(page, order_id).click()
        pages.expect_path(page, f"/orders/{order_id}")
        page.go_back()
        pages.expect_path(page, "/admin/orders")
        expect(status).to_have_value("scheduled")
        expect(page.get_by_role("searchbox")).to_have_value(plate)
        expect(page.locator("tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(status).to_have_value("scheduled")
    page.go_back()
    expect(status).to_have_value("")
    page.go_forward()
    expect(status).to_have_value("scheduled")
    expect(page.locator("tbody tr").filter(has_not_text=pages.say(page, "Scheduled"))).to_have_count(0)
