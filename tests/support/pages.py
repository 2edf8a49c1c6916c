"""What people do and see on the pages, in words: no test needs a selector of its own.

A page is found by what a person reads on it, in the language of its browser, through the
program's own catalogues, so that a better translation breaks no test.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from autoservice.shared.i18n import translate
from tests.support.timeouts import TIMEOUT_MS

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

expect.set_options(timeout=TIMEOUT_MS)


def open_page(context: BrowserContext, address: str) -> Page:
    """A new tab on ``address``, once the program has filled it."""
    page = context.new_page()
    visit(page, address)
    return page


def visit(page: Page, address: str) -> None:
    """Go to ``address`` and wait until the program has filled the page."""
    page.goto(address)
    wait_until_filled(page)


def wait_until_filled(page: Page) -> None:
    """A title, no grey lines any more, and what is drawn after the first screen."""
    expect(page.locator("main").get_by_role("heading").first).to_be_visible()
    expect(page.locator("main :is(.animate-pulse, [data-later])")).to_have_count(0)


def visit_and_land(page: Page, address: str, path: str) -> None:
    """Go to ``address``, which leads to ``path``, and wait until the program has filled that page."""
    page.goto(address)
    expect_path(page, path)


def expect_path(page: Page, path: str) -> None:
    """The page is, or comes to be, at ``path``, filled."""
    page.wait_for_url(lambda url: (urlsplit(url).path.rstrip("/") or "/") == path, timeout=TIMEOUT_MS)
    wait_until_filled(page)


def say(page: Page, message: str, **params: object) -> str:
    """``message`` (an English msgid) in the language of the page."""
    return translate(page_locale(page), message, **params)


def page_locale(page: Page) -> str:
    """The language that the page says it is in."""
    return page.locator("[lang]:has(> main)").get_attribute("lang") or ""


def expect_locale(page: Page, locale: str) -> None:
    """The page is, or comes to be, in that language, filled."""
    expect(page.locator("[lang]:has(> main)")).to_have_attribute("lang", locale)
    wait_until_filled(page)


def switch_language(page: Page, short: str) -> None:
    """Choose RU or EN in the header, and wait for the page in that language."""
    page.get_by_role("button", name=short, exact=True).click()
    expect_locale(page, short.lower())


# ------------------------------------------------------------------ signing in and out


def type_credentials(page: Page, email: str, password: str) -> None:
    """Fill the sign-in form and press its button."""
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main").get_by_role("button", name=say(page, "Sign in")).click()


def sign_out(page: Page) -> None:
    """Press the header's button and wait for the guest's start page."""
    page.get_by_role("button", name=say(page, "Sign out")).click()
    expect(page.get_by_role("link", name=say(page, "Sign in")).first).to_be_visible()


# ------------------------------------------------------------------ ordering


def choose_another_car(page: Page) -> None:
    """Open the order form's fields of a car that is not known yet."""
    # Enabled once the client's cars are known, too.
    expect(page.get_by_role("button", name=say(page, "Place the order"))).to_be_enabled()
    choice = page.locator("[name=vehicle_id]")
    if choice.count():
        choice.select_option("")
    expect(page.locator("[name=plate]")).to_be_visible()


def tick_service(page: Page, index: int = 0) -> str:
    """Tick a service of the order form that is open; returns its id."""
    box = page.locator("[name=service_ids]").nth(index)
    box.check()
    return str(box.get_attribute("value"))


def fill_order(page: Page, plate: str, make: str, model: str, note: str = "") -> None:
    """Fill the order form that is open."""
    choose_another_car(page)
    tick_service(page)
    for name, value in (("plate", plate), ("make", make), ("model", model), ("note", note)):
        page.locator(f"[name={name}]").fill(value)


def place_order(page: Page, plate: str, make: str, model: str, note: str = "") -> int:
    """Fill the order form that is open, send it, and return the number of the order it leads to."""
    fill_order(page, plate, make, model, note)
    page.get_by_role("button", name=say(page, "Place the order")).click()
    page.wait_for_url(re.compile(r"/orders/\d+$"), timeout=TIMEOUT_MS)
    wait_until_filled(page)
    return int(page.url.rpartition("/")[2])


def order_in_list(page: Page, order_id: int) -> Locator:
    """The link to an order in a list of orders."""
    return page.locator(f"main a[href='/orders/{order_id}']")


def assign_mechanic(page: Page, name: str) -> None:
    """Choose a mechanic on the page of an order, once it has replaced the list that led to it."""
    select = page.locator("select[name=mechanic]")
    expect(select).to_have_count(1)
    select.select_option(label=name)
    page.get_by_role("button", name=say(page, "Assign"), exact=True).click()


# ------------------------------------------------------------------ an order's page


def progress(page: Page) -> Locator:
    """The bar of the order."""
    return page.locator("main").get_by_role("progressbar")


def stage(page: Page, number: int) -> Locator:
    """The order's stage number ``number``, counted from 1."""
    return card(page, say(page, "Stages")).locator("ol > li").nth(number - 1)


def card(page: Page, title: str) -> Locator:
    """The card under that title."""
    return page.locator("main section", has=page.get_by_role("heading", name=title, exact=True))


def expect_stage_state(page: Page, number: int, state: str) -> None:
    """The stage says ``state`` (a msgid) in words; a past one, once it is unfolded."""
    expect_state(stage(page, number), state)


def stage_called(page: Page, *words: str) -> Locator:
    """The stage that says all ``words``, wherever it stands: clients see past ones before the others."""
    found = card(page, say(page, "Stages")).locator("ol > li")
    for text in words:
        found = found.filter(has_text=text)
    return found


