"""What a mechanic taps on the phone is never lost: dead spots, refused photos, refused words."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pictures import huge_photo, jpeg_file
from tests.e2e.shop import ADMINISTRATOR, People, Shop, stage_path
from tests.support import pages

TOO_MANY_MESSAGES = "х" * 10_000


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """An order whose first stage is under way."""
    return shop.started_order()


@pytest.fixture
def page(people: People, order: dict[str, Any]) -> Page:
    """The order on the mechanic's phone."""
    return pages.open_page(people.mechanic(), f"/orders/{order['id']}")


def test_a_tap_in_a_dead_spot_is_sent_once_when_the_network_is_back(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    page.context.set_offline(True)
    pages.tap_complete(page)
    pages.expect_pending(page)
    expect(page.get_by_text("Завершено, ждёт сети")).to_be_visible()
    assert shop.completions(order) == 0

    page.context.set_offline(False)
    pages.expect_sent(page)
    pages.expect_stage_state(page, 1, "Done")
    assert shop.completions(order) == 1


def test_a_tap_survives_that_the_page_is_closed_in_the_dead_spot(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    page.context.set_offline(True)
    with pages.stored(page):
        pages.tap_complete(page)
    pages.expect_pending(page)
    page.close()
    page.context.set_offline(False)
    reopened = pages.open_page(page.context, f"/orders/{order['id']}")
    pages.expect_stage_state(reopened, 1, "Done")
    pages.expect_sent(reopened)
    assert shop.completions(order) == 1


def test_two_taps_in_a_dead_spot_are_one(page: Page, shop: Shop, order: dict[str, Any]) -> None:
    page.context.set_offline(True)
    box = page.get_by_role("button", name=pages.say(page, "Complete the stage")).bounding_box()
    assert box
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    pages.expect_pending(page)
    page.context.set_offline(False)
    pages.expect_stage_state(page, 1, "Done")
    pages.expect_sent(page)
    assert shop.completions(order) == 1


def test_a_lost_answer_does_not_make_it_happen_twice(page: Page, shop: Shop, order: dict[str, Any]) -> None:
    # The server does it, but the phone never hears of that, and asks again with the same key.
    answers_to_lose = [1]

    def lose_first_answer(route: Route) -> None:
        response = route.fetch()
        if answers_to_lose:
            answers_to_lose.pop()
            route.abort("connectionreset")
        else:
            route.fulfill(response=response)

    page.route("**/complete", lose_first_answer)
    pages.tap_complete(page)
    pages.wait_for(page, lambda: not answers_to_lose)
    pages.expect_stage_state(page, 1, "Done")
    pages.expect_sent(page)
    assert shop.completions(order) == 1


def test_what_somebody_else_has_completed_meanwhile_is_said(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    page.context.set_offline(True)
    pages.tap_complete(page)
    pages.expect_pending(page)
    shop.rest(ADMINISTRATOR).post(f"{stage_path(order)}/complete")
    page.context.set_offline(False)
    pages.expect_failed(page, "Этот этап уже завершён.")
    pages.expect_stage_state(page, 1, "Done")
    assert shop.completions(order) == 1


def test_a_photo_of_25_megabytes_is_refused_with_a_sentence(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "IMG_0002.jpg"
    file.write_bytes(huge_photo(25))
    pages.attach_photo(page, 1, file, published=True)
    pages.expect_failed(page, "Фото слишком большое: можно не больше 20 МБ.")
    expect(pages.photos(page, 1)).to_have_count(0)


def test_a_text_that_calls_itself_a_photo_is_refused_with_a_sentence(page: Page) -> None:
    pages.attach_photo(page, 1, jpeg_file("Это не фото, это письмо.".encode()), published=True)
    pages.expect_failed(
        page, "Этот файл не удалось прочитать как фото. Подходят JPEG, PNG, WebP, HEIC и AVIF."
    )
    expect(pages.photos(page, 1)).to_have_count(0)


def test_an_empty_comment_is_refused_with_a_sentence_and_the_form_stays(page: Page) -> None:
    pages.write_comment(page, 1, "   ", published=True)
    pages.expect_failed(page, "Сначала напишите что-нибудь: комментарий пуст.")
    expect(pages.comment_box(page, 1)).to_be_editable()
    expect(pages.comments(page, 1)).to_have_count(0)


def test_a_comment_that_is_too_long_is_refused_with_a_sentence_and_not_lost(page: Page) -> None:
    pages.write_comment(page, 1, TOO_MANY_MESSAGES, published=True)
    pages.expect_failed(page, "Комментарий слишком длинный: знаков — 10000, можно не больше 5000.")
    expect(pages.comment_box(page, 1)).to_have_value(TOO_MANY_MESSAGES)
    expect(pages.comments(page, 1)).to_have_count(0)


def test_the_corrected_comment_is_sent_and_the_complaint_is_gone(page: Page) -> None:
    pages.write_comment(page, 1, " ", published=True)
    pages.expect_failed(page, "Сначала напишите что-нибудь: комментарий пуст.")
    pages.write_comment(page, 1, "Масло слито.", published=True)
    expect(pages.comments(page, 1)).to_have_text(["Масло слито."])
    pages.expect_sent(page)
    expect(pages.comment_box(page, 1)).to_have_value("")


def test_the_sentence_is_in_the_language_of_the_page(people: People, order: dict[str, Any]) -> None:
    page = pages.open_page(people.mechanic(locale="en-US"), f"/orders/{order['id']}")
    pages.write_comment(page, 1, " ", published=True)
    pages.expect_failed(page, "Write something first: the comment is empty.")
