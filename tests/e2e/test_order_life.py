"""On an administrator's phone an order is put on hold, resumed, cancelled, opened again, or made cheaper."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from autoservice.shared.i18n import format_money
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages
from tests.support.pages import Unmoved

REMARK = "Поставщик обещал через неделю."
WHY = "Клиент нашёл запчасть дешевле."
REASON = "Постоянный клиент."


def open_form(page: Page, label: str) -> None:
    page.locator("summary").get_by_text(pages.say(page, label), exact=True).tap()


def test_an_order_is_put_on_hold_resumed_and_cancelled(people: People, shop: Shop) -> None:
    order = shop.started_order()
    shop_side = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), f"/orders/{order['id']}")
    client = pages.open_page(people.signed_in(CLIENT), f"/orders/{order['id']}")
    watching = Unmoved(client)
    sentence = client.locator("main p.text-lg")

    open_form(shop_side, "Put the order on hold")
    course = pages.card(shop_side, pages.say(shop_side, "Course of the order"))
    course.locator("input[name=until]").fill(in_days(shop_side, 7))
    course.locator("textarea[name=remark]").fill(REMARK)
    course.get_by_role("button", name=pages.say(shop_side, "waiting for parts")).tap()

    expect(sentence).to_contain_text("Ждём запчасти до")
    expect(course.get_by_text(REMARK)).to_be_visible()
    expect(client.get_by_text(REMARK)).to_have_count(0)
    pages.expect_sent(shop_side)

    shop_side.get_by_role("button", name=pages.say(shop_side, "Resume the order")).tap()
    expect(sentence).not_to_contain_text("Ждём запчасти")
    pages.expect_sent(shop_side)

    open_form(shop_side, "Cancel the order")
    course.locator("textarea[name=reason]").fill(WHY)
    course.get_by_role("button", name=pages.say(shop_side, "Yes, cancel the order")).tap()
    expect(client.get_by_text(WHY)).to_be_visible()
    expect(sentence).to_have_text(pages.say(client, "The order was cancelled."))
    expect(course.get_by_role("button")).to_have_count(0)
    watching.check()


def in_days(page: Page, days: int) -> str:
    moved = timedelta(days=days).total_seconds() * 1000
    day: str = page.evaluate("(moved) => new Date(Date.now() + moved).toISOString().slice(0, 10)", moved)
    return day


def test_a_delivered_order_is_opened_again_from_a_stage_on(people: People, shop: Shop) -> None:
    order = shop.assigned_order()
    for number in range(1, 5):
        shop.rest(MECHANIC).post(f"{stage_path(order, number)}/complete")
    page = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), f"/orders/{order['id']}")

    open_form(page, "Reopen the order")
    course = pages.card(page, pages.say(page, "Course of the order"))
    course.locator("select[name=stage_ids]").select_option(value=str(order["stages"][1]["id"]))
    course.locator("textarea[name=reason]").fill("Скрип остался.")
    course.locator("input[name=comeback]").check()
    course.get_by_role("button", name=pages.say(page, "Yes, reopen the order")).tap()

    pages.expect_stage_state(page, 3, "Assigned")
    expect(course.get_by_text(pages.say(page, "Repeated repair"))).to_be_visible()
    expect(page.get_by_role("button", name=pages.say(page, "Complete the stage"))).to_be_visible()


def test_a_service_that_the_shop_adds_is_seen_at_once_by_the_client_and_the_mechanic(
    people: People, shop: Shop
) -> None:
    order = shop.started_order()
    shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    address = f"/orders/{order['id']}"
    shop_side = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), address)
    client, mechanic = (pages.open_page(people.signed_in(who), address) for who in (CLIENT, MECHANIC))
    watching = Unmoved(client)
    before = pages.progress(client).get_attribute("aria-valuenow")

    shop_side.get_by_role("button", name=pages.say(shop_side, "Add a service")).tap()
    form = pages.card(shop_side, pages.say(shop_side, "More services"))
    adds = form.get_by_role("button", name=pages.say(shop_side, "Add to the order"))
    expect(adds).to_be_disabled()
    form.get_by_role("searchbox").fill("колодки")
    box = form.get_by_role("checkbox", name="Передние колодки")
    box.check()
    form.locator("[name=remark]").fill(REMARK)
    expect(form.get_by_text(pages.say(shop_side, "Price from"))).to_be_visible()
    assert shop_side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    adds.tap()

    expect(form.get_by_text(pages.say(shop_side, "Added to the order."))).to_be_visible()
    for page in (client, mechanic):
        expect(page.locator("main").get_by_text("Передние колодки").first).to_be_visible()
    expect(pages.progress(client)).not_to_have_attribute("aria-valuenow", before or "")
    expect(client.get_by_text(REMARK)).to_have_count(0)
    watching.check()


def test_a_discount_is_seen_at_once_by_the_client_and_a_refused_one_stays_in_the_form(
    people: People, shop: Shop
) -> None:
    order = shop.started_order()
    address = f"/orders/{order['id']}"
    shop_side = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), address)
    client = pages.open_page(people.signed_in(CLIENT), address)
    watching = Unmoved(client)

    open_form(shop_side, "Discount")
    value = shop_side.locator("#discount_value")
    value.fill("101")
    shop_side.locator("#discount_reason").fill(REASON)
    save = shop_side.get_by_role("button", name=pages.say(shop_side, "Save the discount"))
    save.tap()
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(value).to_have_value("101")

    value.fill("12,5")
    save.tap()
    done = pages.card(client, pages.say(client, "What is done"))
    expect(done).to_contain_text(pages.say(client, "Discount %(rate)s %%", rate="12,5"))
    expect(done).to_contain_text(REASON)
    total = format_money("ru", order["price_minor"] * 7 // 8, "RUB")
    expect(done).to_contain_text(pages.say(client, "Total from") + total)
    expect(value).to_have_value("12,5")
    assert shop_side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watching.check()
