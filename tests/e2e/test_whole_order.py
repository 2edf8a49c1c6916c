"""A whole order, by pages alone: three people watch it live from the request to the handover."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Locator, Page, expect

from autoservice.shared.i18n import format_money
from tests.e2e.held_back import HeldBack
from tests.e2e.pictures import jpeg_file, phone_photo
from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, NAMES, People, Shop, fresh_plate
from tests.support import pages
from tests.support.pages import Unmoved

# The stages of a quick job, of which the intake is 4 minutes, the work 24, the check and the handover 4 each.
INTAKE, WORK, CHECK, HANDOVER = "Приёмка", "Работы", "Контроль", "Выдача"
# Half an hour of extra work, and one that is declined.
BUSHES, BOOT = "Втулки стабилизатора", "Пыльник привода"
BUSHES_MINOR, EDITED_MINOR, BOOT_MINOR = 250_000, 300_000, 180_000
PART: Final = "Втулка 22 мм"
# Latin words that every Russian page may have.
LATIN: Final = {"autoservice", "English", "Granta", "Lada", "VIN"}


def roubles(minor: int) -> str:
    return format_money("ru", minor, "RUB")


@dataclass
class Watchers:
    """An order on the pages of those who watch it, none of which is loaded again."""

    client: Page
    shop: Page
    mechanic: Page
    unmoved: list[Unmoved] = field(default_factory=list)
    errors: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.unmoved = [Unmoved(page) for page in self]
        self.errors = [pages.watch_errors(page) for page in self]

    def __iter__(self) -> Iterator[Page]:
        return iter((self.client, self.shop, self.mechanic))

    def check(self) -> None:
        """None has been loaded again, has failed, or speaks English."""
        for page, unmoved, errors in zip(self, self.unmoved, self.errors, strict=True):
            unmoved.check()
            assert errors == []
            assert english(page) == set()

    def expect(self, status: str, percent: int) -> None:
        """All say the order's ``status`` (a msgid) and how far it is."""
        for page in self:
            expect_order(page, status, percent)

    def expect_stage(self, state: str, *words: str) -> None:
        """All say the ``state`` (a msgid) of the stage with these words."""
        for page in self:
            pages.expect_state(pages.stage_called(page, *words), state)

    def expect_total(self, minor: int) -> None:
        """All say what the order costs."""
        for page in self:
            done = pages.card(page, pages.say(page, "What is done"))
            expect(done).to_contain_text(pages.say(page, "Total from") + roubles(minor))


def english(page: Page) -> set[str]:
    """The English words that the page shows or tells, without those of addresses."""
    said = re.sub(r"https?:\S+|\S+@\S+", " ", "\n".join(pages.spoken_texts(page)))
    return set(re.findall("[A-Za-z]{3,}", said)) - LATIN


def expect_order(page: Page, status: str, percent: int) -> None:
    box = page.locator("main section").filter(has=page.get_by_role("progressbar"))
    expect(box.get_by_text(pages.say(page, status), exact=True)).to_be_visible()
    expect(pages.progress(page)).to_have_attribute("aria-valuenow", str(percent))


def test_an_order_is_watched_live_by_three_from_the_request_to_the_handover(
    people: People, shop: Shop
) -> None:
    client = pages.open_page(people.signed_in(CLIENT), "/orders/new")
    order_id = request_with_a_photo(client)
    address = f"/orders/{order_id}"
    order = shop.rest(CLIENT).get(address)
    everybody = let_in(people, client, address)

    check_in(everybody)
    phone, sockets = follow_by_link(people, client)
    propose_two(everybody, phone, order["price_minor"])
    approve_what_was_edited(everybody, phone, sockets)
    decline(everybody, phone)
    total = order["price_minor"] + EDITED_MINOR
    everybody.expect_total(total)
    # 4 of what are 66 minutes now.
    everybody.expect("In repair", 6)
    everybody.expect_stage("Assigned", WORK, BUSHES)
    car = pages.open_page(client.context, f"/vehicles/{order['vehicle']['id']}")
    expect(pages.card(car, pages.say(car, "Deferred work"))).to_contain_text(BOOT)

    wait_for_a_part(everybody)
    finish(everybody, total)
    expect_order(phone, "Delivered", 100)
    pages.expect_sent(everybody.mechanic)
    everybody.check()
    assert english(phone) == set()


def request_with_a_photo(client: Page) -> int:
    photo = jpeg_file(phone_photo(), "dent.jpg")
    client.locator("main form[data-photos] input[multiple]").set_input_files(photo)  # type: ignore[arg-type]
    order_id = pages.place_order(client, fresh_plate(), "Lada", "Granta", "Стучит на кочках.")
    expect(photos(client, "Your photos")).to_have_count(1)
    return order_id


