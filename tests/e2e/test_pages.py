"""Every page as everybody sees it: small and large, light and dark, in Russian and in English.

With ``SCREENSHOTS=folder`` in the environment (``make pages``) each look is also kept as a picture, and axe
looks at all of them instead of at one of each page.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.settings import DEMO_SHOP
from autoservice.shared.access import Role
from tests.e2e.accounts import OwnShop
from tests.e2e.pictures import phone_photo
from tests.e2e.shop import (
    ADMINISTRATOR,
    CLIENT,
    COLLEAGUE,
    MECHANIC,
    NAMES,
    NEWCOMER,
    People,
    Shop,
    stage_path,
)
from tests.support import accessibility, pages
from tests.support.axe import violations
from tests.support.sync import run_async

ORDER: Final = "/orders/{order}"
MISSING: Final = "/orders/999999"
NOWHERE: Final = "/no/such/page"
SERVICE, NO_SERVICE = "/services/1", "/services/999999"
NOT_FOUND: Final = (NOWHERE, NO_SERVICE)
# As long as it may be without a blank.
LONG_NAME: Final = "Долгоимённов" * 5
LONG_LIST: Final = f"/admin/orders?q={LONG_NAME}"
# The browser's own words for the status of the page itself.
STATUS_404: Final = "Failed to load resource: the server responded with a status of 404 (Not Found)"

# With which somebody gets in; what they show depends on whether an e-mail's link led there.
ENTRY: Final = (
    "/sign-in",
    "/sign-in?confirmed",
    "/register",
    "/confirm",
    "/confirm#token=a",
    "/confirm-phone",
    "/confirm-email",
    "/confirm-email#token=a",
    "/password/forgot",
    "/password/reset",
    "/password/reset#token=a",
    "/invitation",
    "/invitation#token=a",
    "/unsubscribe",
    "/unsubscribe#token=a",
)
CARS: Final = ("/vehicles", "/vehicles/new", "/vehicles/1", "/vehicles/999999")
ACCOUNT: Final = (
    "/notifications",
    "/profile",
    "/profile?email=asked",
    "/profile?done=password",
    "/profile/second-factor",
)
CLIENTS: Final = (
    "/admin/clients/new",
    "/admin/clients/1",
    "/admin/clients/1/merge",
    "/admin/clients/999999",
    "/admin/orders/new",
    "/admin/orders/new?client=1",
)
CATALOG: Final = (
    "/admin/catalog/services",
    "/admin/catalog/services/1",
    "/admin/catalog/services/new",
    "/admin/catalog/services/999999",
    "/admin/catalog/categories",
    "/admin/catalog/stock",
    "/admin/catalog/stock/1",
    "/admin/catalog/stock/counts",
    "/admin/catalog/templates",
    "/admin/catalog/templates/3",
    "/admin/catalog/templates/999999",
)
# Who sees which pages; "" is a guest.
PAGES: Final = {
    "": ("/", SERVICE, NO_SERVICE, "/?q=---", *ENTRY, "/mailbox", NOWHERE),
    CLIENT: ("/", "/orders", "/orders/new", "/orders/claim", ORDER, MISSING, *CARS, *ACCOUNT),
    NEWCOMER: ("/orders",),
    MECHANIC: ("/", "/work", ORDER),
    COLLEAGUE: ("/work",),
    ADMINISTRATOR: (
        "/",
        "/admin",
        "/admin/reports?from=2026-01-01&to=2026-12-31",
        "/admin/orders",
        LONG_LIST,
        ORDER,
        MISSING,
        "/admin/vehicles",
        "/admin/users",
        "/admin/deliveries",
        "/admin/texts",
        *CLIENTS,
        "/admin/board",
        "/admin/opening-hours",
        *CATALOG,
    ),
}


class Look(NamedTuple):
    """A screen and a taste."""

    width: int
    scheme: str


# From the narrowest phone to where tables have just become tables.
WIDTHS: Final = (320, 360, 768, 1024, 1280)
# A screen of 1280 x 1024 at 400 %.
ZOOMED: Final = {"width": 320, "height": 256}
LOOKS: Final = [Look(width, scheme) for width in (390, 1440) for scheme in ("light", "dark")]

INVITED: Final = "invited.colleague@example.com"
LONG_WORD: Final = "Регулировка" * 18
COMMENT: Final = f"Проверено, {LONG_WORD}, готово."
NOTE: Final = f"Стук справа, {LONG_WORD}."
MAKE: Final = "Долгоногомобиль" * 4
LONG_EMAIL: Final = f"{'verylongname' * 5}@example.com"
LONG_PLATE: Final = "А" * 15 + "'" * 25

# What readers may set by WCAG 1.4.12.
SPACING: Final = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
ADD_STYLES: Final = """(text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
}"""
STAYING: Final = """() => [...document.querySelectorAll("body *")].filter((element) => (
    ["sticky", "fixed"].includes(getComputedStyle(element).position) && element.getClientRects().length
)).length"""

# What is the same in every language, or is the other language's own name.
ON_RUSSIAN_PAGES: Final = {
    "autoservice",
    "RU",
    "EN",
    "English",
    "QR",
    "VIN",
    "CSV",
    "Lada",
    "Vesta",
    "Kia",
    "Rio",
    "client",
    "mechanic",
    "example",
    "com",
    # A key, what a time zone differs by, and kinds of pictures.
    "Alt",
    "GMT",
    "JPEG",
    "PNG",
    "WebP",
    "HEIC",
    "AVIF",
    # Devices, as they call themselves.
    "Chrome",
    "Linux",
    "python",
    "httpx",
}
ON_ENGLISH_PAGES: Final = {"Русский"}
# Names that are typed as they are: of settings, and of places in texts.
CODES: Final = re.compile(r"AUTOSERVICE_[A-Z_]+|\{[a-z]+\}")
FOREIGN: Final = {"ru": re.compile(r"[A-Za-z]{2,}"), "en": re.compile(r"[А-Яа-яЁё]+")}

# Devices of one kind that were signed in within a minute.
ALIKE: Final = re.compile(": (Chrome, Linux|python-httpx), ")

# What may move while a page fills, as a share of the screen.
COUNT_SHIFTS: Final = """
window.layoutShift = 0;
new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) window.layoutShift += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def order_id(shop: OwnShop) -> int:
    """An order that strains every page: long words, remarks and photos of both kinds; and an invitation."""
    shop.add({f"m.{LONG_EMAIL}": LONG_NAME}, Role.MECHANIC)
    shop.add({LONG_EMAIL: LONG_NAME})
    shop.rename_service("muffler", LONG_WORD, "Verylongword" * 15)
    long_order(shop, LONG_EMAIL)
    order = long_order(shop, CLIENT)
    mechanic, stage = shop.rest(MECHANIC), stage_path(order)
    for published in (True, False):
        mechanic.upload(f"{stage}/attachments", phone_photo(), published=published)
        mechanic.post(f"{stage}/comments", text=COMMENT, published=published)
    mechanic.post(f"{stage}/complete")
    mechanic.post(f"{stage_path(order, 2)}/start")
    # A service with a picture beside those with drawings.
    place, picture = "/admin/catalog/services/1/picture", {"file": ("photo.jpg", phone_photo())}
    shop.rest(ADMINISTRATOR)._send("PUT", place, files=picture).raise_for_status()
    shop.rest(ADMINISTRATOR).post("/admin/invitations", email=INVITED, name="Глеб Мастеров", role="mechanic")
    return int(order["id"])


