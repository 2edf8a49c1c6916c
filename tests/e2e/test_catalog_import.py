"""An administrator imports a price list of another program, with two rows that cannot be right."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from autoservice.shared.access import Role
from autoservice.shared.i18n import translate_plural
from tests.e2e.accounts import OwnShop
from tests.e2e.shop import ADMINISTRATOR, People, Shop
from tests.support import pages

HEADING = "Артикул;Производитель;Наименование;Ед.;Цена\r\n"
PRICES = (
    "Прайс-лист от 01.11.2026;;;;\r\n"
    + HEADING
    + "ZZ 1330;TRW;Колодки передние;шт;1 250,50\r\n"
    + "ZZ 90;KNECHT;Фильтр масляный;шт;дорого\r\n"
    + "ZZ 712;MANN;Фильтр масляный;ведро;650\r\n"
    + "ZZ 12;LYNX;Рычаг подвески;шт;3 400\r\n"
    + "Итого;;;;5 300,50\r\n"
)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=pages.say(page, name), exact=True)


def select(page: Page, name: str) -> Locator:
    return page.get_by_label(pages.say(page, name))


def send_file(people: People, folder: Path, email: str = ADMINISTRATOR) -> Page:
    """The page of an administrator who has just sent the price list."""
    file = folder / "прайс.csv"
    file.write_bytes(PRICES.encode("cp1251"))
    page = pages.open_page(people.signed_in(email), "/admin/catalog/import?list=inventory")
    chosen, another = page.locator("input[type=file]"), button(page, "Another file")
    expect(chosen.or_(another)).to_be_visible()
    if another.is_visible():
        another.click()
    chosen.set_input_files(file)
    button(page, "Show what it would do").click()
    return page


def test_a_price_list_with_two_wrong_rows_is_looked_at_and_imported_without_them(
    people: People, shop: Shop, tmp_path: Path
):
    page = send_file(people, tmp_path)
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(5)
    expect(select(page, "Encoding")).to_have_value("windows-1251")
    expect(select(page, "Columns divided by")).to_have_value(";")
    expect(rows.nth(0)).to_contain_text("дорого")
    expect(rows.nth(1)).to_contain_text("ведро")
    for number, row in zip(("4", "5"), (rows.nth(0), rows.nth(1)), strict=True):
        expect(row.get_by_role("cell").first).to_have_text(number)

    # What was guessed can be said otherwise, and shows at once.
    select(page, "Encoding").select_option("cp866")
    expect(page.get_by_text(pages.say(page, "Say which of the columns below is: "))).to_be_visible()
    select(page, "Encoding").select_option("windows-1251")
    expect(rows.nth(0)).to_contain_text("дорого")

    importing = button(page, "Import these rows")
    expect(importing).to_be_disabled()
    why = pages.say(
        page, "Some rows are doubtful. Correct them in the file, or say that they are to be left out."
    )
    expect(importing).to_have_accessible_description(why)
    # The server checks the box.
    page.get_by_role("checkbox").click()
    expect(page.get_by_role("checkbox")).to_be_checked()
    button(page, "Import these rows").click()
    done = translate_plural(pages.page_locale(page), "%(count)d row imported", "%(count)d rows imported", 2)
    expect(page.get_by_text(done)).to_be_visible()
    expect(button(page, "Import these rows")).to_have_count(0)
    found = shop.rest(ADMINISTRATOR).get("/catalog/inventory?q=ZZ")["items"]
    assert {item["article"]: item["price_minor"] for item in found} == {"ZZ 1330": 125_050, "ZZ 12": 340_000}


def test_what_a_file_would_do_is_said_where_one_goes_on_and_in_the_pages_language(
    people: People, shop: OwnShop, tmp_path: Path
):
    # Somebody of their own: an account keeps its language.
    page = send_file(people, tmp_path, shop.person(Role.ADMINISTRATOR))
    # The page begins anew: whoever works by keyboard goes on below what was sent.
    expect(button(page, "Another file")).to_be_focused()
    for short in ("EN", "RU"):
        pages.switch_language(page, short)
        said = pages.say(page, "“%(text)s” is not a number.", text="дорого")
        expect(page.locator("tbody tr").first).to_contain_text(said)
    button(page, "Another file").click()
    expect(page.locator("input[type=file]")).to_be_visible()
