"""The shop's people: finding them, their roles, switching accounts off, inviting colleagues."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from autoservice.shared.access import Role
from autoservice.shared.i18n import translate_plural
from tests.e2e.accounts import OwnShop, own_shop, token_in
from tests.e2e.shop import ADMINISTRATOR, MECHANIC, People
from tests.support import pages
from tests.support.databases import Databases
from tests.support.timeouts import TIMEOUT_MS, TIMEOUT_SECONDS

CROWD = 60
PASSWORD = "quiet rivers carry heavy stones"


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases) -> Iterator[OwnShop]:
    """A shop with many clients."""
    with own_shop(sqlite_databases) as shop:
        shop.add({f"crowd{number:02}@example.com": f"Толпа {number:02}" for number in range(CROWD)})
        yield shop


@pytest.fixture
def page(people: People) -> Page:
    """The administrator's page."""
    return pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/users")


def rows(page: Page) -> Locator:
    return page.locator("tbody tr")


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox")


def search(page: Page, text: str) -> None:
    field(page).fill(text)


def step(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=f"{pages.say(page, name)}: ")


def turn(page: Page, name: str) -> None:
    step(page, name).click()


def row_of(page: Page, email: str) -> Locator:
    """The row of an account, found by searching for its address."""
    search(page, email)
    row = rows(page).filter(has_text=email)
    expect(row).to_be_visible()
    expect(rows(page)).to_have_count(1)
    return row


def choose_role(row: Locator, role: Role) -> None:
    row.locator("select").select_option(role.value)


def question(page: Page) -> Locator:
    return page.get_by_role("alertdialog")


def expect_said(page: Page, message: str, **params: object) -> None:
    said = pages.say(page, message, **params)
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=pages.say(page, button), exact=True).click()


def expect_moved(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: path in url, timeout=TIMEOUT_MS)


# ------------------------------------------------------------------ finding


def test_many_people_come_a_page_at_a_time(page: Page) -> None:
    search(page, "crowd")
    expect(rows(page).first).to_contain_text("crowd00@example.com")
    expect(rows(page)).to_have_count(25)
    turn(page, "Next page")
    expect(rows(page).first).to_contain_text("crowd25@example.com")
    expect(rows(page)).to_have_count(25)
    turn(page, "Next page")
    expect(rows(page)).to_have_count(CROWD - 50)
    # Who turns the page begins at the top of the next one.
    people = page.get_by_role("region", name=pages.say(page, "People"))
    expect(people).to_be_focused()
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    expect(step(page, "Next page")).to_have_attribute("aria-disabled", "true")
    page.reload()
    expect(rows(page)).to_have_count(CROWD - 50)
    expect(field(page)).to_have_value("crowd")
    page.go_back()
    expect(rows(page).first).to_contain_text("crowd25@example.com")
    turn(page, "To the beginning")
    expect(rows(page).first).to_contain_text("crowd00@example.com")


def test_what_is_searched_for_and_the_role_survive_a_look_elsewhere(page: Page) -> None:
    role = page.get_by_role("search").get_by_role("combobox")
    role.select_option("client")
    page.wait_for_url("**role=client")
    search(page, "crowd07")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name=pages.say(page, "Orders")).first.click()
    page.wait_for_url("**/admin/orders")
    page.go_back()
    expect(rows(page)).to_have_count(1)
    expect(field(page)).to_have_value("crowd07")
    expect(role).to_have_value("client")


@pytest.mark.parametrize("text", ["ТОЛПА 07", "crowd07", "Crowd07@EXAMPLE"])
def test_people_are_found_by_part_of_a_name_or_an_address(page: Page, text: str) -> None:
    search(page, text)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("crowd07@example.com")


def test_nobody_is_found_by_what_nobody_has(page: Page) -> None:
    search(page, "%_%")
    expect(page.get_by_role("heading", name=pages.say(page, "Nobody found"))).to_be_visible()


def test_people_are_found_by_their_role(page: Page) -> None:
    page.get_by_role("search").locator("select").select_option("administrator")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(ADMINISTRATOR)
    expect(rows(page).get_by_text(pages.say(page, "You"), exact=True)).to_be_visible()


@pytest.mark.parametrize(("email", "home"), [(MECHANIC, "/work"), ("crowd00@example.com", "/orders")])
def test_others_do_not_get_there(people: People, email: str, home: str) -> None:
    page = people.signed_in(email).new_page()
    pages.visit_and_land(page, "/admin/users", home)


# ------------------------------------------------------------------ roles and access


def test_a_new_role_moves_the_page_that_is_open(people: People, page: Page, shop: OwnShop) -> None:
    email = shop.person()
    theirs = pages.open_page(people.signed_in(email), "/orders")
    row = row_of(page, email)
    choose_role(row, Role.MECHANIC)
    press(page, "Yes, change")
    expect_moved(theirs, "/work")
    expect(row.locator("select")).to_have_value("mechanic")
    name = row.locator("p").first.inner_text()
    expect_said(page, "%(name)s: %(role)s. Saved.", name=name, role=pages.say(page, "Mechanic"))
    press(page, "Dismiss")
    expect(page.get_by_role("status").filter(has_text=name)).to_have_count(0)
    page.reload()
    expect(row_of(page, email).locator("select")).to_have_value("mechanic")


