"""Push messages: which browsers take them, who is told what, and what becomes of those that fail."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.adapters import web_push
from autoservice.events.notifications import PushPlanned
from autoservice.modules.notifications.models import Delivery, PushSubscription
from autoservice.modules.notifications.push import MOST_DEVICES
from autoservice.modules.orders.workflow import UNDO_TIME
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.audit import AuditEntry
from autoservice.shared.outbox import MAX_ATTEMPTS, DeadLetter
from tests.support.factories import PASSWORD
from tests.support.push_service import PushBrowser, PushService, read_vapid, running_push_service
from tests.support.runtime import Callers, MovableClock, Shop, connect, opened_shop, sign_everybody_in
from tests.support.smtp import make_certificate

PUSH = "/api/profile/push"
PROFILE = "/api/profile/notifications"
KNOWN = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("push") / "certificate.pem")


@pytest.fixture
def service(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service whose certificate the program trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_push_service(certificate) as running:
        yield running


@pytest_asyncio.fixture
async def shop(
    database_url: str, tmp_path: Path, clock: MovableClock, service: PushService
) -> AsyncIterator[Shop]:
    """A shop that sends push messages by that service only, and no e-mails."""
    hosts = (service.rule, "fcm.googleapis.com")
    async with opened_shop(database_url, tmp_path, clock=clock, push_hosts=hosts) as opened:
        yield opened


async def subscribe(caller: httpx.AsyncClient, browser: PushBrowser) -> None:
    answer = await caller.post(PUSH, json=browser.subscription)
    assert answer.status_code == 204, answer.text


async def device(caller: httpx.AsyncClient, service: PushService, name: str = "phone") -> PushBrowser:
    """A browser of the caller's session, which takes push messages."""
    browser = PushBrowser(f"{service.origin}/to/{name}")
    await subscribe(caller, browser)
    return browser


async def another_device(shop: Shop, service: PushService, who: Actor, name: str) -> PushBrowser:
    return await device(connect(await shop.sign_in(who)), service, name)


async def settle(shop: Shop, clock: MovableClock, after: timedelta = UNDO_TIME) -> None:
    await shop.relay_all()
    clock.now += after
    await shop.relay_all()


async def tell_ready(shop: Shop, clock: MovableClock) -> None:
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await settle(shop, clock)


def told(service: PushService, browser: PushBrowser) -> list[str]:
    return [browser.read(arrival.body)["title"] for arrival in service.at(browser)]


async def ready_delivery(shop: Shop) -> Delivery:
    [delivery] = await shop.rows(Delivery, kind="ready", channel="push")
    return delivery


@pytest.mark.both_databases
async def test_a_client_learns_by_push_that_the_car_is_ready(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    await tell_ready(shop, clock)
    arrival = service.at(browser)[-1]
    message = browser.read(arrival.body)
    [order] = (await callers.client.get("/api/orders")).json()["items"]
    assert (message["title"], message["lang"]) == ("Ваш автомобиль готов", "ru")
    assert order["number"] in message["body"]
    assert message["url"] == f"/orders/{order['id']}"
    assert (arrival.headers["ttl"], arrival.headers["urgency"]) == ("86400", "normal")
    assert arrival.headers["topic"] == message["tag"]
    key = (await callers.client.get(PUSH)).json()["public_key"]
    assert read_vapid(arrival.headers["authorization"], service.origin)[1] == key
    delivery = await ready_delivery(shop)
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 1, "")