def long_order(shop: OwnShop, client: str) -> dict[str, Any]:
    """An order of a service and a car with long names, given to the mechanic."""
    services = shop.rest(client).get("/catalog/services")
    service = next(one["id"] for one in services if one["code"] == "muffler")
    car = {"plate": LONG_PLATE, "make": MAKE, "model": MAKE, "note": NOTE}
    order: dict[str, Any] = shop.rest(client).post("/orders", service_id=service, **car)
    path = f"/orders/{order['id']}/assign"
    assigned: dict[str, Any] = shop.rest(ADMINISTRATOR).post(path, mechanic_id=shop.rest(MECHANIC).user["id"])
    return assigned


@pytest.fixture(params=["ru", "en"])
def locale(request: pytest.FixtureRequest) -> str:
    """The language of the browser."""
    return str(request.param)


class Readers:
    """A browser for each person and language, in which their pages are opened one after the other."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._browsers: dict[tuple[str, str], BrowserContext] = {}

    def new_page(self, email: str, locale: str) -> Page:
        """An empty page in the person's browser."""
        if (email, locale) not in self._browsers:
            language = {"ru": "ru-RU", "en": "en-US"}[locale]
            people = self._people
            self._browsers[email, locale] = (
                people.signed_in(email, locale=language) if email else people.guest(locale=language)
            )
        return self._browsers[email, locale].new_page()


