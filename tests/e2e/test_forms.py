"""What holds for all forms: double taps, what is wrong and where it is said, and who gets the focus."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from autoservice.cli import demo
from tests.e2e.entry import PASSWORD, ask_for_account, email_to, expect_said, fill, link_in, press, register
from tests.e2e.shop import ADMINISTRATOR, CLIENT, People, Shop, fresh_plate
from tests.support import pages

REQUIRED = "This field is required."


@pytest.fixture
def order_form(people: People) -> Page:
    """The page on which a client orders."""
    return pages.open_page(people.signed_in(CLIENT), "/orders/new")


@pytest.fixture
def users(people: People) -> Page:
    """The administrator's page with the form for invitations."""
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/users")
    page.locator("summary", has_text=pages.say(page, "Invite a colleague")).click()
    return page


def submit_button(page: Page, message: str) -> Locator:
    return page.locator("main").get_by_role("button", name=pages.say(page, message), exact=True)


def fill_order(page: Page, plate: str) -> None:
    pages.choose_another_car(page)
    pages.tick_service(page)
    for name, value in {"plate": plate, "make": "Lada", "model": "Vesta", "note": plate}.items():
        page.locator(f"[name={name}]").fill(value)


def orders_of(shop: Shop, plate: str) -> list[int]:
    orders = shop.rest(CLIENT).get("/orders?size=100")["items"]
    return [order["id"] for order in orders if order["note"] == plate]


def field_of(page: Page, name: str) -> Locator:
    return page.locator(f"main [name={name}]:visible")


def expect_wrong(control: Locator, sentence: str) -> None:
    """Screen readers hear ``sentence`` with the control, which has the focus."""
    expect(control).to_be_focused()
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description(sentence)


# ------------------------------------------------------------------ double taps


def test_a_double_tap_orders_once(order_form: Page, shop: Shop) -> None:
    plate = fresh_plate()
    fill_order(order_form, plate)
    submit_button(order_form, "Place the order").dblclick()
    order_form.wait_for_url(lambda url: "/orders/new" not in url)
    pages.wait_until_filled(order_form)
    assert len(orders_of(shop, plate)) == 1


def test_a_form_that_is_sent_again_before_the_page_has_changed_orders_once(
    order_form: Page, shop: Shop
) -> None:
    plate = fresh_plate()
    fill_order(order_form, plate)
    button = submit_button(order_form, "Place the order")
    # Typing makes the second one count as meant; both are on their way before the first one is answered.
    button.evaluate(
        """button => {
            button.click();
            button.form.elements.plate.dispatchEvent(new Event("input", { bubbles: true }));
            button.click();
        }"""
    )
    order_form.wait_for_url(lambda url: "/orders/new" not in url)
    pages.wait_until_filled(order_form)
    assert len(orders_of(shop, plate)) == 1


def test_another_order_can_be_placed_afterwards(order_form: Page, shop: Shop) -> None:
    plates = fresh_plate(), fresh_plate()
    first = pages.place_order(order_form, plates[0], "Lada", "Vesta")
    pages.visit(order_form, "/orders/new")
    assert pages.place_order(order_form, plates[1], "Lada", "Vesta") != first


def test_a_double_tap_invites_once_and_empties_the_form(users: Page) -> None:
    fill_invitation(users, "invited-twice@example.com")
    submit_button(users, "Send the invitation").dblclick()
    expect(users.get_by_role("status").filter(has_text="invited-twice@example.com")).to_be_visible()
    expect(invitation_field(users, "email")).to_have_value("")
    expect(invitation_field(users, "name")).to_have_value("")
    # The next one can follow at once, and has its turn after whatever the first taps have led to.
    fill_invitation(users, "next-invited@example.com")
    submit_button(users, "Send the invitation").click()
    expect(users.get_by_role("status").filter(has_text="next-invited@example.com")).to_be_visible()
    expect(users.locator("li", has_text="next-invited@example.com")).to_have_count(1)
    expect(users.locator("li", has_text="invited-twice@example.com")).to_have_count(1)


def test_a_double_tap_signs_in_once_and_the_next_attempt_is_free(people: People) -> None:
    page = pages.open_page(people.guest(), "/sign-in")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/login") else None)
    for attempt in (1, 2):
        fill(page, login=CLIENT, password=f"wrong {attempt}")
        submit_button(page, "Sign in").evaluate("button => { button.click(); button.form.requestSubmit(); }")
        expect_said(page, "The address or the password is wrong.")
        expect(submit_button(page, "Sign in")).to_be_enabled()
        assert len(sent) == attempt


