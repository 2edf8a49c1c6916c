"""A client on a phone and the shop's desk write to each other: live, with marks until it is seen."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop
from tests.support import pages
from tests.support.axe import violations

QUESTION = "Когда можно забрать машину?"
ANSWER = "Сегодня после 18:00.\nСчёт: https://example.com/?a=1&b=<b>2</b>"


def talk(page: Page) -> Locator:
    return page.locator("#talk")


def message(page: Page, text: str) -> Locator:
    return talk(page).locator("[data-message]").filter(has_text=text)


def write(page: Page, text: str) -> None:
    talk(page).locator("textarea").fill(text)
    talk(page).get_by_role("button", name=pages.say(page, "Send")).click()


def badge(page: Page, order_id: int) -> Locator:
    """The number of unread messages beside an order in a list."""
    row = page.locator("main li, main tr").filter(has=page.locator(f"a[href='/orders/{order_id}']"))
    return row.get_by_text(re.compile(r"^1 новое сообщение$"))


def line_of(page: Page) -> Locator:
    """The line at the top of an order's page that leads to unread messages."""
    return page.locator("main a[href='#talk-end']")


def ask(client: Page) -> None:
    """Write the question; what is half typed survives a reload, and is gone once it is sent."""
    field = talk(client).locator("textarea")
    field.fill(QUESTION)
    client.reload()
    expect(field).to_have_value(QUESTION)
    talk(client).get_by_role("button", name=pages.say(client, "Send")).tap()
    expect(message(client, QUESTION)).to_be_visible()
    expect(field).to_have_value("")


def test_messages_are_there_at_once_and_marked_until_they_are_seen(people: People, shop: Shop) -> None:
    order = shop.started_order()
    address = f"/orders/{order['id']}"
    desk, phone = people.signed_in(ADMINISTRATOR), people.signed_in(CLIENT, phone=True)
    # New requests come first in this list, and other tests make many.
    table = pages.open_page(desk, f"/admin/orders?q={order['number']}")
    client, cards = pages.open_page(phone, address), pages.open_page(phone, "/orders")
    ask(client)
    expect(badge(table, order["id"])).to_be_visible()
    page = pages.open_page(desk, address)
    message(page, QUESTION).scroll_into_view_if_needed()
    expect(badge(table, order["id"])).to_have_count(0)

    # The phone shows the top of the page: the answer is announced there, and not taken for read.
    client.set_viewport_size({"width": 390, "height": 480})
    client.evaluate("scrollTo(0, 0)")
    expect(talk(client).get_by_role("log")).not_to_be_in_viewport()
    write(page, ANSWER)
    expect(line_of(client)).to_have_text("1 новое сообщение")
    expect(badge(cards, order["id"])).to_be_visible()
    assert violations(client) + violations(page) == []
    line_of(client).tap()
    expect(line_of(client)).to_have_count(0)
    expect(badge(cards, order["id"])).to_have_count(0)
    shown = message(client, ANSWER.partition("\n")[0])
    expect(shown.locator("p")).to_have_text(ANSWER, use_inner_text=True)
    expect(shown.locator("a, b")).to_have_count(0)


def test_a_message_that_was_taken_back_is_gone_in_every_window(people: People, shop: Shop) -> None:
    order = shop.started_order()
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/orders/{order['id']}")
    client = pages.open_page(people.signed_in(CLIENT, phone=True), f"/orders/{order['id']}")
    write(page, ANSWER)
    expect(message(client, "18:00")).to_be_visible()
    take_back = pages.say(page, "Take back")
    message(page, "18:00").get_by_role("button", name=take_back).first.click()
    page.locator("dialog[open]").get_by_role("button", name=take_back).click()
    expect(message(client, pages.say(client, "This message was taken back."))).to_be_visible()
    expect(message(client, "18:00")).to_have_count(0)


def test_a_long_talk_begins_at_its_end_and_goes_back_to_its_beginning(people: People, shop: Shop) -> None:
    order = shop.started_order()
    path = f"/orders/{order['id']}/messages"
    first: dict[str, Any] = shop.rest(MECHANIC).post(path, text="Самое первое сообщение.")
    for number in range(2, 48):
        shop.rest(MECHANIC if number % 2 else CLIENT).post(path, text=f"Сообщение номер {number}.")
    client = pages.open_page(people.signed_in(CLIENT, phone=True), f"/orders/{order['id']}#talk")
    expect(message(client, "Сообщение номер 47.")).to_be_in_viewport()
    earlier = talk(client).get_by_role("button", name=pages.say(client, "Show earlier messages"))
    for number in (11, 1):
        earlier.tap()
        expect(talk(client).locator(f"[data-message='{number}']")).to_have_count(1)
    expect(message(client, "Самое первое сообщение.")).to_have_count(1)
    expect(earlier).to_have_count(0)
    expect(talk(client).locator("[data-message]")).to_have_count(47)
    shop.rest(MECHANIC).delete(f"{path}/{first['id']}")
    expect(message(client, "Самое первое сообщение.")).to_have_count(0)


def test_the_holder_of_a_link_writes_without_an_account(people: People, shop: Shop) -> None:
    order = shop.started_order()
    shop.rest(MECHANIC).post(f"/orders/{order['id']}/messages", text=ANSWER)
    link = shop.rest(CLIENT).post(f"/orders/{order['id']}/tracking-links", may_approve=True)
    guest = people.guest(phone=True).new_page()
    guest.goto("/t/" + link["url"].rpartition("/t/")[2])
    expect(message(guest, "18:00")).to_have_count(1)
    write(guest, " ")
    expect(talk(guest).get_by_role("alert").filter(has_text=re.compile("."))).to_be_visible()
    write(guest, QUESTION)
    expect(message(guest, QUESTION)).to_contain_text(pages.say(guest, "You"))
    expect(talk(guest).locator("textarea")).to_have_value("")
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/orders/{order['id']}")
    expect(message(page, QUESTION)).to_contain_text(pages.say(page, "By tracking link"))
