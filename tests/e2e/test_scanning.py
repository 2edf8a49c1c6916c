"""A part is found by the code that the camera reads; where there is no camera, nothing offers to."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.shop import People, Shop
from tests.e2e.test_order_parts import new_item
from tests.support import pages

# A camera that shows a canvas, and a reader that finds in it what a test says.
CAMERA = """
    window.tracks = [];
    window.BarcodeDetector = class {
        static getSupportedFormats = async () => ["ean_13"];
        detect = async () => (window.shownCode ? [{ rawValue: window.shownCode }] : []);
    };
    navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }];
    navigator.mediaDevices.getUserMedia = async () => {
        if (window.amiss) throw new DOMException("", window.amiss);
        const canvas = document.createElement("canvas");
        canvas.getContext("2d").fillRect(0, 0, 1, 1);
        const stream = canvas.captureStream();
        window.tracks.push(...stream.getTracks());
        return stream;
    };
"""


def with_camera(context: BrowserContext) -> BrowserContext:
    context.add_init_script(CAMERA)
    return context


def adding(context: BrowserContext, shop: Shop) -> Page:
    page = pages.open_page(context, f"/orders/{shop.started_order()['id']}")
    page.get_by_text(pages.say(page, "Add a part"), exact=True).tap()
    return page


def scan_button(page: Page) -> Locator:
    return page.get_by_role("button", name=pages.say(page, "Scan a code"))


def scanner(page: Page) -> Locator:
    return page.get_by_role("dialog", name=pages.say(page, "Hold the code in front of the camera"))


def expect_camera(page: Page, state: str) -> None:
    page.wait_for_function(
        "(state) => tracks.length && tracks.every((one) => one.readyState === state)", arg=state
    )


def test_a_code_before_the_camera_finds_its_part(people: People, shop: Shop) -> None:
    item = new_item(shop)
    page = adding(with_camera(people.mechanic()), shop)
    assert (scan_button(page).bounding_box() or {"height": 0})["height"] >= 48
    scan_button(page).tap()
    expect(scanner(page)).to_be_visible()
    expect_camera(page, "live")
    page.evaluate("(code) => { window.shownCode = code; }", item["article"])
    expect(scanner(page)).to_be_hidden()
    expect(page.locator("#part-name")).to_have_value(item["article"])
    expect(page.locator("#part-name")).to_be_focused()
    expect(page.get_by_role("radio", name=item["name_ru"])).to_be_visible()
    expect_camera(page, "ended")


def test_a_closed_scanner_stops_the_camera_and_what_is_amiss_is_said(people: People, shop: Shop) -> None:
    page = adding(with_camera(people.mechanic()), shop)
    scan_button(page).tap()
    expect_camera(page, "live")
    scanner(page).get_by_role("button", name=pages.say(page, "Close")).tap()
    expect(scanner(page)).to_be_hidden()
    expect_camera(page, "ended")
    for amiss, said in (
        (
            "NotAllowedError",
            "The browser does not let this site use the camera. Allow it in its settings, or type the code.",
        ),
        ("NotFoundError", "No camera was found. Type the code instead."),
        ("NotReadableError", "The camera cannot be used right now. Type the code instead."),
    ):
        page.evaluate("(amiss) => { window.amiss = amiss; }", amiss)
        scan_button(page).tap()
        expect(scanner(page).get_by_role("alert")).to_have_text(pages.say(page, said))
        expect(scanner(page).locator("video")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(scanner(page)).to_be_hidden()


def test_without_a_reader_of_codes_nothing_offers_to_scan(people: People, shop: Shop) -> None:
    context = with_camera(people.mechanic())
    context.add_init_script("delete window.BarcodeDetector;")
    page = adding(context, shop)
    expect(page.locator("#part-name")).to_be_visible()
    expect(page.locator("#scan-part")).to_have_count(1)
    expect(scan_button(page)).to_have_count(0)
