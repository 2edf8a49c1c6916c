"""A mechanic puts a stage on hold by keyboard and resumes it by touch; the client's page follows both."""

from playwright.sync_api import expect

from tests.e2e.shop import People, Shop
from tests.support import pages
from tests.support.pages import Unmoved

REMARK = "Поставщик обещал во вторник."


def test_a_stage_is_put_on_hold_and_resumed(people: People, shop: Shop) -> None:
    order = shop.started_order()
    mechanic = pages.open_page(people.mechanic(), f"/orders/{order['id']}")
    client = pages.open_page(people.signed_in("client@example.com"), f"/orders/{order['id']}")
    watching = Unmoved(client)

    mechanic.get_by_text(pages.say(mechanic, "Put on hold"), exact=True).focus()
    mechanic.keyboard.press("Enter")
    mechanic.locator("textarea[name=remark]").fill(REMARK)
    mechanic.keyboard.press("Tab")
    mechanic.keyboard.press("Enter")

    hold = pages.say(client, "On hold: %(reason)s", reason=pages.say(client, "waiting for parts"))
    expect(pages.stage(client, 1).get_by_text(hold, exact=True)).to_be_visible()
    expect(client.locator("main p").get_by_text("Ждём запчасти")).to_be_visible()
    expect(mechanic.get_by_text(REMARK)).to_be_visible()
    expect(client.get_by_text(REMARK)).to_have_count(0)
    pages.expect_sent(mechanic)

    mechanic.get_by_role("button", name=pages.say(mechanic, "Resume the stage")).tap()
    pages.expect_stage_state(client, 1, "In progress")
    expect(mechanic.get_by_role("button", name=pages.say(mechanic, "Complete the stage"))).to_be_visible()
    watching.check()
