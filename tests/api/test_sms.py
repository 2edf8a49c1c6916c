"""Messages by SMS: who is told, what is asked when an answer was lost, and what the provider reports."""

from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.adapters.http_sms import HttpSmsProvider, HttpSmsRequest
from autoservice.adapters.sms_http import SmsHttp
from autoservice.adapters.twilio_sms import TwilioSmsProvider
from autoservice.events.notifications import SmsPlanned
from autoservice.modules.notifications.errors import SmsInDoubt
from autoservice.modules.notifications.models import Delivery, SmsOptOut, TextMessage
from autoservice.modules.orders.workflow import UNDO_TIME
from autoservice.runtime.housekeeping import clean_up
from autoservice.runtime.sms_sending import SmsSender
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.outbox import MAX_ATTEMPTS, DeadLetter
from tests.support.accounts import title
from tests.support.factories import PASSWORD
from tests.support.runtime import Callers, MovableClock, Shop, connect, opened_shop
from tests.support.sms_service import Refusal, SmsService, running_sms_service

PUBLIC = "https://shop.example"
PROFILE = "/api/profile/notifications"
NUMBER = "+79161234567"
SECONDS = 0.3


@pytest.fixture
def service() -> Iterator[SmsService]:
    with running_sms_service() as running:
        yield running


@pytest_asyncio.fixture
async def shop(
    database_url: str, tmp_path: Path, clock: MovableClock, service: SmsService
) -> AsyncIterator[Shop]:
    """A shop that sends SMS, and no e-mails or push messages."""
    more: dict[str, Any] = {"sms_url": service.url, "public_url": PUBLIC, "push_hosts": ()}
    async with opened_shop(database_url, tmp_path, clock=clock, **more) as opened:
        yield opened


async def confirm(shop: Shop, who: Actor, number: str = NUMBER) -> None:
    await shop.change(who, phone=number, phone_confirmed_at=shop.runtime.clock())


async def settle(shop: Shop, clock: MovableClock, after: timedelta = UNDO_TIME) -> None:
    await shop.relay_all()
    clock.now += after
    await shop.relay_all()


async def tell_ready(shop: Shop, clock: MovableClock) -> Delivery:
    await confirm(shop, shop.people.client)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await settle(shop, clock)
    return await ready_delivery(shop)


async def ready_delivery(shop: Shop) -> Delivery:
    [delivery] = await shop.rows(Delivery, kind="ready", channel="sms")
    return delivery


async def ready_text(shop: Shop) -> TextMessage:
    [message] = await shop.rows(TextMessage, delivery_id=(await ready_delivery(shop)).id)
    return message


async def report(service: SmsService, reference: str, status: str, **more: str) -> httpx.Response:
    form = {"MessageSid": service.sent[-1].sid if service.sent else "SM", "MessageStatus": status, **more}
    return await call(service, f"/api/sms/status/{reference}", form)


async def call(
    service: SmsService, path: str, form: dict[str, str], signature: str | None = None
) -> httpx.Response:
    headers = {"X-Twilio-Signature": service.sign(PUBLIC + path, form) if signature is None else signature}
    async with connect() as caller:
        return await caller.post(path, data=form, headers=headers)


async def answer(service: SmsService, text: str, number: str = NUMBER) -> httpx.Response:
    return await call(service, "/api/sms/inbound", {"From": number, "Body": text})