async def test_it_speaks_the_recipients_language(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    await shop.change(shop.people.client, locale="en")
    await tell_ready(shop, clock)
    assert "Your car is ready" in told(service, browser)


async def test_each_device_is_told_once_and_one_that_fails_is_tried_again_alone(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    phone = await device(callers.client, service)
    laptop = await another_device(shop, service, shop.people.client, "laptop")
    service.answers["/to/phone"] = 503
    await tell_ready(shop, clock)
    assert told(service, laptop).count("Ваш автомобиль готов") == 1
    assert (await ready_delivery(shop)).state == "sent"
    service.answers.clear()
    service.arrivals.clear()
    clock.forward(seconds=5)
    await shop.relay_all()
    assert "Ваш автомобиль готов" in told(service, phone)
    assert told(service, laptop) == []


async def test_a_reaction_that_is_run_twice_tells_nobody_twice(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    await tell_ready(shop, clock)
    delivery = await ready_delivery(shop)
    [row] = await shop.rows(PushSubscription)
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.emit(PushPlanned(delivery.id))
        assert await unit.services.push.compose_push(delivery.id, row.id) is None
    await shop.relay_all()
    assert told(service, browser).count("Ваш автомобиль готов") == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_ended_its_subscription_is_forgotten(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService, status: int
):
    await device(callers.client, service)
    service.answers["/to/phone"] = status
    await tell_ready(shop, clock)
    assert not await shop.rows(PushSubscription)
    assert {row.state for row in await shop.rows(Delivery, channel="push")} == {"dropped"}
    assert not (await callers.client.get(PUSH)).json()["subscribed"]


async def test_what_fails_for_good_is_a_dead_letter_with_its_error(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    await device(callers.client, service)
    service.answers["/to/phone"] = 500
    assert (await callers.client.post(f"{PROFILE}/test")).status_code == 202
    for _ in range(MAX_ATTEMPTS):
        await shop.relay_all()
        clock.forward(minutes=20)
    [delivery] = await shop.rows(Delivery, channel="push")
    assert (delivery.state, delivery.attempts) == ("dead", MAX_ATTEMPTS)
    assert "500" in delivery.last_error
    [letter] = await shop.rows(DeadLetter)
    assert letter.reaction == "push_to_device"
    assert "/to/phone" not in delivery.last_error + letter.last_error
    # Once more, in a new sign-in after all that time: each of its failures counts, as before.
    again = await sign_everybody_in(shop)
    replayed = await again.administrator.post(f"/api/admin/dead-letters/{letter.id}/replay")
    assert replayed.status_code < 300, replayed.text
    await shop.relay_all()
    [delivery] = await shop.rows(Delivery, channel="push")
    assert (delivery.state, delivery.attempts) == ("sending", 1)


async def test_a_service_that_hangs_keeps_no_other_message(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web_push, "SEND_SECONDS", 1.0)
    await device(callers.client, service)
    service.hangs_for.add("/to/phone")
    await tell_ready(shop, clock)
    kinds = [one["kind"] for one in (await callers.client.get("/api/notifications")).json()["items"]]
    assert "ready" in kinds
    delivery = await ready_delivery(shop)
    assert (delivery.state, delivery.attempts) == ("sending", 1)
    assert delivery.last_error.startswith("PushNotSent")


@pytest.mark.both_databases
async def test_signing_out_ends_it(shop: Shop, callers: Callers, clock: MovableClock, service: PushService):
    phone = await device(callers.client, service)
    laptop = await another_device(shop, service, shop.people.client, "laptop")
    await callers.client.post("/api/auth/logout")
    await tell_ready(shop, clock)
    assert told(service, phone) == []
    assert told(service, laptop)
    await clean_up(shop.runtime.transaction)
    assert [row.endpoint for row in await shop.rows(PushSubscription)] == [laptop.endpoint]
    clock.forward(days=2)
    await clean_up(shop.runtime.transaction)


async def test_a_session_that_runs_out_ends_it(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    clock.forward(days=31)
    await tell_ready(shop, clock)
    assert told(service, browser) == []
    await clean_up(shop.runtime.transaction)
    assert not await shop.rows(PushSubscription)


async def test_whoever_is_disabled_is_told_nothing(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.change(shop.people.client, active=False)
    await settle(shop, clock)
    assert told(service, browser) == []
    await clean_up(shop.runtime.transaction)
    assert not await shop.rows(PushSubscription)


async def test_whoever_signs_out_before_it_is_due_is_told_nothing(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    await callers.client.post("/api/auth/logout")
    clock.now += UNDO_TIME
    await shop.relay_all()
    assert "Ваш автомобиль готов" not in told(service, browser)
    assert (await ready_delivery(shop)).state == "dropped"


async def test_what_is_exported_names_the_devices_and_erasing_forgets_them(
    shop: Shop, callers: Callers, service: PushService
):
    browser = await device(callers.client, service)
    exported = (await callers.client.get("/api/profile/export")).json()["notifications"]
    assert [one["endpoint"] for one in exported["push_devices"]] == [browser.endpoint]
    answer = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert answer.status_code == 204, answer.text
    assert not await shop.rows(PushSubscription)


async def test_who_switched_push_off_for_a_group_is_told_by_the_rest(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    await callers.client.put(PROFILE, json={"groups": {"ready": {"push": False}}})
    order = await shop.assigned_order()
    order = await shop.complete(order, len(order.stages) - 1)
    await settle(shop, clock)
    assert told(service, browser) == []
    await shop.complete(order)
    await settle(shop, clock)
    assert told(service, browser) == ["Ваш автомобиль выдан"]
    assert not await shop.rows(Delivery, kind="ready", channel="push")


async def test_without_a_device_nothing_is_planned(shop: Shop, callers: Callers, clock: MovableClock):
    await tell_ready(shop, clock)
    assert not await shop.rows(Delivery, channel="push")
    assert (await callers.client.get(PUSH)).json()["available"]


async def test_what_is_not_urgent_waits_for_the_end_of_the_quiet_hours_and_questions_do_not(
    shop: Shop, clock: MovableClock, service: PushService
):
    at_eleven = clock.now.replace(hour=20, minute=0, second=0, microsecond=0)
    clock.now = at_eleven if at_eleven > clock.now else at_eleven + timedelta(days=1)
    callers = await sign_everybody_in(shop)
    browser = await device(callers.client, service)
    night = {"start": "22:00", "end": "08:00", "zone": "Europe/Moscow"}
    await callers.client.put(PROFILE, json={"quiet_hours": night})
    order = await shop.assigned_order()
    stage = f"/api/orders/{order.id}/stages/{order.stages[0].id}"
    await callers.mechanic.post(f"{stage}/start", json={})
    await callers.mechanic.post(f"{stage}/block", json={"reason": "client"})
    await settle(shop, clock)
    assert told(service, browser) == ["Автосервис ждёт вашего ответа"]
    assert service.at(browser)[0].headers["urgency"] == "high"
    waiting = [row for row in await shop.rows(Delivery, channel="push") if row.state == "waiting"]
    assert {row.due_at.hour for row in waiting} <= {5}


async def test_a_test_message_comes_to_this_device(shop: Shop, callers: Callers, service: PushService):
    browser = await device(callers.client, service)
    await callers.client.post(f"{PROFILE}/test")
    await shop.relay_all()
    assert told(service, browser) == ["Проверочное сообщение"]
    assert browser.read(service.at(browser)[0].body)["url"] == "/profile"


async def test_one_session_has_one_subscription_and_a_browser_is_one_persons(
    shop: Shop, callers: Callers, service: PushService
):
    await device(callers.client, service)
    await device(callers.client, service, "renewed")
    await device(callers.mechanic, service, "renewed")
    [row] = await shop.rows(PushSubscription)
    assert (row.user_id, row.endpoint) == (
        shop.people.mechanic.user_id,
        f"{service.origin}/to/renewed",
    )
    assert (await callers.client.get(PUSH)).json()["subscribed"] is False
    assert (await callers.client.delete(PUSH)).status_code == 204
    assert len(await shop.rows(PushSubscription)) == 1
    assert (await callers.mechanic.delete(PUSH)).status_code == 204
    assert not await shop.rows(PushSubscription)


async def test_of_too_many_devices_the_newest_are_told(shop: Shop, service: PushService):
    names = [str(number) for number in range(MOST_DEVICES + 2)]
    for name in names:
        await another_device(shop, service, shop.people.client, name)
    kept = [row.endpoint.rpartition("/")[2] for row in await shop.rows(PushSubscription)]
    assert sorted(kept, key=int) == names[2:]


async def test_with_another_key_nothing_is_sent_until_the_browser_subscribes_anew(
    shop: Shop, callers: Callers, clock: MovableClock, service: PushService
):
    browser = await device(callers.client, service)
    [row] = await shop.rows(PushSubscription)
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.session.add(row)
        row.key_id = "another"
    await tell_ready(shop, clock)
    assert told(service, browser) == []
    view = (await callers.client.get(PUSH)).json()
    assert (view["subscribed"], view["endpoint"]) == (True, "")
    await subscribe(callers.client, browser)
    assert (await callers.client.get(PUSH)).json()["endpoint"] == browser.endpoint


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 1000},
        {"endpoint": None},
        {"endpoint": 1},
        {"keys": None},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"keys": {"p256dh": "not base64", "auth": "AAAA"}},
        {"keys": {"p256dh": "A" * 5000, "auth": "A" * 5000}},
    ],
)
async def test_a_subscription_that_is_none_is_refused(shop: Shop, callers: Callers, change: dict[str, Any]):
    answer = await callers.client.post(PUSH, json=PushBrowser(KNOWN).subscription | change)
    assert answer.status_code == 422
    assert not await shop.rows(PushSubscription)


async def test_the_audit_log_does_not_name_the_endpoint(shop: Shop, callers: Callers):
    await subscribe(callers.client, PushBrowser(KNOWN))
    assert any(entry.action == "push_subscribed" for entry in await shop.rows(AuditEntry))
    assert "googleapis" not in await shop.audit_text()


async def test_without_services_there_is_no_push(database_url: str, tmp_path: Path, clock: MovableClock):
    async with opened_shop(database_url, tmp_path, clock=clock, push_hosts=()) as shop:
        callers = await sign_everybody_in(shop)
        view = (await callers.client.get(PUSH)).json()
        assert view == {"available": False, "public_key": "", "subscribed": False, "endpoint": ""}
        assert not (await callers.client.get(PROFILE)).json()["has_push"]
        answer = await callers.client.post(PUSH, json=PushBrowser(KNOWN).subscription)
        assert (answer.status_code, answer.json()["title"]) == (503, "NoWebPush")
