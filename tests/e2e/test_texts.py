"""An administrator puts a message into the shop's own words, sees it as clients do, and takes it back."""

from playwright.sync_api import expect

from autoservice.modules.notifications.texts.editable import id_of
from tests.e2e.shop import ADMINISTRATOR, People
from tests.support import pages


def test_a_text_is_changed_by_keyboard_previewed_and_taken_back(people: People) -> None:
    page = pages.open_page(people.signed_in(ADMINISTRATOR), "/admin/texts")
    row = page.locator(f"[data-row='{id_of('ready')}']")
    title = row.locator("td[data-column=title_ru] [data-cell]")
    shipped = title.input_value()

    title.focus()
    page.keyboard.type("Готово {client}")
    page.keyboard.press("Enter")
    # What cannot be filled in is said at the cell, and nothing typed is lost.
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_value("Готово {client}")
    title.press("F2")
    title.fill("Заказ {number} ждёт вас")
    page.keyboard.press("Enter")
    expect(row).to_contain_text(pages.say(page, "Own words"))

    row.get_by_role("button", name=pages.say(page, "Preview") + ":").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Заказ 2026-00042 ждёт вас")
    dialog.get_by_role("button", name=pages.say(page, "Close"), exact=True).press("Enter")
    expect(dialog).to_be_hidden()

    # The dialog gives the focus back in its own time: a key would go wherever it is by then.
    row.get_by_role("button", name=pages.say(page, "Back to the shipped words") + ":").click()
    expect(title).to_have_value(shipped)
    undo = page.locator(".announcement").get_by_role("button", name=pages.say(page, "Undo"), exact=True)
    undo.click()
    expect(title).to_have_value("Заказ {number} ждёт вас")