async def attempt(shop: Shop, delivery_id: int, provider: HttpSmsProvider) -> None:
    """Do what the lane does, with another provider."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        job = await unit.services.text_messages.begin_delivery(delivery_id)
    if job:
        await SmsSender(shop.runtime.read_only, shop.runtime.transaction, provider).send(job)


async def resend(shop: Shop, delivery_id: int) -> int:
    async with connect(await shop.sign_in(shop.people.administrator)) as administrator:
        return (await administrator.post(f"/api/admin/deliveries/{delivery_id}/resend")).status_code


@pytest.mark.both_databases
async def test_a_client_with_a_confirmed_number_learns_that_the_car_is_ready(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    delivery = await tell_ready(shop, clock)
    [sms] = service.to(NUMBER)
    [order] = (await callers.client.get("/api/orders")).json()["items"]
    assert sms.text == f"Заказ {order['number']}: машина готова. {PUBLIC}/orders/{order['id']}"
    assert len(sms.text) <= 70
    assert (delivery.state, delivery.attempts, delivery.provider_id) == ("sent", 1, sms.sid)
    message = await ready_text(shop)
    assert (message.number, message.parts, message.state) == ("+7…67", 1, "sent")
    assert sms.callback == f"{PUBLIC}/api/sms/status/{message.reference}"


async def test_an_unconfirmed_number_gets_nothing(shop: Shop, clock: MovableClock, service: SmsService):
    await shop.change(shop.people.client, phone=NUMBER)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await settle(shop, clock)
    assert service.sent == []
    assert await shop.rows(Delivery, channel="sms") == []


async def test_only_what_somebody_waits_for_comes_by_sms_at_first(shop: Shop, callers: Callers):
    view = (await callers.client.get(PROFILE)).json()
    assert {group: channels["sms"] for group, channels in view["groups"].items()} == {
        "ready": True,
        "decisions": True,
        "progress": False,
        "talk": False,
    }
    assert (view["has_sms"], view["has_phone"], view["sms_stopped"]) == (True, False, False)


async def test_what_is_switched_off_or_quiet_waits_or_is_not_told(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    choice = {"groups": {"ready": {"sms": False}}}
    assert (await callers.client.put(PROFILE, json=choice)).status_code == 200
    await confirm(shop, shop.people.client)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await settle(shop, clock)
    assert service.sent == []


async def test_news_of_the_same_kind_are_one_message(shop: Shop, clock: MovableClock, service: SmsService):
    await confirm(shop, shop.people.client)
    order = await shop.assigned_order()
    async with connect(await shop.sign_in(shop.people.client)) as client:
        await client.put(PROFILE, json={"groups": {"progress": {"sms": True}}})
    async with connect(await shop.sign_in(shop.people.mechanic)) as mechanic:
        for text in ("Первый", "Второй", "Третий"):
            stage = order.stages[0].id
            sent = await mechanic.post(
                f"/api/orders/{order.id}/stages/{stage}/comments", json={"text": text, "published": True}
            )
            assert sent.status_code == 201, sent.text
    await settle(shop, clock, timedelta(minutes=10))
    [sms] = [one for one in service.to(NUMBER) if "комментари" in one.text]
    assert "3" in sms.text.partition(":")[2]


@pytest.mark.both_databases
async def test_a_message_that_arrived_without_an_answer_is_asked_for_and_not_sent_twice(
    shop: Shop, clock: MovableClock, service: SmsService
):
    service.refusals.append(Refusal(502, takes_it=True))
    delivery = await tell_ready(shop, clock)
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert "SmsInDoubt" in delivery.last_error
    await settle(shop, clock, timedelta(minutes=1))
    assert len(service.to(NUMBER)) == 1
    delivery = await ready_delivery(shop)
    assert (delivery.state, delivery.provider_id) == ("sent", service.sent[0].sid)


async def test_a_message_that_did_not_arrive_is_sent_after_it_was_asked_for(
    shop: Shop, clock: MovableClock, service: SmsService
):
    service.refusals.append(Refusal(500))
    await tell_ready(shop, clock)
    assert service.sent == []
    await settle(shop, clock, timedelta(minutes=1))
    assert [method for method, _, _ in service.requests] == ["POST", "GET", "POST"]
    assert (await ready_delivery(shop)).state == "sent"


async def test_a_process_that_ends_between_the_yes_and_the_commit_sends_nothing_twice(
    shop: Shop, clock: MovableClock, service: SmsService
):
    await confirm(shop, shop.people.client)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    delivery = await ready_delivery(shop)
    async with shop.runtime.transaction(SYSTEM) as unit:
        job = await unit.services.text_messages.begin_delivery(delivery.id)
    assert job
    # The provider has said yes, and the process is gone.
    await shop.runtime.adapters.sms.send(job.sms)
    clock.now += UNDO_TIME
    await shop.relay_all()
    assert len(service.to(NUMBER)) == 1
    assert (await ready_delivery(shop)).state == "sent"


async def test_of_two_messages_with_one_text_each_finds_its_own(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    await confirm(shop, shop.people.client)
    assert (await callers.client.post(f"{PROFILE}/test")).status_code == 202
    await shop.relay_all()
    service.refusals.append(Refusal(500))
    assert (await callers.client.post(f"{PROFILE}/test")).status_code == 202
    await settle(shop, clock, timedelta(minutes=1))
    # The first one's text is the same, but it is known to be another message.
    assert len(service.to(NUMBER)) == 2
    assert len({row.provider_id for row in await shop.rows(TextMessage)}) == 2


async def test_where_the_provider_cannot_tell_a_message_in_doubt_is_sent_once_more_only(
    shop: Shop, clock: MovableClock, service: SmsService
):
    await confirm(shop, shop.people.client)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    delivery = await ready_delivery(shop)
    request = HttpSmsRequest(f"{service.origin}/send?to={{to}}&text={{text}}")
    provider = HttpSmsProvider(request, SmsHttp((), seconds=SECONDS))
    service.hangs = True
    for outcome in (pytest.raises(SmsInDoubt), pytest.raises(SmsInDoubt), nullcontext(), nullcontext()):
        with outcome:
            await attempt(shop, delivery.id, provider)
    assert len(service.requests) == 2
    delivery = await ready_delivery(shop)
    assert (delivery.state, (await ready_text(shop)).state) == ("doubtful", "doubtful")
    assert await resend(shop, delivery.id) == 204
    service.hangs = False
    service.released.set()
    clock.now += UNDO_TIME
    await shop.relay_all()
    assert (await ready_delivery(shop)).state == "sent"


async def test_a_number_that_does_not_exist_fails_at_once_and_for_good(
    shop: Shop, clock: MovableClock, service: SmsService
):
    service.refusals.append(Refusal(400, 21211))
    delivery = await tell_ready(shop, clock)
    assert (delivery.state, delivery.attempts) == ("dead", 1)
    await settle(shop, clock, timedelta(hours=1))
    assert len(service.requests) == 1
    assert NUMBER not in delivery.last_error


async def test_one_that_is_down_for_long_ends_in_the_dead_letters_and_is_sent_when_replayed(
    shop: Shop, clock: MovableClock, service: SmsService
):
    service.refusals.extend([Refusal(429)] + [Refusal(401, 20003)] * MAX_ATTEMPTS)
    await tell_ready(shop, clock)
    for _ in range(MAX_ATTEMPTS):
        clock.now += timedelta(minutes=20)
        await shop.relay_all()
        if (await ready_delivery(shop)).state == "dead":
            break
    assert (await ready_delivery(shop)).state == "dead"
    [letter] = await shop.rows(DeadLetter, event=SmsPlanned.name)
    assert letter.reaction == "deliver_sms"


async def test_the_phone_has_it_once_the_provider_says_so_in_whatever_order(
    shop: Shop, clock: MovableClock, service: SmsService
):
    await tell_ready(shop, clock)
    reference = (await ready_text(shop)).reference
    for status in ("delivered", "sent", "failed", "delivered"):
        assert (await report(service, reference, status)).status_code == 204
    assert ((await ready_delivery(shop)).state, (await ready_text(shop)).state) == ("delivered", "delivered")


async def test_what_the_network_refuses_later_has_failed(
    shop: Shop, clock: MovableClock, service: SmsService
):
    await tell_ready(shop, clock)
    await report(service, (await ready_text(shop)).reference, "undelivered", ErrorCode="30003")
    delivery = await ready_delivery(shop)
    assert (delivery.state, delivery.last_error) == ("dead", "undelivered 30003")


async def test_a_report_settles_what_was_in_doubt(shop: Shop, clock: MovableClock, service: SmsService):
    service.refusals.append(Refusal(504, takes_it=True))
    await tell_ready(shop, clock)
    await report(service, (await ready_text(shop)).reference, "sent")
    delivery = await ready_delivery(shop)
    assert (delivery.state, delivery.provider_id) == ("sent", service.sent[0].sid)
    await settle(shop, clock, timedelta(minutes=1))
    assert len(service.requests) == 1


async def test_what_is_not_signed_changes_nothing(shop: Shop, clock: MovableClock, service: SmsService):
    await tell_ready(shop, clock)
    path = f"/api/sms/status/{(await ready_text(shop)).reference}"
    form = {"MessageSid": "SM1", "MessageStatus": "failed"}
    before = await shop.everything()
    of_the_host = service.sign("http://testserver" + path, form)
    for signature in ("", "AAAA", of_the_host, service.sign(PUBLIC + path, form, token="guessed")):
        refused = await call(service, path, form, signature)
        assert title(refused) == (404, "UnsignedCallback")
    stop = {"From": NUMBER, "Body": "STOP"}
    assert (await call(service, "/api/sms/inbound", stop, "AAAA")).status_code == 404
    assert await shop.everything() == before


async def test_a_signed_report_of_a_message_that_nobody_knows_is_taken(shop: Shop, service: SmsService):
    assert (await report(service, "0" * 32, "delivered")).status_code == 204


async def test_after_stop_nothing_comes_until_start(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    await confirm(shop, shop.people.client)
    assert (await answer(service, "  Stop. ")).text.endswith("<Response/>")
    assert (await callers.client.get(PROFILE)).json()["sms_stopped"] is True
    [row] = await shop.rows(SmsOptOut)
    assert NUMBER[-4:] not in row.number_hash
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await settle(shop, clock)
    assert service.sent == []
    await answer(service, "Спасибо!")
    assert await shop.rows(SmsOptOut)
    await answer(service, "START")
    assert await shop.rows(SmsOptOut) == []


async def test_what_was_planned_before_stop_is_not_sent(shop: Shop, clock: MovableClock, service: SmsService):
    await confirm(shop, shop.people.client)
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    await answer(service, "СТОП")
    clock.now += UNDO_TIME
    await shop.relay_all()
    assert service.sent == []
    assert (await ready_delivery(shop)).state == "dropped"


async def test_a_refusal_for_stop_is_remembered_as_one(shop: Shop, clock: MovableClock, service: SmsService):
    service.refusals.append(Refusal(400, 21610))
    assert (await tell_ready(shop, clock)).state == "dead"
    assert len(await shop.rows(SmsOptOut)) == 1


async def test_the_log_has_parts_and_a_masked_number(shop: Shop, clock: MovableClock, service: SmsService):
    await tell_ready(shop, clock)
    async with connect(await shop.sign_in(shop.people.administrator)) as administrator:
        page = (await administrator.get("/api/admin/deliveries?channel=sms")).json()
        channels = (await administrator.get("/api/admin/channels")).json()
    [row] = page["items"]
    assert (row["parts"], row["number"]) == (1, "+7…67")
    assert NUMBER not in str(page)
    assert {"channel": "sms", "is_on": True, "waiting": 0, "dead": 0, "trouble": None} in channels


async def test_without_a_provider_nothing_is_planned_and_what_waits_is_told(
    database_url: str, tmp_path: Path, clock: MovableClock
):
    async with opened_shop(database_url, tmp_path, clock=clock) as shop:
        await confirm(shop, shop.people.client)
        order = await shop.assigned_order()
        await shop.complete(order, len(order.stages) - 1)
        await settle(shop, clock)
        assert await shop.rows(Delivery, channel="sms") == []
        waiting = Delivery(
            event_id="trial:1",
            user_id=shop.people.client.user_id,
            kind="trial",
            channel="sms",
            created_at=clock.now,
            due_at=clock.now,
        )
        async with shop.runtime.transaction(SYSTEM) as unit:
            unit.session.add(waiting)
            await unit.session.flush()
            unit.emit(SmsPlanned(waiting.id))
        await shop.relay_all()
        [row] = await shop.rows(Delivery, channel="sms")
        assert (row.state, "AUTOSERVICE_SMS_URL" in row.last_error) == ("waiting", True)
        async with connect(await shop.sign_in(shop.people.administrator)) as administrator:
            channels = (await administrator.get("/api/admin/channels")).json()
        assert {"channel": "sms", "is_on": False, "waiting": 1, "dead": 0, "trouble": None} in channels


async def test_an_erased_person_is_nowhere_in_it(
    shop: Shop, callers: Callers, clock: MovableClock, service: SmsService
):
    await confirm(shop, shop.people.client)
    assert (await callers.client.post(f"{PROFILE}/test")).status_code == 202
    await shop.relay_all()
    assert len(service.sent) == 1
    deleted = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert deleted.status_code == 204, deleted.text
    assert await shop.rows(TextMessage) == []


async def test_what_is_known_of_messages_of_long_ago_is_deleted(
    shop: Shop, clock: MovableClock, service: SmsService
):
    await tell_ready(shop, clock)
    clock.now += timedelta(days=181)
    await clean_up(shop.runtime.transaction)
    assert await shop.rows(TextMessage) == []
    assert await shop.rows(Delivery) == []


def test_twilio_is_chosen_by_the_address(service: SmsService, shop: Shop):
    assert isinstance(shop.runtime.adapters.sms, TwilioSmsProvider)
