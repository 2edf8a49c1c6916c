"""What people are told of their orders, by e-mail; what they want of it, and how they stop it."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from autoservice.events.notifications import EmailPlanned
from autoservice.events.orders import OrderStatusChanged
from autoservice.modules.notifications.groups import BURST
from autoservice.modules.notifications.models import (
    Delivery,
    NotificationPreference,
    PersonalQuietHours,
    ToldOrder,
)
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import UNDO_TIME
from autoservice.modules.progress.schemas import StageStep
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from autoservice.shared.cookies import SESSION_COOKIE
from tests.support.factories import PASSWORD, jpeg
from tests.support.runtime import Callers, MovableClock, Shop, connect, opened_shop, sign_everybody_in
from tests.support.smtp import SmtpServer

SHOP = {"demo": True}
PROFILE = "/api/profile/notifications"
READY = "Ваш автомобиль готов"
NIGHT = {"start": "22:00", "end": "08:00", "zone": "Europe/Moscow"}


async def subjects(shop: Shop, who: str = "client") -> list[str]:
    """What somebody was sent about orders, the newest first."""
    address = (await shop.user(getattr(shop.people, who))).email or ""
    return [email.mail.subject for email in await shop.emails(address)]


async def settle(shop: Shop, clock: MovableClock, after: timedelta = UNDO_TIME) -> None:
    """Plan what has happened, and let the time pass that it waits."""
    await shop.relay_all()
    clock.now += after
    await shop.relay_all()


async def ready_order(shop: Shop) -> OrderView:
    order = await shop.assigned_order()
    return await shop.complete(order, len(order.stages) - 1)


async def publish_photo(callers: Callers, order: OrderView) -> None:
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    sent = await callers.mechanic.post(path, files={"file": jpeg()}, data={"published": "true"})
    assert sent.status_code == 201


async def choose(caller: httpx.AsyncClient, **change: object) -> httpx.Response:
    answer = await caller.put(PROFILE, json=change)
    assert answer.status_code == 200, answer.text
    return answer


async def test_a_client_is_told_once_that_the_car_is_ready(shop: Shop, clock: MovableClock):
    await ready_order(shop)
    await settle(shop, clock)
    assert (await subjects(shop)).count(READY) == 1
    [delivery] = await shop.rows(Delivery, kind="ready", channel="email")
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 1, "")
    assert delivery.provider_id


async def test_nothing_is_sent_before_its_step_can_no_longer_be_undone(shop: Shop, clock: MovableClock):
    order = await ready_order(shop)
    assert READY not in await subjects(shop)
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        last = [stage for stage in (await shop.order(order.id)).stages if stage.done_at][-1]
        await unit.services.undo.undo_step(order.id, last.id, StageStep())
    await settle(shop, clock)
    assert READY not in await subjects(shop)
    [delivery] = await shop.rows(Delivery, kind="ready", channel="email")
    assert delivery.state == "dropped"


@pytest.mark.both_databases
async def test_a_reaction_that_is_run_twice_tells_nobody_twice(shop: Shop, clock: MovableClock):
    order = await ready_order(shop)
    await shop.relay_all()
    planned = await shop.rows(Delivery)
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.emit(OrderStatusChanged(order.id))
    await shop.relay_all()
    assert await shop.rows(Delivery) == planned
    await settle(shop, clock)
    async with shop.runtime.transaction(SYSTEM) as unit:
        for row in (one for one in planned if one.channel == "email"):
            unit.emit(EmailPlanned(row.id))
    await shop.relay_all()
    assert (await subjects(shop)).count(READY) == 1


async def test_the_one_who_did_it_is_not_told(shop: Shop, callers: Callers, clock: MovableClock):
    await choose(callers.mechanic, groups={"work": {"email": True}})
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/comments"
    await callers.mechanic.post(path, json={"text": "Готово.", "published": True})
    await settle(shop, clock, BURST)
    told = await shop.rows(Delivery, channel="email")
    people = shop.people
    assert {(row.user_id, row.kind) for row in told} == {
        (people.mechanic.user_id, "work_assigned"),
        (people.client.user_id, "comments"),
    }


async def test_five_photos_are_one_message(shop: Shop, callers: Callers, clock: MovableClock):
    order = await shop.assigned_order()
    for _ in range(5):
        await publish_photo(callers, order)
        await shop.relay_all()
        clock.forward(seconds=10)
    await settle(shop, clock, BURST)
    newest = (await shop.emails("client@example.com"))[0].mail
    assert newest.subject == "Новые фото вашего автомобиля"
    assert "Новых фото на странице заказа: 5." in newest.text
    assert len(await shop.rows(Delivery, kind="photos", channel="email")) == 1
    await publish_photo(callers, order)
    await settle(shop, clock, BURST)
    assert len(await shop.rows(Delivery, kind="photos", channel="email")) == 2


async def test_what_is_not_published_is_not_told_to_the_client(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/comments"
    await callers.mechanic.post(path, json={"text": "Только для своих.", "published": False})
    await settle(shop, clock, BURST)
    assert not await shop.rows(Delivery, user_id=shop.people.client.user_id)


async def test_what_is_not_urgent_waits_for_the_end_of_the_quiet_hours(
    shop: Shop, callers: Callers, clock: MovableClock
):
    at_eleven = clock.now.replace(hour=20, minute=0, second=0, microsecond=0)
    clock.now = at_eleven if at_eleven > clock.now else at_eleven + timedelta(days=1)
    callers = await sign_everybody_in(shop)
    await choose(callers.client, quiet_hours=NIGHT)
    await ready_order(shop)
    await settle(shop, clock)
    assert READY not in await subjects(shop)
    [delivery] = await shop.rows(Delivery, kind="ready", channel="email")
    assert delivery.due_at.hour == 5
    clock.now = delivery.due_at
    assert (await subjects(shop))[0] == READY


async def test_questions_that_hold_up_the_work_know_no_quiet_hours(
    shop: Shop, callers: Callers, clock: MovableClock
):
    now = clock.now + timedelta(hours=3)
    quiet = {"start": f"{now:%H}:00", "end": f"{(now.hour + 3) % 24:02}:00", "zone": "Europe/Moscow"}
    await choose(callers.client, quiet_hours=quiet)
    order = await shop.assigned_order()
    stage = f"/api/orders/{order.id}/stages/{order.stages[0].id}"
    await callers.mechanic.post(f"{stage}/start", json={})
    await callers.mechanic.post(f"{stage}/block", json={"reason": "client"})
    await settle(shop, clock)
    assert (await subjects(shop))[0] == "Автосервис ждёт вашего ответа"
    kinds = {row.kind: row.state for row in await shop.rows(Delivery)}
    assert kinds["needs_you"] == "sent"
    assert "on_hold" not in kinds


async def test_who_switched_a_group_off_is_not_told_and_the_rest_still_comes(
    shop: Shop, callers: Callers, clock: MovableClock
):
    answer = await choose(callers.client, groups={"ready": {"email": False}})
    assert answer.json()["groups"]["ready"] == {"in_app": True, "email": False, "push": True, "sms": True}
    assert answer.json()["groups"]["progress"]["email"]
    order = await ready_order(shop)
    await settle(shop, clock)
    assert READY not in await subjects(shop)
    await shop.complete(order)
    await settle(shop, clock)
    assert "Ваш автомобиль выдан" in await subjects(shop)


async def test_a_group_that_is_switched_off_meanwhile_is_not_sent(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await ready_order(shop)
    await shop.relay_all()
    await choose(callers.client, groups={"ready": {"email": False}})
    await settle(shop, clock)
    assert READY not in await subjects(shop)
    assert [row.state for row in await shop.rows(Delivery, kind="ready", channel="email")] == ["dropped"]


async def test_staff_get_no_emails_of_orders_unless_they_ask_for_them(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await shop.assigned_order()
    await settle(shop, clock)
    assert await subjects(shop, "administrator") == await subjects(shop, "mechanic") == []
    await choose(callers.administrator, groups={"shop": {"email": True}})
    await shop.place_order()
    assert await subjects(shop, "administrator") == ["Новый заказ"]


async def link_of(shop: Shop, clock: MovableClock) -> str:
    """The address in the header of the e-mail that tells that a car is ready."""
    await ready_order(shop)
    await settle(shop, clock)
    text = (await shop.last_email("client@example.com")).mail
    [link] = [link for link in text.links if "/api/unsubscribe/" in link]
    return urlsplit(link).path


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://mail.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_one_click_ends_the_groups_emails_without_cookie_or_origin(
    shop: Shop, clock: MovableClock, headers: dict[str, str]
):
    link = await link_of(shop, clock)
    stranger = connect(**headers)
    answer = await stranger.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 204, answer.text
    [row] = await shop.rows(NotificationPreference)
    assert (row.event_group, row.channel, row.enabled) == ("ready", "email", False)
    assert await shop.audited("unsubscribed") == [("unsubscribed", f"user:{shop.people.client.user_id}")]
    # Again, as providers do.
    assert (await stranger.post(link)).status_code == 204


async def test_security_emails_still_come_after_unsubscribing(
    shop: Shop, callers: Callers, clock: MovableClock
):
    link = await link_of(shop, clock)
    for group in ("ready", "decisions", "progress"):
        await choose(callers.client, groups={group: {"email": False}})
    assert (await connect().post(link)).status_code == 204
    change = {"current_password": PASSWORD, "password": "quite another sentence 7"}
    assert (await callers.client.post("/api/profile/password", json=change)).status_code == 204
    assert (await subjects(shop))[0] == "Пароль изменён"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_the_link_changes_nothing(shop: Shop, clock: MovableClock, method: str):
    link = await link_of(shop, clock)
    before = await shop.everything()
    answer = await connect().request(method, link)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/unsubscribe#token=")
    assert await shop.everything() == before


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token.replace("ready", "progress"),
        lambda token: "2" + token,
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda _token: "1.ready.",
        lambda _token: "nonsense",
    ],
)
async def test_a_token_that_is_not_ours_ends_nothing(
    shop: Shop, clock: MovableClock, forge: Callable[[str], str]
):
    link = await link_of(shop, clock)
    token = forge(link.rpartition("/")[2])
    assert (await connect().post(f"/api/unsubscribe/{token}")).status_code == 404
    answer = await connect().post("/api/unsubscribe", json={"token": token})
    assert (answer.status_code, answer.json()["title"]) == (404, "UnknownSubscription")
    assert not await shop.rows(NotificationPreference)


async def test_a_link_opens_nothing_with_the_readers_session(shop: Shop, clock: MovableClock):
    link = await link_of(shop, clock)
    cookie = f"{SESSION_COOKIE}={await shop.sign_in(shop.people.administrator)}"
    assert (await connect(Cookie=cookie).post(link)).status_code == 204
    [entry] = await shop.rows(AuditEntry, action="unsubscribed")
    assert entry.actor_id is None


async def test_a_test_message_comes_and_not_too_many_of_them(shop: Shop, callers: Callers):
    for _ in range(5):
        assert (await callers.client.post(f"{PROFILE}/test")).status_code == 202
    answer = await callers.client.post(f"{PROFILE}/test")
    assert (answer.status_code, answer.json()["title"]) == (429, "TooManyAttempts")
    assert (await subjects(shop)).count("Проверочное сообщение") == 5


async def test_without_an_address_the_test_message_comes_into_the_program(shop: Shop, callers: Callers):
    await shop.change(shop.people.client, email=None, phone="+79161234567")
    assert (await callers.client.post(f"{PROFILE}/test")).status_code == 202
    await shop.relay_all()
    [message] = (await callers.client.get("/api/notifications")).json()["items"]
    assert (message["kind"], message["order_id"]) == ("trial", None)
    assert not (await callers.client.get(PROFILE)).json()["has_email"]


@pytest.mark.parametrize(
    ("quiet", "field"),
    [
        (NIGHT | {"end": "22:00"}, "quiet_hours.end"),
        (NIGHT | {"start": "25:00"}, "quiet_hours.start"),
        (NIGHT | {"start": "9:00"}, "quiet_hours.start"),
        (NIGHT | {"zone": "Europe/Atlantis"}, "quiet_hours.zone"),
    ],
)
async def test_quiet_hours_that_are_none_are_refused(
    shop: Shop, callers: Callers, quiet: dict[str, str], field: str
):
    answer = await callers.client.put(PROFILE, json={"quiet_hours": quiet})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not await shop.rows(PersonalQuietHours)


async def test_each_role_is_asked_about_what_concerns_it(callers: Callers):
    groups = {
        who: list((await callers.by(who).get(PROFILE)).json()["groups"])
        for who in ("client", "mechanic", "administrator")
    }
    assert groups == {
        "client": ["ready", "decisions", "talk", "progress"],
        "mechanic": ["work", "talk"],
        "administrator": ["shop", "talk"],
    }


@pytest.mark.both_databases
async def test_what_was_chosen_and_sent_is_exported_and_erased(
    shop: Shop, callers: Callers, clock: MovableClock
):
    await choose(callers.client, groups={"progress": {"email": False}}, quiet_hours=NIGHT)
    order = await ready_order(shop)
    await shop.complete(order)
    await settle(shop, clock, timedelta(days=1))
    callers = await sign_everybody_in(shop)
    exported = (await callers.client.get("/api/profile/export")).json()["notifications"]
    assert exported["quiet_hours"] == NIGHT
    assert exported["groups"]["progress"] == {"in_app": True, "email": False, "push": True, "sms": False}
    answer = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert answer.status_code == 204, answer.text
    for table in (Delivery, NotificationPreference, PersonalQuietHours):
        assert not await shop.rows(table, user_id=shop.people.client.user_id)
    await shop.relay_all()


@pytest.mark.both_databases
async def test_deliveries_of_long_ago_are_deleted(shop: Shop, clock: MovableClock):
    await ready_order(shop)
    await settle(shop, clock)
    clock.forward(days=181)
    await clean_up(shop.runtime.transaction)
    assert not await shop.rows(Delivery)
    assert await shop.rows(ToldOrder)


@pytest_asyncio.fixture
async def mailing_shop(
    database_url: str, tmp_path: Path, clock: MovableClock, smtp_server: SmtpServer
) -> AsyncIterator[Shop]:
    """A shop whose e-mails go over a real server."""
    async with opened_shop(
        database_url, tmp_path, clock=clock, smtp_url=smtp_server.url, public_url="https://shop.example"
    ) as shop:
        yield shop


async def test_over_a_real_server_an_email_has_the_headers_of_one_click(
    mailing_shop: Shop, clock: MovableClock, smtp_server: SmtpServer
):
    await mailing_shop.change(mailing_shop.people.client, email="one-click@example.com")
    await ready_order(mailing_shop)
    await settle(mailing_shop, clock)
    email: EmailMessage = smtp_server.email_to("one-click@example.com")
    link = str(email["List-Unsubscribe"]).strip()
    assert link.startswith("<https://shop.example/api/unsubscribe/1.ready.")
    assert link.endswith(">")
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [delivery] = await mailing_shop.rows(Delivery, kind="ready", channel="email")
    assert str(email["Message-ID"]).startswith(f"<{delivery.provider_id}@")
    assert (await connect().post(urlsplit(link[1:-1]).path)).status_code == 204


async def test_a_server_that_refuses_is_tried_again_and_the_error_names_nobody(
    mailing_shop: Shop, clock: MovableClock, smtp_server: SmtpServer
):
    address = f"no-mailbox-{uuid4().hex}@example.com"
    await mailing_shop.change(mailing_shop.people.client, email=address)
    smtp_server.answers[address] = "450 4.2.0 try again later"
    await ready_order(mailing_shop)
    await settle(mailing_shop, clock)
    [delivery] = await mailing_shop.rows(Delivery, kind="ready", channel="email")
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert "450 4.2.0" in delivery.last_error
    assert "no-mailbox" not in delivery.last_error
    del smtp_server.answers[address]
    clock.forward(seconds=5)
    await mailing_shop.relay_all()
    [delivery] = await mailing_shop.rows(Delivery, kind="ready", channel="email")
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 2, "")
    assert len([email for email in smtp_server.emails if email["To"] == address]) == 1
