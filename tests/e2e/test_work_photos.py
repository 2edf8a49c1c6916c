"""A mechanic proposes work on a phone and shows why; the client looks at it as it comes, and approves."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pictures import jpeg_file, phone_photo
from tests.e2e.shop import CLIENT, People, Shop
from tests.support import pages

PADS = "Передние колодки"


def photo(name: str) -> Any:
    return jpeg_file(phone_photo(), name)


def work(page: Page) -> Locator:
    """The proposed work, as the page has it."""
    return page.locator("main li").filter(has=page.get_by_role("heading", name=PADS, exact=True))


def shown(page: Page) -> Locator:
    """The small photos beside it."""
    return work(page).locator("a[data-slide] img")


def propose(page: Page) -> None:
    opens = page.get_by_role("button", name=pages.say(page, "Propose extra work"))
    opens.tap()
    page.locator("#work_name").fill(PADS)
    page.locator("#work_price_minor").fill("3500")
    # The open form has taken the place of the button that opened it.
    opens.tap()


def test_a_mechanic_shows_why_work_is_proposed_and_the_client_looks_at_it_and_approves(
    people: People, shop: Shop
) -> None:
    address = f"/orders/{shop.started_order()['id']}"
    client = pages.open_page(people.signed_in(CLIENT, phone=True), address)
    page = pages.open_page(people.mechanic(), address)
    propose(page)
    expect(work(client)).to_be_visible()
    expect(work(client).locator("input[type=file]")).to_have_count(0)
    form = work(page).locator("form[data-photos]")
    form.locator("input[multiple]").set_input_files(photo("worn.jpg"))
    form.locator("input[capture]").set_input_files(photo("new.jpg"))
    expect(form.locator("[data-tray] img")).to_have_count(2)
    form.get_by_role("button", name=pages.say(page, "Send to the client")).tap()
    for watching in (client, page):
        expect(shown(watching)).to_have_count(2)
    pages.expect_sent(page)

    shown(client).nth(1).tap()
    opened = client.locator("dialog[open]")
    expect(opened.get_by_role("img", name=f"Фото 2 из 2, {PADS}, ")).to_be_in_viewport(ratio=0.9)
    pages.expect_loaded(opened.locator("li img[data-photo]").nth(1))
    expect(opened.get_by_role("button", name=pages.say(client, "Take back"))).to_have_count(0)
    opened.get_by_role("button", name=pages.say(client, "Close")).tap()

    client.get_by_role("button", name=f"{pages.say(client, 'Approve')}: {PADS}").tap()
    # What was decided keeps what was shown, and gets no more.
    expect(form).to_have_count(0)
    expect(shown(page)).to_have_count(2)
    expect(shown(client)).to_have_count(2)
