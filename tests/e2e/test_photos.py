"""Photos and comments as people handle them: chosen and looked at, sent to the right ones, taken back."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.pictures import jpeg_file, phone_photo
from tests.e2e.shop import CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages

GLOVE = 48
# Less than this between two buttons, and a thumb hits both.
APART = 24


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    return shop.started_order()


def send(shop: Shop, order: dict[str, Any], count: int = 1, *, published: bool = True) -> list[str]:
    """Send photos of the first stage as the mechanic; returns their ids."""
    path, mechanic = f"{stage_path(order)}/attachments", shop.rest(MECHANIC)
    return [str(mechanic.upload(path, phone_photo(), published=published)["id"]) for _ in range(count)]


def photos_sent(shop: Shop, order: dict[str, Any]) -> int:
    timeline = shop.rest(MECHANIC).get(f"/orders/{order['id']}/timeline")
    return sum(entry["kind"] == "photo_added" for entry in timeline)


def open_order(people: People, order: dict[str, Any], who: str = CLIENT, **options: Any) -> Page:
    return pages.open_page(people.signed_in(who, **options), f"/orders/{order['id']}")


def slide(page: Page, id: str) -> Locator:
    return page.locator(f"dialog[open] #photo-{id}")


def box_of(element: Locator) -> Any:
    """Where an element is, and how large."""
    return element.bounding_box()


def expect_shown(page: Page, id: str, name: str) -> None:
    """The photo is the one that is looked at, under its name."""
    expect(slide(page, id)).to_be_in_viewport(ratio=0.9)
    expect(slide(page, id).get_by_text(name, exact=True)).to_be_visible()


def test_chosen_photos_are_looked_at_before_they_go_to_anybody(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    client = open_order(people, order)
    page = open_order(people, order, MECHANIC, phone=True)
    form = pages.choose_photos(page, 1, jpeg_file(phone_photo(), "wrong.jpg"))
    taken: Any = jpeg_file(phone_photo(), "right.jpg")
    form.locator("input[capture]").set_input_files(taken)
    chosen = form.locator("[data-tray] img")
    expect(chosen).to_have_count(2)
    pages.expect_loaded(chosen.last)
    form.get_by_role("button", name="Убрать: wrong.jpg").tap()
    expect(chosen).to_have_count(1)
    assert photos_sent(shop, order) == 0
    form.get_by_role("button", name=pages.say(page, "For the shop only")).tap()
    expect(pages.photo_links(page, 1)).to_contain_text([pages.say(page, "Shop only")])
    expect(chosen).to_have_count(0)
    expect(pages.photos(client, 1)).to_have_count(0)
    assert photos_sent(shop, order) == 1


def test_who_is_to_see_it_cannot_be_mistaken_with_a_thumb(people: People, order: dict[str, Any]) -> None:
    page = open_order(people, order, MECHANIC, phone=True)
    pages.choose_photos(page, 1, jpeg_file(phone_photo()))
    pairs = []
    for form in ("form[data-photos]", "form[data-draft][action$='/comments']"):
        place = pages.workplace(page, 1).locator(form)
        internal, public = (box_of(place.locator(f"button[value={value}]")) for value in ("false", "true"))
        assert min(box[side] for box in (internal, public) for side in ("width", "height")) >= GLOVE
        assert public["x"] - (internal["x"] + internal["width"]) >= APART
        pairs.append([(box["x"], box["width"], box["height"]) for box in (internal, public)])
    assert pairs[0] == pairs[1], "Both forms have them in the same place."


def test_what_was_chosen_outlives_that_its_stage_is_completed(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    page = open_order(people, order, MECHANIC, phone=True)
    pages.choose_photos(page, 1, jpeg_file(phone_photo()))
    shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    pages.expect_stage_state(page, 1, "Done")
    form = pages.workplace(page, 1).locator("form[data-photos]")
    expect(form.locator("[data-tray] img")).to_have_count(1)
    form.get_by_role("button", name=pages.say(page, "Send to the client")).tap()
    expect(pages.photos(page, 1)).to_have_count(1)


def test_photos_are_turned_over_by_keys_and_left_by_back(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    ids = send(shop, order, 3)
    context = people.signed_in(CLIENT)
    page = pages.open_page(context, "/orders")
    pages.order_in_list(page, order["id"]).first.click()
    second = pages.photo_links(page, 1).nth(1)
    assert (second.locator("img").get_attribute("alt") or "").startswith("Фото 2 из 3, Приёмка, ")
    for leave in (lambda: page.go_back(), lambda: page.keyboard.press("Escape")):
        second.click()
        expect_shown(page, ids[1], "Фото 2 из 3")
        for key, index in (("ArrowRight", 2), ("Home", 0), ("End", 2), ("ArrowLeft", 1)):
            page.keyboard.press(key)
            expect_shown(page, ids[index], f"Фото {index + 1} из 3")
        leave()
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(second).to_be_focused()
        page.wait_for_function("!history.state.isLightbox")
    page.go_back()
    pages.expect_path(page, "/orders")


def test_the_open_photo_stays_while_others_come_and_go(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    ids = send(shop, order, 8)
    page = open_order(people, order)
    expect(pages.photo_links(page, 1)).to_have_count(6)
    pages.photo_links(page, 1).first.click()
    expect_shown(page, ids[2], "Фото 3 из 8")
    expect(slide(page, ids[0])).to_have_count(1)
    expect_shown(page, ids[2], "Фото 3 из 8")
    ids += send(shop, order)
    expect_shown(page, ids[2], "Фото 3 из 9")
    shop.rest(MECHANIC).delete(f"{stage_path(order)}/attachments/{ids[0]}")
    expect(slide(page, ids[0])).to_have_count(0)
    expect_shown(page, ids[2], "Фото 3 из 9")
    shop.rest(MECHANIC).delete(f"{stage_path(order)}/attachments/{ids[2]}")
    expect(slide(page, ids[2])).to_have_count(0)
    expect_shown(page, ids[3], "Фото 4 из 9")


def test_what_the_client_must_not_have_seen_is_taken_back(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    [id] = send(shop, order)
    remark = shop.rest(MECHANIC).post(f"{stage_path(order)}/comments", text="Не тому.", published=True)
    client, page = open_order(people, order), open_order(people, order, MECHANIC, phone=True)
    expect(pages.comments(client, 1)).to_have_text(["Не тому."])
    pages.photo_links(page, 1).tap()
    slide(page, id).get_by_role("button", name=pages.say(page, "Take back")).tap()
    take_back(page, "The client can see this photo. Take it back?")
    expect(pages.photos(client, 1)).to_have_count(0)
    assert client.request.get(f"/api/attachments/{id}").status == 404
    expect(page.get_by_text(pages.say(page, "There are no photos any more."))).to_be_visible()
    page.get_by_role("button", name=pages.say(page, "Close"), exact=True).tap()
    pages.stage(page, 1).get_by_role("button", name=pages.say(page, "Take back")).tap()
    take_back(page, "The client can see this comment. Take it back?")
    for one in (page, client):
        expect(pages.comments(one, 1)).to_have_count(0)
    expect(client.locator(f"#withdraw-comments-{remark['id']}")).to_have_count(0)
    pages.expect_sent(page)


def take_back(page: Page, question: str) -> None:
    """Answer the question with yes."""
    dialog = page.get_by_role("alertdialog", name=pages.say(page, question))
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=pages.say(page, "Take back")).tap()
    expect(dialog).to_be_hidden()


def test_a_picture_that_cannot_be_loaded_is_a_sentence(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    send(shop, order)
    context = people.signed_in(CLIENT)
    context.route("**/api/attachments/**", lambda route: route.abort())
    page = pages.open_page(context, f"/orders/{order['id']}")
    expect(pages.photo_links(page, 1).get_by_text("Не удалось загрузить фото.")).to_be_visible()
    pages.photo_links(page, 1).click()
    expect(page.locator("dialog[open]").get_by_text("Не удалось загрузить фото.")).to_be_visible()