@pytest.fixture(scope="module")
def readers(browser: Browser, shop: Shop) -> Iterator[Readers]:
    """Those who open every page."""
    people = People(browser, shop)
    yield Readers(people)
    people.close()


class Vocabulary:
    """The words of the other language that stay as somebody typed them, or that every language has."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._known = {"ru": set(ON_RUSSIAN_PAGES), "en": set(ON_ENGLISH_PAGES)}

    def foreign(self, said: Iterable[str], locale: str) -> set[str]:
        """The words of a page in ``locale`` that belong to the other language."""
        words = set(FOREIGN[locale].findall(CODES.sub("", " ".join(said))))
        if words - self._known[locale]:
            self._ask_again(locale)
        # A button's name has the beginning of a long text.
        return {word for word in words - self._known[locale] if not LONG_WORD.startswith(word)}

    def _ask_again(self, locale: str) -> None:
        typed = " ".join([*typed_texts(locale, self._shop), *letters(self._shop)])
        self._known[locale].update(FOREIGN[locale].findall(typed))


@pytest.fixture(scope="module")
def vocabulary(shop: OwnShop) -> Vocabulary:
    """What has been typed in the shop, asked for when it is needed."""
    return Vocabulary(shop)


def the_pages() -> Iterator[object]:
    """Every page of everybody, as pytest's parameters."""
    for email, paths in PAGES.items():
        for path in paths:
            yield pytest.param(email, path, id=f"{email.partition('@')[0] or 'guest'} {path}")