def photos(page: Page, title: str) -> Locator:
    return pages.card(page, pages.say(page, title)).locator("a[data-slide] img")


def let_in(people: People, client: Page, address: str) -> Watchers:
    """The administrator looks at the request and gives it to the mechanic, who opens it on the phone."""
    watching = Unmoved(client)
    shop = pages.open_page(people.signed_in(ADMINISTRATOR), address)
    expect(photos(shop, "Photos from the client")).to_have_count(1)
    expect_order(client, "Requested", 0)
    pages.assign_mechanic(shop, NAMES[MECHANIC])
    expect_order(client, "Scheduled", 0)
    watching.check()
    mechanic = pages.open_page(people.mechanic(), address)
    expect(photos(mechanic, "Photos from the client")).to_have_count(1)
    return Watchers(client, shop, mechanic)


def check_in(everybody: Watchers) -> None:
    shop, mechanic = everybody.shop, everybody.mechanic
    shop.get_by_role("button", name=pages.say(shop, "Take the car in")).click()
    everybody.expect("Checked in", 11)
    everybody.expect_stage("Done", INTAKE)
    pages.tap_start(mechanic)
    everybody.expect("In repair", 11)
    everybody.expect_stage("In progress", WORK)


def follow_by_link(people: People, client: Page) -> tuple[Page, HeldBack]:
    """The client makes a link and opens it on a phone that is not signed in."""
    client.locator("#link-rights").select_option("true")
    client.get_by_role("button", name=pages.say(client, "Create a link")).click()
    made = client.locator("[data-answer=url]")
    expect(made).to_contain_text("/t/")
    phone = people.guest(phone=True).new_page()
    sockets = HeldBack(phone)
    pages.visit(phone, "/t/" + made.inner_text().rpartition("/t/")[2])
    expect_order(phone, "In repair", 11)
    return phone, sockets


def work(page: Page, name: str) -> Locator:
    """The extra work of that name."""
    return page.locator("main li").filter(has=page.get_by_role("heading", name=name, exact=True))


