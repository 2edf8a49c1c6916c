"""A tracking link: made by the client, opened on a phone without an account, dead once it is revoked."""

import re

from playwright.sync_api import expect

from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages


def test_a_link_follows_the_order_decides_and_ends_when_it_is_revoked(people: People, shop: Shop) -> None:
    order = shop.started_order()
    path = f"/orders/{order['id']}"
    client = pages.open_page(people.signed_in(CLIENT), path)
    client.locator("#link-rights").select_option("true")
    client.get_by_role("button", name=pages.say(client, "Create a link")).click()
    expect(client.get_by_alt_text(pages.say(client, "QR code of the link"))).to_be_visible()
    address = client.locator("[data-answer=url]").inner_text()

    phone = people.guest(phone=True).new_page()
    phone.goto("/t/" + address.rpartition("/t/")[2])
    pages.expect_path(phone, f"/track/{order['id']}")
    expect(phone.get_by_role("heading", level=1)).to_have_text(order["service_name_ru"])
    expect(phone.locator("main")).to_contain_text(order["number"])
    expect(phone.locator("main").get_by_text(order["vehicle"]["plate"])).to_have_count(0)
    expect(phone.locator("main").get_by_text("Козлов")).to_have_count(0)

    mechanic = shop.rest(MECHANIC)
    mechanic.post(f"{stage_path(order)}/complete")
    pages.expect_stage_state(phone, 1, "Done")
    mechanic.post(f"{path}/extra-work", name="Втулки", price_minor=180_000)
    approve = pages.say(phone, "Approve")
    phone.get_by_role("button", name=f"{approve}: Втулки").tap()
    said = pages.say(client, "Approved on %(at)s by a tracking link", at="…").split("…")
    expect(client.get_by_text(re.compile(".+".join(map(re.escape, said))))).to_be_visible()

    client.get_by_role("button", name=pages.say(client, "Revoke")).first.click()
    phone.wait_for_url("**/sign-in**")
    expect(phone.get_by_role("heading", level=1)).not_to_have_text(order["service_name_ru"])
