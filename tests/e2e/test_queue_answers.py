"""What the retry queue makes of every kind of answer, browser and clock: nothing is lost, nothing jams."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pictures import jpeg_file, phone_photo
from tests.e2e.shop import ADMINISTRATOR, MECHANIC, People, Shop, stage_path
from tests.support import pages

PROBLEM = {"status": 500, "content_type": "application/problem+json", "body": '{"title": "Broken"}'}
PORTAL = {"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi</h1>"}
LOCK = "autoservice-send-queue"
NO_DATABASE = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }"
NO_LOCKS = "delete Navigator.prototype.locks; delete Crypto.prototype.randomUUID;"
LOST_FILE = """
const read = File.prototype.arrayBuffer;
File.prototype.arrayBuffer = function () {
    const lost = new DOMException("", "NotReadableError");
    return this.name === "lost.jpg" ? Promise.reject(lost) : read.call(this);
};
"""
FORMER_ITEMS = """
([url, owner]) => new Promise((resolve, reject) => {
    const job = {
        url, owner, kind: "json", files: [], label: "", excerpt: "", signature: "", state: "pending",
        attempts: 1, streak: 1, cuts: 0, triedAt: 1, nextAt: 0, notBefore: 0,
    };
    const blob = new Blob([new Uint8Array(PICTURE)], { type: "image/jpeg" });
    const request = indexedDB.open("autoservice", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("send_queue", { keyPath: "id" });
    request.onerror = reject;
    request.onsuccess = () => {
        const transaction = request.result.transaction("send_queue", "readwrite");
        const jobs = transaction.objectStore("send_queue");
        const said = [["text", "Ждало обновления"], ["published", "true"]];
        jobs.put({ ...job, id: crypto.randomUUID(), createdAt: 1, url: `${url}/comments`, fields: said });
        jobs.put({
            ...job, id: crypto.randomUUID(), createdAt: 2, url: `${url}/attachments`, kind: "multipart",
            fields: [["published", "true"]], files: [{ name: "file", filename: "old.jpg", blob }],
        });
        transaction.oncomplete = () => { request.result.close(); resolve(); };
    };
})
"""


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    """An order whose first stage is under way."""
    return shop.started_order()


@pytest.fixture
def page(people: People, order: dict[str, Any]) -> Page:
    """The order on the mechanic's phone."""
    return pages.open_page(people.mechanic(), f"/orders/{order['id']}")


def wake(page: Page) -> None:
    """What a browser tells its pages when the network is back: everything is due again."""
    page.evaluate("dispatchEvent(new Event('online'))")


def wake_until(page: Page, condition: Callable[[], bool]) -> None:
    def woken() -> bool:
        wake(page)
        return condition()

    pages.wait_for(page, woken)


def expect_held(page: Page, held: list[Route], count: int) -> None:
    """So many requests have left the page."""
    pages.wait_for(page, lambda: len(held) == count)


def note(page: Page, text: str) -> Any:
    """What the form of a step says of it."""
    return page.locator("queue-note[state]").filter(has_text=text)


def card(page: Page, text: str) -> Any:
    return pages.queue(page).filter(has_text=text)


def test_what_the_server_can_never_take_fails_with_its_reason_and_the_others_go_on(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    page.context.route("**/complete", lambda route: route.fulfill(**PROBLEM))
    pages.tap_complete(page)
    pages.write_comment(page, 1, "После неё, того же этапа.", published=True)
    expect(card(page, "Ждёт своей очереди")).to_have_count(1)
    elsewhere = pages.open_page(page.context, f"/orders/{shop.started_order()['id']}")
    pages.write_comment(elsewhere, 1, "Другой этап не ждёт.", published=True)
    expect(pages.comments(elsewhere, 1)).to_have_text(["Другой этап не ждёт."])
    elsewhere.close()

    failed = card(page, "Сервер с этим не справляется (ошибка 500)")
    wake_until(page, lambda: failed.count() == 1)
    expect(failed.get_by_role("button")).to_have_text(["Повторить", "Удалить"])
    expect(pages.comments(page, 1)).to_have_text(["После неё, того же этапа."])

    page.context.unroute("**/complete")
    failed.get_by_role("button", name="Повторить").click()
    pages.expect_stage_state(page, 1, "Done")
    pages.expect_sent(page)
    assert shop.completions(order) == 1


def test_what_failed_can_be_saved_to_the_device_and_discarded(page: Page) -> None:
    page.route("**/comments", lambda route: route.fulfill(**PROBLEM))
    pages.write_comment(page, 1, "Важное наблюдение", published=False)
    failed = card(page, "Сервер с этим не справляется")
    wake_until(page, lambda: failed.count() == 1)
    with page.expect_download() as download:
        failed.get_by_role("button", name="Сохранить на устройство").click()
    assert "Важное наблюдение" in download.value.path().read_text(encoding="utf-8")
    failed.get_by_role("button", name="Удалить").click()
    pages.expect_sent(page)
    # The button has gone with its card.
    expect(page.locator("#main")).to_be_focused()


@dataclass
class Answers:
    """What the network answers in the server's place; None for the server's own answer."""

    answer: dict[str, Any] | str | None = None
    count: int = 0

    def __call__(self, route: Route) -> None:
        self.count += 1
        if isinstance(self.answer, dict):
            route.fulfill(**self.answer)
        elif self.answer:
            route.abort(self.answer)
        else:
            route.continue_()


def test_what_waits_says_for_what_and_only_the_network_is_called_network(
    page: Page, shop: Shop, order: dict[str, Any]
) -> None:
    item, health = Answers("connectionfailed"), Answers("connectionfailed")
    page.route("**/complete", item)
    page.route("**/healthz", health)
    pages.tap_complete(page)
    expect(note(page, "Ждёт сети")).to_have_count(1)
    unavailable = {"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"}
    for answer, probed, sentence in (
        (PORTAL, None, "Вместо сервера ответил кто-то другой"),
        (unavailable, unavailable | {"content_type": "text/plain"}, "Сервер пока не готов"),
        ({"status": 302, "headers": {"Location": "/sign-in"}}, None, "Вместо сервера ответил кто-то другой"),
        ({"status": 403, "content_type": "text/html", "body": "no"}, None, "Вместо сервера ответил кто-то"),
    ):
        item.answer, health.answer = answer, probed
        wake(page)
        expect(note(page, sentence)).to_have_count(1)
        item.answer, health.answer = "connectionfailed", "connectionfailed"
        wake(page)
        expect(note(page, "Ждёт сети")).to_have_count(1)

    item.answer = health.answer = None
    wake(page)
    pages.expect_stage_state(page, 1, "Done")
    pages.expect_sent(page)
    assert shop.completions(order) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_to_wait_is_left_alone_so_long(
    people: People, shop: Shop, order: dict[str, Any], status: int
) -> None:
    page = people.mechanic().new_page()
    page.clock.install()
    pages.visit(page, f"/orders/{order['id']}")
    item = Answers({"status": status, "headers": {"Retry-After": "120"}, "json": {"title": "Busy"}})
    page.route("**/complete", item)
    pages.tap_complete(page)
    expect(note(page, "Сервер просит подождать до")).to_have_count(1)
    item.answer = None
    wake(page)
    page.clock.fast_forward(100_000)
    wake(page)
    expect(note(page, "Сервер просит подождать до")).to_have_count(1)
    assert item.count == 1
    page.clock.fast_forward(25_000)
    pages.expect_stage_state(page, 1, "Done")
    assert shop.completions(order) == 1


def test_a_clock_that_was_set_back_delays_nothing(people: People, shop: Shop, order: dict[str, Any]) -> None:
    page = people.mechanic().new_page()
    page.clock.install()
    pages.visit(page, f"/orders/{order['id']}")
    page.context.set_offline(True)
    pages.tap_complete(page)
    expect(note(page, "Ждёт сети")).to_have_count(1)
    now = page.evaluate("Date.now()")
    page.clock.set_system_time(now - timedelta(hours=2) / timedelta(milliseconds=1))
    page.context.set_offline(False)
    pages.expect_stage_state(page, 1, "Done")
    assert shop.completions(order) == 1


def test_two_tabs_send_each_item_once_in_order(people: People, shop: Shop, order: dict[str, Any]) -> None:
    context = people.mechanic()
    tabs = [pages.open_page(context, f"/orders/{order['id']}") for _ in range(2)]
    sent: list[str] = []
    context.on("requestfinished", lambda request: sent.append(request.url))
    context.set_offline(True)
    for number, tab in enumerate(tabs):
        pages.write_comment(tab, 1, f"Из вкладки {number}", published=True)
        pages.expect_pending(tab, number + 1)
    context.set_offline(False)
    expect(pages.comments(tabs[0], 1)).to_have_text(["Из вкладки 0", "Из вкладки 1"])
    for tab in tabs:
        pages.expect_sent(tab)
    assert sum(url.endswith("/comments") for url in sent) == 2


def test_a_stolen_lock_loses_and_doubles_nothing(page: Page, shop: Shop, order: dict[str, Any]) -> None:
    held: list[Route] = []
    page.route("**/complete", lambda route: held.append(route))
    pages.tap_complete(page)
    expect_held(page, held, 1)
    page.evaluate("name => navigator.locks.request(name, { steal: true }, () => {})", LOCK)
    held[0].continue_()
    page.unroute("**/complete")
    pages.expect_stage_state(page, 1, "Done")
    pages.write_comment(page, 1, "И дальше.", published=True)
    expect(pages.comments(page, 1)).to_have_text(["И дальше."])
    pages.expect_sent(page)
    assert shop.completions(order) == 1


def test_a_lock_whose_holder_sleeps_is_taken_over(people: People, order: dict[str, Any]) -> None:
    context = people.mechanic()
    sleeper = pages.open_page(context, f"/orders/{order['id']}")
    sleeper.evaluate("name => void navigator.locks.request(name, () => new Promise(() => {}))", LOCK)
    page = context.new_page()
    page.clock.install()
    pages.visit(page, f"/orders/{order['id']}")
    pages.tap_complete(page)
    pages.expect_pending(page)

    def is_done() -> bool:
        page.clock.fast_forward(2_000)
        return page.locator("send-queue").get_attribute("pending") == "0"

    pages.wait_for(page, is_done)
    pages.expect_stage_state(page, 1, "Done")


def test_without_web_locks_each_item_is_sent_once(people: People, shop: Shop, order: dict[str, Any]) -> None:
    # As on plain http in a shop's own network.
    context = people.mechanic()
    context.add_init_script(NO_LOCKS)
    tabs = [pages.open_page(context, f"/orders/{order['id']}") for _ in range(2)]
    answered: list[str] = []
    context.on("response", lambda answer: answered.append(answer.url) if "/complete" in answer.url else None)
    context.set_offline(True)
    pages.tap_complete(tabs[0])
    pages.expect_pending(tabs[1])
    context.set_offline(False)
    pages.expect_stage_state(tabs[1], 1, "Done")
    for tab in tabs:
        pages.expect_sent(tab)
    assert shop.completions(order) == len(answered) == 1


def test_a_browser_without_storage_sends_all_the_same_and_warns(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    context = people.mechanic()
    context.add_init_script(NO_DATABASE)
    page = pages.open_page(context, f"/orders/{order['id']}")
    context.set_offline(True)
    pages.tap_complete(page)
    pages.expect_pending(page)
    expect(page.locator("send-queue .warning")).to_contain_text("Не закрывайте")
    # The page is not loaded anew by itself meanwhile (page_life/version.js).
    expect(page.locator("send-queue[volatile]")).to_have_count(1)
    context.set_offline(False)
    pages.expect_stage_state(page, 1, "Done")
    expect(page.locator("send-queue .warning")).to_have_count(0)
    expect(page.locator("send-queue[volatile]")).to_have_count(0)
    assert shop.completions(order) == 1


def test_somebody_elses_items_are_neither_shown_nor_sent_but_kept(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    context = people.mechanic()
    page = pages.open_page(context, f"/orders/{order['id']}")
    context.set_offline(True)
    with pages.stored(page):
        pages.write_comment(page, 1, "Только моё", published=False)
    pages.expect_pending(page)
    page.close()
    context.set_offline(False)
    for email, count in ((ADMINISTRATOR, 0), (MECHANIC, 1)):
        people.sign_in(context, email)
        page = pages.open_page(context, f"/orders/{order['id']}")
        pages.expect_sent(page)
        expect(pages.comments(page, 1)).to_have_count(count)


def test_what_the_former_version_has_stored_is_sent(
    people: People, shop: Shop, order: dict[str, Any]
) -> None:
    context = people.mechanic()
    page = context.new_page()
    page.goto("/healthz")
    script = FORMER_ITEMS.replace("PICTURE", str(list(phone_photo())))
    page.evaluate(script, [f"/api{stage_path(order)}", str(shop.rest(MECHANIC).user["id"])])
    pages.visit(page, f"/orders/{order['id']}")
    expect(pages.comments(page, 1)).to_have_text(["Ждало обновления"])
    expect(pages.photos(page, 1)).to_have_count(1)
    pages.expect_sent(page)


def test_several_photos_are_sent_in_order_each_once_with_their_progress(page: Page) -> None:
    held: list[Route] = []
    page.route("**/attachments", lambda route: held.append(route))
    files = [jpeg_file(phone_photo(), name) for name in ("1.jpg", "2.jpg", "3.jpg")]
    pages.attach_photo(page, 1, files, published=True)
    names = []
    for number in range(3):
        expect_held(page, held, number + 1)
        on_its_way = pages.queue(page).filter(has=page.locator("progress"))
        expect(on_its_way).to_have_count(1)
        names.append(on_its_way.locator(".filename").text_content())
        expect(card(page, "Ждёт своей очереди")).to_have_count(2 - number)
        held[number].continue_()
    assert names == ["1.jpg", "2.jpg", "3.jpg"]
    expect(pages.photos(page, 1)).to_have_count(3)
    pages.expect_sent(page)


def test_a_file_that_cannot_be_read_is_found_out_before_sending_and_the_others_go_on(
    people: People, order: dict[str, Any]
) -> None:
    context = people.mechanic()
    context.add_init_script(LOST_FILE)
    page = pages.open_page(context, f"/orders/{order['id']}")
    sent = Answers()
    page.route("**/attachments", sent)
    files = [jpeg_file(phone_photo(), name) for name in ("lost.jpg", "good.jpg")]
    pages.attach_photo(page, 1, files, published=True)
    lost = card(page, "Файл больше не читается. Выберите его ещё раз.")
    expect(lost.locator(".filename")).to_have_text("lost.jpg")
    expect(lost.get_by_role("button")).to_have_text(["Удалить"])
    expect(pages.photos(page, 1)).to_have_count(1)
    assert sent.count == 1


def test_a_half_written_comment_outlives_what_its_stage_is_completed(page: Page) -> None:
    # The stage's form is drawn anew in another place as soon as the stage is done.
    held: list[Route] = []
    page.route("**/complete", lambda route: held.append(route))
    pages.tap_complete(page)
    expect_held(page, held, 1)
    pages.comment_box(page, 1).fill("Ещё не дописано")
    held[0].continue_()
    pages.expect_stage_state(page, 1, "Done")
    expect(pages.comment_box(page, 1)).to_have_value("Ещё не дописано")
