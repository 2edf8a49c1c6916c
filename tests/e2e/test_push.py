"""Push messages in a browser: shown by the service worker, and switched on and off for the device."""

import json
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.accounts import OwnShop
from tests.e2e.shop import People
from tests.support import pages
from tests.support.push_service import PushBrowser

MESSAGE = {
    "id": 1,
    "lang": "ru",
    "title": "Ваш автомобиль готов",
    "body": "Заказ № 7: все работы выполнены.",
    "url": "/orders/7",
    "tag": "about-order-7",
}
# The headless browser has no place for notifications, and opens no window without a real tap: what the worker
# asks for is kept.
KEEP = """() => {
    self.shown = [];
    self.opened = [];
    self.registration.getNotifications = async ({ tag }) => self.shown.filter((one) => one.tag === tag);
    self.registration.showNotification = async (title, options) => {
        self.shown = self.shown.filter((one) => !options.tag || one.tag !== options.tag);
        self.shown.push({ title, ...options });
    };
    self.clients.openWindow = async (url) => self.opened.push(url);
}"""
CLICK = """async () => {
    const until = [];
    const notification = { ...self.shown[0], close: () => self.shown.shift() };
    const event = Object.assign(new ExtendableEvent("notificationclick"), { notification });
    event.waitUntil = (promise) => until.push(promise);
    self.dispatchEvent(event);
    await Promise.all(until);
    return self.opened.pop();
}"""
# The browser's own push service, which is none of this machine's.
PUSH_SERVICE = """(made) => {
    const stored = () => JSON.parse(localStorage.getItem("push") ?? "null");
    const wrap = (kept) => kept && {
        endpoint: made.endpoint,
        options: { applicationServerKey: new Uint8Array(kept).buffer },
        toJSON: () => made,
        unsubscribe: async () => localStorage.removeItem("push"),
    };
    PushManager.prototype.getSubscription = async () => wrap(stored());
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
        localStorage.setItem("push", JSON.stringify([...applicationServerKey]));
        return wrap(stored());
    };
    Object.defineProperty(Notification, "permission", { get: () => "granted" });
    Notification.requestPermission = async () => "granted";
}"""


class DevTools:
    """What the developer tools do with a page's service worker."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._registrations: list[dict[str, Any]] = []
        self._session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: self._registrations.extend(told["registrations"]),
        )
        self._session.send("ServiceWorker.enable")
        self._page = page

    def push(self, data: str) -> None:
        """Deliver a message."""
        pages.wait_for(self._page, lambda: bool(self._registrations))
        self._session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self._page.evaluate("location.origin"),
                "registrationId": self._registrations[-1]["registrationId"],
                "data": data,
            },
        )


def subscribed(page: Page) -> dict[str, Any]:
    view: dict[str, Any] = page.evaluate("fetch('/api/profile/push').then((answer) => answer.json())")
    return view


def test_a_push_message_is_shown_and_leads_to_its_order(people: People, shop: OwnShop) -> None:
    page = pages.open_page(people.signed_in(shop.person(), service_workers="allow"), "/orders")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker, tools = page.context.service_workers[0], DevTools(page)
    worker.evaluate(KEEP)

    def shown() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = worker.evaluate("self.shown")
        return found

    tools.push(json.dumps(MESSAGE))
    pages.wait_for(page, lambda: len(shown()) == 1)
    [first] = shown()
    assert {name: first[name] for name in ("title", "body", "tag", "lang")}.items() <= MESSAGE.items()
    assert first["renotify"]
    # The same again makes no sound, and other news of it do.
    tools.push(json.dumps(MESSAGE))
    pages.wait_for(page, lambda: [one["renotify"] for one in shown()] == [False])
    tools.push(json.dumps(MESSAGE | {"id": 2, "body": "Ждём вас."}))
    pages.wait_for(page, lambda: [(one["body"], one["renotify"]) for one in shown()] == [("Ждём вас.", True)])
    assert worker.evaluate(CLICK) == f"{shop.url}/orders/7"
    assert shown() == []
    # What nobody can read is shown, too; or else the browser ends the subscription.
    tools.push("not a message")
    pages.wait_for(page, lambda: len(shown()) == 1)
    assert worker.evaluate(CLICK) == f"{shop.url}/notifications"
    tools.push(json.dumps({"url": "https://evil.example/"}))
    pages.wait_for(page, lambda: len(shown()) == 1)
    assert worker.evaluate(CLICK) == "/"


def test_a_device_is_switched_on_renewed_and_switched_off(people: People, shop: OwnShop) -> None:
    made = PushBrowser("https://fcm.googleapis.com/fcm/send/of-this-browser").subscription
    context = people.signed_in(shop.person(), service_workers="allow")
    context.add_init_script(f"({PUSH_SERVICE})({json.dumps(made)})")
    page = pages.open_page(context, "/profile")
    switch_on = page.get_by_role("button", name=pages.say(page, "Switch on for this device"))
    switch_off = page.get_by_role("button", name=pages.say(page, "Switch off for this device"))
    switch_on.click()
    expect(switch_off).to_be_focused()
    assert subscribed(page)["endpoint"] == made["endpoint"]
    page.reload()
    expect(switch_off).to_be_visible()

    # Made with another key, as after the program's was lost: renewed wherever the next visit is.
    page.evaluate("localStorage.setItem('push', '[4, 1, 2, 3]')")
    with page.expect_response(lambda one: one.request.method == "POST" and one.url.endswith("/profile/push")):
        pages.visit(page, "/orders")
    assert page.evaluate("JSON.parse(localStorage.getItem('push')).length") == 65

    pages.visit(page, "/profile")
    switch_off.click()
    expect(switch_on).to_be_focused()
    assert not subscribed(page)["subscribed"]


def test_a_browser_that_refuses_is_told_where_to_allow_it(people: People, shop: OwnShop) -> None:
    page = pages.open_page(people.signed_in(shop.person()), "/profile")
    page.context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    page.reload()
    expect(page.locator("push-device [data-when=denied]")).to_be_visible()
    assert page.locator("push-device [data-when]:visible").count() == 1