def test_a_form_that_is_sent_before_its_script_has_come_is_sent_by_it(people: People) -> None:
    page = people.guest().new_page()
    held: list[Route] = []
    page.route("**/assets/forms-*.js", lambda route: held.append(route), times=1)
    page.goto("/sign-in", wait_until="commit")
    fill(page, login=CLIENT, password=demo.PASSWORD)
    submit_button(page, "Sign in").click()
    pages.wait_for(page, lambda: len(held) == 1)
    held[0].continue_()
    pages.expect_path(page, "/orders")


def invitation_field(page: Page, name: str) -> Locator:
    return page.locator(f"#invitation_{name}")


def fill_invitation(page: Page, email: str) -> None:
    invitation_field(page, "email").fill(email)
    invitation_field(page, "name").fill("Глеб Мастеров")


# ------------------------------------------------------------------ what is wrong


def test_a_wrong_field_is_marked_focused_and_can_be_corrected_at_once(order_form: Page) -> None:
    fill_order(order_form, "?")
    for _ in range(2):
        submit_button(order_form, "Place the order").click()
        said = pages.say(order_form, "Enter the number plate: 2 to 15 letters and digits.")
        expect_wrong(field_of(order_form, "plate"), said)
    fill_order(order_form, fresh_plate())
    submit_button(order_form, "Place the order").click()
    order_form.wait_for_url(lambda url: "/orders/new" not in url)


def test_the_first_of_several_wrong_fields_gets_the_focus(order_form: Page) -> None:
    pages.choose_another_car(order_form)
    field_of(order_form, "plate").fill(fresh_plate())
    submit_button(order_form, "Place the order").click()
    expect_wrong(field_of(order_form, "make"), pages.say(order_form, REQUIRED))
    expect(field_of(order_form, "model")).to_have_attribute("aria-invalid", "true")
    expect(field_of(order_form, "plate")).not_to_have_attribute("aria-invalid", "true")


def test_nothing_can_be_ordered_before_the_services_are_there(people: People) -> None:
    page = people.signed_in(CLIENT).new_page()
    page.route_web_socket("**", lambda socket: None)
    page.goto("/orders/new")
    expect(submit_button(page, "Place the order")).to_be_disabled()


def test_the_label_of_the_wrong_field_is_not_covered_by_the_header(people: People) -> None:
    page = pages.open_page(people.signed_in(CLIENT, phone=True), "/orders/new")
    pages.choose_another_car(page)
    submit_button(page, "Place the order").tap()
    plate = field_of(page, "plate")
    expect(plate).to_be_focused()
    is_seen = """control => {
        const label = control.closest("label").firstElementChild;
        const { left, top } = label.getBoundingClientRect();
        return document.elementFromPoint(left + 1, top + 1) === label;
    }"""
    pages.wait_for(page, lambda: bool(plate.evaluate(is_seen)))


def test_a_wrong_address_of_an_invitation_is_marked(users: Page) -> None:
    fill_invitation(users, "no address")
    submit_button(users, "Send the invitation").click()
    expect_wrong(invitation_field(users, "email"), pages.say(users, "Enter a valid e-mail address."))
    expect(invitation_field(users, "name")).to_have_value("Глеб Мастеров")


def test_a_name_that_is_missing_is_marked(people: People) -> None:
    page = pages.open_page(people.signed_in(CLIENT), "/profile")
    field_of(page, "name").fill(" ")
    submit_button(page, "Save").first.click()
    expect_wrong(field_of(page, "name"), pages.say(page, REQUIRED))


def test_what_one_field_is_to_blame_for_is_said_beside_it(people: People) -> None:
    page = pages.open_page(people.guest(), "/register")
    register(page, "nobody")
    said = pages.say(page, "Enter an e-mail address or a phone number with its area code.")
    alert = page.locator("[data-field]", has=page.locator("input[name=login]")).get_by_role("alert")
    expect(alert).to_have_text(said)
    expect(page.locator("main form-error")).to_be_empty()


def test_who_was_invited_is_told_whom_to_ask_for_a_new_invitation(people: People) -> None:
    page = pages.open_page(people.guest(), "/invitation#token=worn-out")
    fill(page, name="Глеб Мастеров", password=PASSWORD)
    press(page, "Create my account")
    expect_said(page, "This invitation is no longer valid. Ask whoever invited you for a new one.")


# ------------------------------------------------------------------ browsers' own bubbles