def test_an_administrator_is_made_only_after_a_question(page: Page, shop: OwnShop) -> None:
    email = shop.person(Role.MECHANIC)
    row = row_of(page, email)
    choose_role(row, Role.ADMINISTRATOR)
    expect_asked(page, "Make an administrator?")
    press(page, "Cancel")
    expect(question(page)).to_have_count(0)
    choose_role(row, Role.ADMINISTRATOR)
    expect(page.get_by_role("button", name=pages.say(page, "Cancel"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(question(page)).to_have_count(0)
    expect(row.locator("select")).to_have_value("mechanic")
    choose_role(row, Role.ADMINISTRATOR)
    press(page, "Yes, appoint")
    expect(row.locator("select")).to_have_value("administrator")
    # So that the next test finds one administrator again.
    choose_role(row, Role.CLIENT)
    expect_asked(page, "Take away administrator rights?")
    press(page, "Yes, take away")
    expect(row.locator("select")).to_have_value("client")


def expect_asked(page: Page, title: str) -> None:
    expect(question(page).get_by_role("heading")).to_have_text(pages.say(page, title))


def test_an_arrow_key_changes_no_role_and_the_focus_comes_back(page: Page, shop: OwnShop) -> None:
    role = row_of(page, shop.person(Role.MECHANIC)).locator("select")
    role.press("ArrowUp")
    expect_asked(page, "Change the role?")
    for _ in range(5):
        assert page.evaluate(FOCUS_IS_NOT_BEHIND), "The page behind the question has the focus."
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(question(page)).to_have_count(0)
    expect(role).to_be_focused()
    expect(role).to_have_value("mechanic")


# Beyond the last button comes the browser itself, and then the first one again.
FOCUS_IS_NOT_BEHIND = "document.activeElement.matches('body, dialog, dialog *')"


def test_the_last_administrator_stays_one(page: Page) -> None:
    row = row_of(page, ADMINISTRATOR)
    choose_role(row, Role.CLIENT)
    press(page, "Yes, take away")
    expect_refused(page)
    expect(row.locator("select")).to_have_value("administrator")
    row.get_by_role("switch").click()
    expect_asked(page, "Switch this administrator off?")
    press(page, "Yes, switch off")
    expect_refused(page)
    expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "true")


def expect_refused(page: Page) -> None:
    said = pages.say(page, "This is the last administrator. Make somebody else administrator first.")
    refusal = page.get_by_role("alert").filter(has_text=said)
    expect(refusal).to_be_visible()
    press(page, "Dismiss")
    expect(refusal).to_have_count(0)


def test_a_disabled_account_is_out_at_once_and_can_come_back(
    people: People, page: Page, shop: OwnShop
) -> None:
    email = shop.person()
    theirs = pages.open_page(people.signed_in(email), "/orders")
    switch = row_of(page, email).get_by_role("switch")
    name = page.locator("tbody p").first.inner_text()
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    expect_said(page, "%(name)s can no longer sign in. Saved.", name=name)
    expect_moved(theirs, "/sign-in")
    assert shop.sign_in(email).status_code == 401
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect_said(page, "%(name)s can sign in again. Saved.", name=name)
    assert shop.sign_in(email).status_code == 200


@pytest.mark.parametrize("device", [pages.PHONE, pages.DESKTOP], ids=["phone", "desktop"])
def test_what_was_said_covers_neither_the_last_row_nor_the_pager(
    people: People, shop: OwnShop, device: dict[str, int]
) -> None:
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/users?text=crowd")
    page.set_viewport_size(device)  # type: ignore[arg-type]
    rows(page).filter(has_text="crowd").first.get_by_role("switch").click()
    dismiss = page.get_by_role("button", name=pages.say(page, "Dismiss"))
    said = page.get_by_role("status").filter(has=dismiss)
    expect(said).to_be_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    for needed in (rows(page).last, page.get_by_role("navigation", name=pages.say(page, "Pages"))):
        assert not overlap(said, needed)
    bar = page.locator("nav:visible").last
    assert not overlap(said, bar)


def overlap(one: Locator, other: Locator) -> bool:
    """Whether two elements are seen at the same place."""
    first, second = one.bounding_box(), other.bounding_box()
    assert first
    assert second
    return first["y"] < second["y"] + second["height"] and second["y"] < first["y"] + first["height"]


def test_a_mechanic_with_open_work_is_switched_off_only_after_a_question(page: Page, shop: OwnShop) -> None:
    email = shop.person(Role.MECHANIC)
    order = shop.place_order()
    shop.rest(ADMINISTRATOR).post(f"/orders/{order['id']}/assign", mechanic_id=shop.rest(email).user["id"])
    row = row_of(page, email)
    name = page.locator("tbody p").first.inner_text()
    stages = translate_plural(
        pages.page_locale(page), "%(count)d open stage", "%(count)d open stages", len(order["stages"])
    )
    message = (
        "%(name)s still has %(stages)s. "
        "What is not begun comes back to the queue; give the rest to somebody else."
    )
    work = pages.say(page, message, name=name, stages=stages)
    row.get_by_role("switch").click()
    expect_asked(page, "Switch this account off?")
    expect(question(page)).to_contain_text(work)
    page.keyboard.press("Escape")
    expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    row.locator("select").select_option("client")
    expect_asked(page, "Change the role?")
    expect(question(page)).to_contain_text(work)
    page.keyboard.press("Escape")


# ------------------------------------------------------------------ skills


def skills_of(row: Locator) -> tuple[Locator, Locator, str]:
    """The button that opens the form of a mechanic's skills, that form, and the mechanic's name."""
    name = row.locator("p").first.inner_text()
    opener = row.get_by_role("button", name=f"{pages.say(row.page, 'Skills')}: {name}")
    return opener, row.page.get_by_role("dialog", name=name), name


def test_typed_skills_are_kept_when_they_are_refused_and_shown_in_the_row_when_saved(
    people: People, shop: OwnShop
) -> None:
    email, skill = shop.person(Role.MECHANIC), "Сварка в цеху"
    page = pages.open_page(people.signed_in(ADMINISTRATOR, phone=True), "/admin/users")
    row = row_of(page, email)
    opener, form, name = skills_of(row)
    opener.click()
    typed = form.get_by_role("textbox")
    typed.fill(f"{skill}, {'x' * 41}")
    typed.press("Enter")
    expect(form.get_by_text(pages.say(page, "This text is too long."))).to_be_visible()
    expect(typed).to_be_focused()
    expect(typed).to_have_value(f"{skill}, {'x' * 41}")
    typed.fill(skill)
    typed.press("Enter")
    expect_said(page, "%(name)s: %(skills)s. Saved.", name=name, skills=skill)
    expect(form).to_have_count(0)
    expect(row).to_contain_text(skill)
    expect(opener).to_be_focused()


def test_skills_are_looked_at_by_keys_alone_and_escape_changes_nothing(page: Page, shop: OwnShop) -> None:
    email, skill = shop.person(Role.MECHANIC), "Сварка в поле"
    mechanic = shop.rest(email).user["id"]
    place = f"/admin/mechanics/{mechanic}/skills"
    shop.rest(ADMINISTRATOR)._send("PUT", place, json={"skills": [skill]}).raise_for_status()
    opener, form, _ = skills_of(row_of(page, email))
    opener.press("Enter")
    box = form.get_by_role("checkbox", name=skill)
    expect(box).to_be_checked()
    box.press("Space")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    assert shop.rest(ADMINISTRATOR).get(place) == {"skills": [skill]}


# ------------------------------------------------------------------ invitations


def invite(page: Page, email: str, name: str = "Глеб Мастеров") -> None:
    page.locator("summary", has_text=pages.say(page, "Invite a colleague")).click()
    form = page.locator("main form")
    form.locator("[name=email]").fill(email)
    form.locator("[name=name]").fill(name)
    press(page, "Send the invitation")


def accept(shop: OwnShop, token: str) -> httpx.Response:
    wanted = {"token": token, "name": "Глеб Мастеров", "password": PASSWORD}
    return httpx.post(f"{shop.url}/api/auth/invitation", json=wanted, timeout=TIMEOUT_SECONDS)


def test_an_invited_colleague_gets_a_letter_and_begins(page: Page, people: People, shop: OwnShop) -> None:
    email = "invited@example.com"
    invite(page, email)
    expect(page.get_by_role("status").filter(has_text=email)).to_be_visible()
    waiting = page.locator("li", has_text=email)
    expect(waiting).to_be_visible()
    assert accept(shop, token_in(shop.email_to(email))).status_code == 201
    assert shop.sign_in(email, PASSWORD).json()["user"]["role"] == "mechanic"
    page.reload()
    expect(row_of(page, email).locator("select")).to_have_value("mechanic")
    expect(waiting).to_have_count(0)


def test_a_withdrawn_invitation_opens_nothing(page: Page, shop: OwnShop) -> None:
    email = "withdrawn@example.com"
    invite(page, email)
    token = token_in(shop.email_to(email))
    page.locator("li", has_text=email).get_by_role("button").click()
    expect(page.locator("li", has_text=email)).to_have_count(0)
    expect_said(page, "The invitation is withdrawn.")
    expect(page.locator("#invitation-withdrawn")).to_be_focused()
    assert accept(shop, token).status_code == 422


def test_what_is_wrong_with_an_invitation_is_said_and_nothing_typed_is_lost(page: Page) -> None:
    invite(page, "no address")
    alert = page.get_by_role("alert").filter(has_text=re.compile(r"\S"))
    expect(alert).to_have_text(pages.say(page, "Enter a valid e-mail address."))
    expect(page.locator("main form [name=name]")).to_have_value("Глеб Мастеров")
    page.locator("main form [name=email]").fill(MECHANIC)
    press(page, "Send the invitation")
    expect(alert).to_have_text(pages.say(page, "There already is an account with this address."))