def propose(mechanic: Page, name: str, minor: int) -> None:
    opens = mechanic.get_by_role("button", name=pages.say(mechanic, "Propose extra work"))
    opens.tap()
    mechanic.locator("#work_name").fill(name)
    mechanic.locator("#work_price_minor").fill(str(minor // 100))
    mechanic.locator("#work_norm_minutes").fill("0,5")
    opens.tap()
    expect(work(mechanic, name)).to_contain_text(roubles(minor))


def propose_two(everybody: Watchers, phone: Page, price_minor: int) -> None:
    propose(everybody.mechanic, BUSHES, BUSHES_MINOR)
    propose(everybody.mechanic, BOOT, BOOT_MINOR)
    for page in (everybody.client, phone):
        asked = pages.card(page, pages.say(page, "Needs your decision"))
        with_all = roubles(price_minor + BUSHES_MINOR + BOOT_MINOR)
        expect(asked).to_contain_text(f"{pages.say(page, 'With everything proposed')}: {with_all}")
        expect(work(page, BUSHES)).to_contain_text(pages.say(page, "Waits for your decision"))
    shop = everybody.shop
    expect(work(shop, BOOT)).to_contain_text(roubles(BOOT_MINOR))
    expect(work(shop, BOOT)).to_contain_text(pages.say(shop, "Waits for the client's decision"))
    # Until it is approved, nothing has become longer or dearer.
    everybody.expect("In repair", 11)
    everybody.expect_total(price_minor)


def approve_what_was_edited(everybody: Watchers, phone: Page, sockets: HeldBack) -> None:
    """A yes to what is not proposed any more is none: the phone says what it costs now, and asks again."""
    approves = phone.get_by_role("button", name=f"{pages.say(phone, 'Approve')}: {BUSHES}")
    sockets.hold()
    edit_price(everybody.mechanic)
    for page in everybody:
        expect(work(page, BUSHES)).to_contain_text(roubles(EDITED_MINOR))
    expect(approves).to_contain_text(roubles(BUSHES_MINOR))
    approves.tap()
    pages.wait_for(phone, lambda: any("approve_work" in said for said in sockets.sent))
    sockets.let_through()
    refusal = "This work has just been changed: it is now %(price)s. Nothing was decided yet, look again."
    expect(work(phone, BUSHES)).to_contain_text(pages.say(phone, refusal, price=roubles(EDITED_MINOR)))
    expect(approves).to_contain_text(roubles(EDITED_MINOR))
    client = everybody.client
    expect(work(client, BUSHES)).to_contain_text(pages.say(client, "Waits for your decision"))
    approves.tap()
    for page in (*everybody, phone):
        expect(work(page, BUSHES)).to_contain_text(decided(page, "Approved on %(at)s by a tracking link"))


def edit_price(mechanic: Page) -> None:
    change = f"{pages.say(mechanic, 'Change')}: {BUSHES}"
    mechanic.get_by_role("button", name=change).tap()
    price = mechanic.locator("#work_price_minor")
    price.fill(str(EDITED_MINOR // 100))
    form = mechanic.locator("form").filter(has=price)
    form.get_by_role("button", name=pages.say(mechanic, "Save"), exact=True).tap()
    expect(price).to_have_count(0)


def decided(page: Page, sentence: str) -> re.Pattern[str]:
    """What is said of a decision, at whatever time it was taken."""
    return re.compile(".+".join(map(re.escape, pages.say(page, sentence, at="…").split("…"))))


def decline(everybody: Watchers, phone: Page) -> None:
    name = f"{pages.say(phone, 'Decline')}: {BOOT}"
    phone.get_by_role("button", name=name).tap()
    for page in (*everybody, phone):
        expect(work(page, BOOT)).to_contain_text(decided(page, "Declined on %(at)s by a tracking link"))
        expect(pages.stage_called(page, BOOT)).to_have_count(0)


def wait_for_a_part(everybody: Watchers) -> None:
    mechanic = everybody.mechanic
    pages.tap_complete(mechanic)
    # 28 of 66 minutes.
    everybody.expect("In repair", 42)
    place = pages.card(mechanic, f"{WORK} · {BUSHES}")
    place.get_by_role("button", name=pages.say(mechanic, "Start the stage")).tap()
    everybody.expect_stage("In progress", WORK, BUSHES)
    add_part(mechanic)
    expect_part(everybody, "Needed")
    row(mechanic).locator("summary", has_text=pages.say(mechanic, "Order it")).tap()
    press_part(mechanic, "Save the order")
    expect_part(everybody, "On order")
    press_part(mechanic, "The work waits for it")
    everybody.expect("Waiting", 42)
    for page in everybody:
        hold = pages.say(page, "On hold: %(reason)s", reason=pages.say(page, "waiting for parts"))
        expect(page.get_by_text(hold, exact=True)).to_be_visible()
    everybody.check()
    press_part(mechanic, "It has arrived")
    expect_part(everybody, "Has arrived")
    press_part(mechanic, "Issue to the work")
    expect_part(everybody, "Issued")
    place.get_by_role("button", name=pages.say(mechanic, "Resume the stage")).tap()
    everybody.expect("In repair", 42)
    everybody.expect_stage("In progress", WORK, BUSHES)


def add_part(mechanic: Page) -> None:
    """Add a part that is not kept in stock, and that the price of the extra work includes."""
    mechanic.get_by_text(pages.say(mechanic, "Add a part"), exact=True).tap()
    mechanic.locator("#part-name").fill(PART)
    free = f"{pages.say(mechanic, 'Not from the stock')}: {PART}"
    mechanic.get_by_role("radio", name=free).check()
    mechanic.locator("select[name=job_id]").select_option(label=BUSHES)
    mechanic.get_by_role("button", name=pages.say(mechanic, "Add the part"), exact=True).tap()


def row(page: Page) -> Locator:
    return pages.card(page, pages.say(page, "Parts")).get_by_role("listitem").filter(has_text=PART)


def press_part(page: Page, label: str) -> None:
    row(page).get_by_role("button", name=pages.say(page, label)).tap()


def expect_part(everybody: Watchers, state: str) -> None:
    for page in everybody:
        expect(row(page).get_by_text(pages.say(page, state), exact=True)).to_be_visible()


def finish(everybody: Watchers, total_minor: int) -> None:
    client, shop, mechanic = everybody
    pages.tap_complete(mechanic)
    # 58 of 66 minutes.
    everybody.expect("In repair", 87)
    everybody.expect_stage("Done", WORK, BUSHES)
    pages.tap_start(mechanic)
    everybody.expect_stage("In progress", CHECK)
    pages.tap_complete(mechanic)
    everybody.expect("Ready", 93)
    pickup = pages.card(client, pages.say(client, "Come and collect your car"))
    expect(pickup).to_contain_text(roubles(total_minor))
    shop.get_by_role("button", name=pages.say(shop, "Hand the car over")).click()
    everybody.expect("Delivered", 100)
    everybody.expect_stage("Done", HANDOVER)
    everybody.expect_total(total_minor)
    ended = pages.say(client, "Everything is done, the car has been collected.")
    # Those who hear the page are told, too.
    expect(client.get_by_text(ended, exact=True)).to_be_visible()
    expect(mechanic.locator(".work-place").get_by_role("button")).to_have_count(0)