def expect_state(stage: Locator, state: str) -> None:
    """The stage, as it was found, says ``state``; a past one, once it is unfolded."""
    page = stage.page
    said = stage.get_by_text(say(page, state), exact=True)
    expect(said).to_have_count(1)
    for fold in page.locator("main details:has(> div > ol):not([open]) > summary").all():
        fold.click()
    expect(said).to_be_visible()


def expect_no_such_order(page: Page) -> None:
    """The page says that there is no such order, and nothing else."""
    expect(page.get_by_role("heading", name=say(page, "There is no such order."))).to_be_visible()
    expect(progress(page)).to_have_count(0)


def tap_start(page: Page) -> None:
    """Start the stage whose turn it is."""
    page.get_by_role("button", name=say(page, "Start the stage")).tap()


def tap_complete(page: Page) -> None:
    """Complete the stage whose turn it is."""
    page.get_by_role("button", name=say(page, "Complete the stage")).tap()


def workplace(page: Page, number: int) -> Locator:
    """Where a stage's comments and photos are sent from: a card in its turn, else folded under the stage."""
    name = stage(page, number).inner_text().partition("\n")[0]
    folded = stage(page, number).locator("details", has=page.locator("textarea[name=text]"))
    place = card(page, name).or_(folded)
    expect(place).to_be_visible()
    if place.evaluate("place => place.tagName === 'DETAILS' && !place.open"):
        place.locator("summary").click()
    return place


def comment_box(page: Page, number: int) -> Locator:
    """The text field for comments of a stage."""
    return workplace(page, number).locator("textarea[name=text]")


def write_comment(page: Page, number: int, text: str, *, published: bool) -> None:
    """Write under a stage, for the client or for the shop."""
    button = "Send to the client" if published else "For the shop only"
    place = workplace(page, number)
    place.locator("textarea[name=text]").fill(text)
    place.get_by_role("button", name=say(page, button)).click()


def attach_photo(page: Page, number: int, file: Any, *, published: bool) -> None:
    """Choose ``file`` (or several, as Playwright takes them) for a stage, and send it."""
    button = "Send to the client" if published else "For the shop only"
    form = choose_photos(page, number, file)
    form.get_by_role("button", name=say(page, button)).click()


def choose_photos(page: Page, number: int, file: Any) -> Locator:
    """Choose ``file`` or several for a stage; returns the form that shows them."""
    form = workplace(page, number).locator("form[data-photos]")
    form.locator("input[multiple]").set_input_files(file)
    return form


def comments(page: Page, number: int) -> Locator:
    """The remarks under a stage."""
    return stage(page, number).locator("blockquote")


def photos(page: Page, number: int) -> Locator:
    """The photos under a stage."""
    return photo_links(page, number).locator("img")


def photo_links(page: Page, number: int) -> Locator:
    """The links from the small photos under a stage to the whole ones."""
    return stage(page, number).locator("a[data-slide]")


def expect_loaded(image: Locator) -> None:
    """The picture has come and can be seen."""
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    width = "image => image.complete && image.naturalWidth > 0"
    wait_for(image.page, lambda: bool(image.evaluate(width)))


# ------------------------------------------------------------------ the retry queue


def queue(page: Page) -> Locator:
    """What is still being sent, or could not be."""
    return page.locator("send-queue article")


def expect_sent(page: Page) -> None:
    """Nothing waits any more and nothing has failed."""
    expect(page.locator("send-queue")).to_have_attribute("pending", "0")
    expect(page.locator("send-queue")).to_have_attribute("failed", "0")


def expect_pending(page: Page, count: int = 1) -> None:
    """So many are waiting."""
    expect(page.locator("send-queue")).to_have_attribute("pending", str(count))


@contextmanager
def stored(page: Page) -> Iterator[None]:
    """Let something be queued; at the end of the block it outlives the page."""
    page.evaluate(
        """() => { window.isStored = new Promise((keep) =>
            document.addEventListener("send-queue:stored", () => keep(true), { once: true })) }"""
    )
    yield
    assert page.evaluate("window.isStored")


def expect_failed(page: Page, sentence: str) -> None:
    """One could not be sent, and ``sentence`` says why."""
    expect(queue(page).locator(".state", has_text=sentence)).to_be_visible()
    expect(page.locator("send-queue")).to_have_attribute("pending", "0")


# ------------------------------------------------------------------ watching


class Unmoved:
    """A page that must change by itself: no reload, no navigation, the same document all along."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigations: list[str] = []
        page.evaluate("window.sameDocument = true")
        page.on("framenavigated", lambda frame: self.navigations.append(frame.url))

    def check(self) -> None:
        """Raise ``AssertionError`` if the page went anywhere since."""
        assert self.navigations == []
        assert self.page.evaluate("window.sameDocument") is True


def wait_for(page: Page, condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` holds, letting the browser's events come in meanwhile."""
    for _ in range(TIMEOUT_MS // 50):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("What was waited for did not come.")


def watch_errors(page: Page) -> list[str]:
    """A list that fills with the page's console errors and uncaught exceptions."""
    errors: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", keep)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def spoken_texts(page: Page) -> Iterable[str]:
    """All that the page shows or tells a screen reader, without what people typed."""
    texts: list[str] = page.evaluate(
        """() => {
            const said = ["aria-label", "title", "alt", "placeholder"];
            const nodes = [...document.body.querySelectorAll("*")];
            const told = nodes.flatMap((node) => said.map((name) => node.getAttribute(name)));
            return [document.title, document.body.innerText, ...told].filter(Boolean);
        }"""
    )
    return texts
