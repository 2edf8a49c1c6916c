"""The bell in the header counts up by itself, and leads to a list that is read on a phone."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.accounts import OwnShop
from tests.e2e.shop import MECHANIC, People, Shop, stage_path
from tests.support import pages
from tests.support.pages import Unmoved


def comment(shop: Shop, order: dict[str, Any]) -> None:
    """Let the mechanic write to the client."""
    shop.rest(MECHANIC).post(f"{stage_path(order)}/comments", text="Колодки в норме.", published=True)


def test_the_bell_counts_up_live_and_its_list_is_read_on_a_phone(people: People, shop: OwnShop) -> None:
    client = shop.person()
    order = shop.assigned_order(client)
    phone = people.signed_in(client, phone=True)
    page = pages.open_page(phone, "/orders")
    number = page.locator("header [data-unread]")
    expect(page.locator("header a[href='/notifications']")).to_be_visible()
    watching = Unmoved(page)

    comment(shop, order)
    expect(number).to_have_text("1")
    watching.check()

    page.locator("header a[href='/notifications']").tap()
    expect(page).to_have_url(f"{shop.url}/notifications")
    newest = page.locator("main li").first
    expect(newest).to_contain_text(pages.say(page, "The shop has written to you"))
    expect(number).to_have_text("1")
    # What comes while the list is open joins the message that nobody has read.
    comment(shop, order)
    expect(newest).to_contain_text("(2)")

    newest.get_by_role("link").tap()
    expect(page).to_have_url(f"{shop.url}/orders/{order['id']}")
    expect(number).to_have_count(0)


def test_what_one_is_told_is_chosen_on_the_profile_page(people: People, shop: OwnShop) -> None:
    client = shop.person()
    page = pages.open_page(people.signed_in(client), "/profile")
    box = page.locator("input[name='progress.email']")
    expect(box).to_be_checked()
    box.uncheck()
    page.locator("input[name=quiet]").check()
    page.locator("select[name=start]").select_option("21:30")
    page.locator("form").filter(has=box).get_by_role(
        "button", name=pages.say(page, "Save the choice")
    ).click()
    expect(page.get_by_text(pages.say(page, "Saved."), exact=True)).to_be_visible()
    page.reload()
    expect(page.locator("input[name='progress.email']")).not_to_be_checked()
    expect(page.locator("select[name=start]")).to_have_value("21:30")
    told = shop.rest(client).get("/profile/notifications")
    assert told["groups"]["progress"] == {"in_app": True, "email": False, "push": True, "sms": False}
    assert told["quiet_hours"]["start"] == "21:30"