@pytest.mark.parametrize(("email", "path"), list(the_pages()))
def test_a_page_is_whole_in_every_look(
    readers: Readers, vocabulary: Vocabulary, order_id: int, locale: str, email: str, path: str
) -> None:
    page = readers.new_page(email, locale)
    # A phone's width and a desktop's, in turn.
    page.set_viewport_size({"width": LOOKS[0 if locale == "ru" else -1].width, "height": 900})
    page.add_init_script(COUNT_SHIFTS)
    errors = pages.watch_errors(page)
    pages.visit(page, path.format(order=order_id))
    pages.expect_locale(page, locale)
    assert shift(page) <= 0.02
    assert [one for one in accessibility.faults(accessibility.parts(page)) if not ALIKE.search(one)] == []
    expect(page.locator("[role=progressbar]:not([aria-valuetext$='%'])")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", locale)
    for look in looks_at(locale):
        take(page, look)
        assert overflow(page) == 0, look
        assert not is_for_axe(look, locale) or violations(page) == [], look
        keep_picture(page, look, f"{email.partition('@')[0] or 'guest'}{path}", locale)
    expect(page.locator("h1:visible")).to_have_count(1)
    if locale == "ru":
        check_every_width(page)
    assert vocabulary.foreign(pages.spoken_texts(page), locale) == set()
    assert errors == ([STATUS_404] if path in NOT_FOUND else [])
    page.close()


def looks_at(locale: str) -> list[Look]:
    """Both widths and both tastes; in English, whose words are the shorter ones, the light one alone."""
    is_whole = locale == "ru" or "SCREENSHOTS" in os.environ
    return LOOKS if is_whole else [look for look in LOOKS if look.scheme == "light"]


def check_every_width(page: Page) -> None:
    """Nothing is cut off on a screen of any width, at 400 %, or with the text spaced out."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, width
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    assert (overflow(page), page.evaluate(STAYING)) == (0, 0), "at 400 %"
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(ADD_STYLES, SPACING)
    assert overflow(page) == 0, "with text spacing"


def take(page: Page, look: Look) -> None:
    page.set_viewport_size({"width": look.width, "height": 900})
    page.emulate_media(color_scheme=look.scheme)  # type: ignore[arg-type]
    expect(page.locator("html")).to_have_class(re.compile(look.scheme))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    root = "document.documentElement"
    wider: int = page.evaluate(f"Math.max(0, {root}.scrollWidth - {root}.clientWidth)")
    return wider


def shift(page: Page) -> float:
    """What has moved so far, as a share of the screen."""
    # One more frame, so that what moved with the last filling is counted too.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    moved: float = page.evaluate("window.layoutShift")
    return moved


def typed_texts(locale: str, shop: Shop) -> list[str]:
    """The texts on pages in ``locale`` that are in the other language, or may be."""
    if locale == "en":
        return typed_by_people(shop)
    names = [service["name_ru"] for service in shop.rest(CLIENT).get("/catalog/services")]
    return [*names, *(person["email"] for person in everybody(shop)), *stock(shop)]


def typed_by_people(shop: Shop) -> list[str]:
    """Names, cars and remarks, which stay as they were typed."""
    orders = shop.all_orders()
    cars = [str(part) for order in orders for part in order["vehicle"].values()]
    return [
        *cars,
        *(order["note"] for order in orders),
        COMMENT,
        *(person["name"] for person in everybody(shop)),
        *DEMO_SHOP.values(),
        *stock(shop),
    ]


def stock(shop: Shop) -> list[str]:
    """Articles, makers, names, places and suppliers, as they were typed."""
    items = shop.rest(ADMINISTRATOR).get("/catalog/inventory?size=100")["items"]
    return [item[name] for item in items for name in ("article", "maker", "name_ru", "place", "supplier")]


def everybody(shop: Shop) -> list[dict[str, str]]:
    """All accounts."""
    people: list[dict[str, str]] = shop.rest(ADMINISTRATOR).get("/admin/users?size=100")["items"]
    return people


def letters(shop: Shop) -> list[str]:
    """What the demo's mailbox holds: each letter in the language of whom it was written to."""
    mails = run_async(FolderMailbox(shop.server.folder / "data" / "mailbox").newest(100))
    return [text for mail in mails for text in (mail.to, mail.subject, mail.text)]


def is_for_axe(look: Look, locale: str) -> bool:
    return "SCREENSHOTS" in os.environ or (look == LOOKS[0] and locale == "ru")


def keep_picture(page: Page, look: Look, what: str, locale: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        name = re.sub(r"[^\w]+", "-", f"{what} {locale} {look.width} {look.scheme}").strip("-")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, animations="disabled")


@pytest.mark.parametrize(("email", "path"), [(ADMINISTRATOR, "/admin"), (CLIENT, "/orders")])
def test_a_long_name_widens_no_page(people: People, email: str, path: str) -> None:
    page = pages.open_page(people.signed_in(email), path)
    name = page.locator("header a[href='/profile'] span")
    expect(name).to_have_text(NAMES[email])
    name.evaluate("(element, text) => { element.textContent = text }", LONG_WORD)
    for width in (*WIDTHS, *(look.width for look in LOOKS)):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, width


# The sizes at which Lighthouse looks.
@pytest.mark.parametrize(("width", "height"), [(412, 823), (1350, 940)])
def test_the_landing_page_does_not_jump_while_it_fills(people: People, width: int, height: int) -> None:
    page = people.guest(locale="ru-RU").new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(COUNT_SHIFTS)
    pages.visit(page, "/")
    assert shift(page) <= 0.01


def test_a_page_runs_no_script_that_did_not_come_with_it(people: People) -> None:
    page = pages.open_page(people.guest(), "/")
    errors = pages.watch_errors(page)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.smuggled = true";
            document.body.append(script);
        }"""
    )
    pages.wait_for(page, lambda: bool(errors))
    assert "Content Security Policy" in errors[0]
    assert page.evaluate("window.smuggled") is None


def test_the_documentation_works_under_its_policy(people: People) -> None:
    page = people.guest().new_page()
    errors = pages.watch_errors(page)
    page.goto("/api/docs")
    expect(page.get_by_role("button", name="/api/catalog/services", exact=False).first).to_be_visible()
    assert errors == []


def test_a_photo_can_be_opened_by_itself(people: People, shop: Shop, order_id: int) -> None:
    context = people.signed_in(CLIENT)
    order = pages.open_page(context, ORDER.format(order=order_id))
    photo = context.new_page()
    errors = pages.watch_errors(photo)
    photo.goto(str(pages.photo_links(order, 1).first.get_attribute("href")))
    pages.expect_loaded(photo.locator("img"))
    assert errors == []