@pytest.mark.parametrize("choice", ["RU", "EN"])
def test_bubbles_speak_the_language_of_the_page(people: People, choice: str) -> None:
    page = pages.open_page(people.guest(locale="en-US"), "/confirm")
    pages.switch_language(page, choice)
    login, code = field_of(page, "login"), field_of(page, "code")
    press(page, "Confirm my address")
    assert bubble(login) == bubble(code) == pages.say(page, REQUIRED)
    login.fill("no address")
    assert bubble(login) != pages.say(page, REQUIRED)
    press(page, "Confirm my address")
    assert bubble(login) == pages.say(page, "Enter a valid e-mail address.")
    login.fill("somebody@example.com")
    assert bubble(login) == ""


def bubble(control: Locator) -> str:
    text: str = control.evaluate("control => control.validationMessage")
    return text


def test_a_box_that_must_be_ticked_says_so_in_the_language_of_the_page(people: People) -> None:
    page = pages.open_page(people.signed_in(CLIENT, locale="en-US"), "/profile")
    box = page.locator("input[type=checkbox][required]")
    box.evaluate("box => box.checkValidity()")
    assert bubble(box) == pages.say(page, REQUIRED)
    box.evaluate("box => box.click()")
    assert bubble(box) == ""


# ------------------------------------------------------------------ focus, and what is kept


@pytest.mark.parametrize("locale", ["ru-RU", "en-US"])
@pytest.mark.parametrize(
    ("path", "name"), [("/register", "name"), ("/sign-in", "login"), ("/confirm", "code")]
)
def test_a_page_begins_in_its_first_field(people: People, path: str, name: str, locale: str) -> None:
    page = pages.open_page(people.guest(locale=locale), path)
    expect(field_of(page, name)).to_be_focused()


@pytest.mark.parametrize("locale", ["ru-RU", "en-US"])
def test_the_code_for_a_new_address_can_be_typed_at_once(people: People, locale: str) -> None:
    context = people.guest(locale=locale)
    pages.switch_language(pages.open_page(context, "/sign-in"), locale[:2].upper())
    context.request.post("/api/auth/login", data={"email": CLIENT, "password": demo.PASSWORD})
    page = pages.open_page(context, "/profile?email=asked")
    expect(field_of(page, "code")).to_be_focused()


def test_choosing_a_language_loses_nothing_typed_but_the_password(people: People) -> None:
    page = pages.open_page(people.guest(), "/register")
    fill(page, name="Вера Новикова", login="typed@example.com", password=PASSWORD)
    page.get_by_role("button", name=pages.say(page, "Show the password")).click()
    pages.switch_language(page, "EN")
    expect(field_of(page, "name")).to_have_value("Вера Новикова")
    expect(field_of(page, "login")).to_have_value("typed@example.com")
    expect(field_of(page, "password")).to_have_value("")
    assert page.evaluate("Object.values(sessionStorage).join()").count(PASSWORD) == 0


def test_the_address_goes_along_to_the_sign_in_page_until_somebody_signs_out(people: People) -> None:
    page = pages.open_page(people.guest(), "/register")
    register(page, "8 (916) 555-01-77")
    pages.expect_path(page, "/sign-in")
    expect(field_of(page, "login")).to_have_value("8 (916) 555-01-77")
    fill(page, password=PASSWORD)
    press(page, "Sign in")
    pages.expect_path(page, "/orders")
    pages.sign_out(page)
    pages.visit(page, "/sign-in")
    expect(field_of(page, "login")).to_have_value("")


def test_an_account_without_an_address_is_told_only_of_the_letter(people: People, shop: Shop) -> None:
    ask_for_account(shop, "+79165550178")
    context = people.guest()
    context.request.post("/api/auth/login", data={"login": "+79165550178", "password": PASSWORD})
    page = pages.open_page(context, "/profile?email=asked")
    expect_said(page, "An e-mail with a code is on its way to the new address.")
    stays = "An e-mail with a code is on its way to the new address. Until then the present one stays:"
    expect(page.get_by_text(pages.say(page, stays))).to_have_count(0)


def test_an_invitation_opens_the_form_with_the_name_first(people: People, shop: Shop) -> None:
    shop.rest(ADMINISTRATOR).post(
        "/admin/invitations", email="first-field@example.com", name="Глеб", role="mechanic"
    )
    link = link_in(email_to(shop, "first-field@example.com"), "/invitation")
    expect(field_of(pages.open_page(people.guest(), link), "name")).to_be_focused()
