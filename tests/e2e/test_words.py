"""A client reads what is happening now, what is new, what is past, and how to collect the car."""

from playwright.sync_api import expect

from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, stage_path
from tests.support.timeouts import TIMEOUT_MS

DONE = "1 этап выполнен"


def test_a_client_follows_in_plain_words_until_the_car_is_ready(shop: Shop, people: People):
    order, mechanic = shop.assigned_order(), shop.rest(MECHANIC)
    mechanic.post(f"{stage_path(order)}/complete")
    mechanic.post(f"{stage_path(order, 2)}/start")
    page = people.signed_in(CLIENT).new_page()
    page.goto(f"/orders/{order['id']}")
    expect(page.get_by_text("Илья Козлов выполняет работу «Замена масла и фильтра».")).to_be_visible()
    intake = page.get_by_text("Приёмка", exact=True)
    expect(intake).to_be_hidden()
    page.get_by_text(DONE).click()
    expect(intake).to_be_visible()

    mechanic.post(f"{stage_path(order, 2)}/complete")
    mechanic.post(f"{stage_path(order, 3)}/complete")
    # What was unfolded stays so, and what came meanwhile is told.
    expect(page.get_by_text("3 этапа выполнено")).to_be_visible(timeout=TIMEOUT_MS)
    expect(intake).to_be_visible()
    expect(page.get_by_text("С вашего прошлого визита: 2 этапа изменились")).to_be_visible()
    expect(page.get_by_text("Машина готова, приезжайте за ней.")).to_be_visible()
    shop_phone = page.get_by_role("link", name="+7 495 000-00-00")
    expect(shop_phone).to_have_attribute("href", "tel:+74950000000")
    expect(page.get_by_text("Москва, ул. Примерная, 1")).to_be_visible()
