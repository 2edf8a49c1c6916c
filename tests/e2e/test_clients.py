"""Clients of the shop: entered and ordered for in one go, merged, and their claims answered."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.entry import code_in, email_to, fill, new_account, press, register, sign_in
from tests.e2e.shop import ADMINISTRATOR, People, Shop, fresh_plate
from tests.support import pages
from tests.support.pages import Unmoved


def test_a_client_who_walks_in_is_entered_and_ordered_for_in_one_go(people: People, shop: Shop) -> None:
    plate = fresh_plate()
    # Of nobody else: a known number would be asked about.
    digits = "".join(filter(str.isdecimal, plate))[:3]
    page = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), "/admin/orders/new")
    page.get_by_role("link", name=pages.say(page, "New client")).tap()
    pages.expect_path(page, "/admin/clients/new")
    enter = page.get_by_role("button", name=pages.say(page, "Enter the client"))
    page.locator("[name=name]").fill("Захар Прохожий")
    enter.tap()
    expect(page.locator("#client_phone-error")).to_be_visible()
    page.locator("[name=phone]").fill(f"8 (916) 765-4{digits}")
    enter.tap()
    page.wait_for_url(re.compile(r"/admin/orders/new\?client=\d+$"))
    expect(page.get_by_role("link", name="Захар Прохожий")).to_be_visible()
    pages.tick_service(page)
    for name, text in {"plate": plate, "make": "Lada", "model": "Vesta"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name=pages.say(page, "Place the order")).tap()
    page.wait_for_url(re.compile(r"/orders/\d+$"))
    pages.wait_until_filled(page)
    page.get_by_role("link", name="Захар Прохожий").tap()
    page.wait_for_url(re.compile(r"/admin/clients/\d+$"))
    expect(page.locator("main")).to_contain_text(f"+7 916 765-4{digits[0]}-{digits[1:]}")
    expect(page.locator("main")).to_contain_text(plate)


def test_a_client_who_was_entered_twice_is_merged_and_the_old_link_leads_on(
    people: People, shop: Shop
) -> None:
    rest = shop.rest(ADMINISTRATOR)
    kept, other = (
        rest.post("/admin/clients", name=name, phone="+79167654300", confirmed=True)["id"]
        for name in ("Клавдия Первая", "Клавдия Вторая")
    )
    page = pages.open_page(people.signed_in(ADMINISTRATOR), f"/admin/clients/{kept}")
    page.get_by_role("link", name=pages.say(page, "Merge with…")).click()
    pages.expect_path(page, f"/admin/clients/{kept}/merge")
    page.locator("[name=client]").fill("вторая")
    page.locator("[name=client]").press("Enter")
    page.get_by_role("link", name=f"{pages.say(page, 'Merge')}: Клавдия Вторая").click()
    page.get_by_role("button", name=pages.say(page, "Merge the accounts")).click()
    pages.expect_path(page, f"/admin/clients/{kept}")
    pages.visit_and_land(page, f"{shop.url}/admin/clients/{other}", f"/admin/clients/{kept}")
    expect(page.get_by_role("heading", name="Клавдия Первая")).to_be_visible()


def test_a_walk_in_registers_and_claims_the_order_by_its_number(people: People, shop: Shop) -> None:
    plate = fresh_plate()
    email = f"walk-in-{plate[1:4]}@example.com"
    desk = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/clients/new?then=order")
    order_id = order_for_walk_in(desk, email, plate)
    watching = Unmoved(desk)

    page = registered(people, shop, email, "Вера Зайцева")
    page.get_by_role("link", name=pages.say(page, "I have ordered here before")).click()
    pages.expect_path(page, "/orders/claim")
    fill(page, plate=plate, number=str(order_id))
    press(page, "Find my orders")
    page.get_by_role("link", name=pages.say(page, "Show my orders")).click()

    pages.expect_path(page, "/orders")
    pages.order_in_list(page, order_id).click()
    pages.expect_path(page, f"/orders/{order_id}")
    expect(page.locator("main")).to_contain_text(plate)
    page.get_by_role("link", name=pages.say(page, "My cars")).first.click()
    pages.expect_path(page, "/vehicles")
    expect(page.locator("main")).to_contain_text(plate)
    # The shop's page of the order follows the order to the account.
    expect(desk.get_by_role("link", name="Вера Зайцева")).to_be_visible()
    watching.check()


def registered(people: People, shop: Shop, email: str, name: str) -> Page:
    page = pages.open_page(people.guest(), "/register")
    register(page, email, name)
    pages.expect_path(page, "/confirm")
    fill(page, code=code_in(email_to(shop, email)))
    press(page, "Confirm my address")
    pages.expect_path(page, "/sign-in")
    sign_in(page, email)
    pages.expect_path(page, "/orders")
    return page


def order_for_walk_in(desk: Page, email: str, plate: str) -> int:
    fill(desk, name="Вера", email=email)
    press(desk, "Enter the client")
    desk.wait_for_url(re.compile(r"/admin/orders/new\?client=\d+$"))
    expect(desk.get_by_text(pages.say(desk, "Not registered"))).to_be_visible()
    return pages.place_order(desk, plate, "Lada", "Vesta")


def test_a_claim_without_the_right_facts_is_answered_by_the_shop(people: People, shop: Shop) -> None:
    plate = fresh_plate()
    email = f"walk-in-{plate[1:4]}@example.com"
    desk = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/clients/new?then=order")
    order_id = order_for_walk_in(desk, email, plate)
    new_account(shop, email)
    page = pages.open_page(people.signed_in(email), "/orders/claim")
    fill(page, plate=plate, number=str(order_id + 1))
    press(page, "Find my orders")
    waits = (
        "Your request is sent. If the shop knows you by your e-mail address or phone number, it answers here "
    )
    expect(page.locator("main")).to_contain_text(pages.say(page, waits + "and by e-mail."))

    pages.visit(desk, "/admin/users")
    claims = pages.card(desk, pages.say(desk, "Clients who ask for earlier orders"))
    asked = claims.get_by_role("listitem").filter(has_text=email)
    asked.get_by_role("button", name=pages.say(desk, "Yes, the same person")).click()
    expect(asked).to_have_count(0)
    link = next(link for link in email_to(shop, email, 2).links if link.startswith(shop.url))
    pages.visit_and_land(page, link, "/orders")
    expect(pages.order_in_list(page, order_id)).to_be_visible()
