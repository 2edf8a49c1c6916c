"""SMS over Twilio and plain HTTP, to a real server: what each answer leaves open, and what is said."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from autoservice.adapters.http_sms import HttpSmsProvider, HttpSmsRequest
from autoservice.adapters.sms_http import SmsHttp
from autoservice.adapters.twilio_sms import TwilioSmsProvider
from autoservice.modules.notifications.errors import (
    SmsInDoubt,
    SmsNotSent,
    SmsRefused,
    SmsUntraceable,
)
from autoservice.modules.notifications.schemas import RenderedSms
from tests.support.sms_service import (
    ACCOUNT,
    SENDER,
    TOKEN,
    Refusal,
    SmsService,
    long_ago,
    running_sms_service,
)

SMS = RenderedSms("+79161234567", "Код 1 & 2: {to}?", "ab12", "https://shop.example/api/sms/status/ab12")
SECONDS = 0.3


@pytest.fixture
def service() -> Iterator[SmsService]:
    with running_sms_service() as running:
        yield running


def twilio(service: SmsService, **more: float) -> TwilioSmsProvider:
    return TwilioSmsProvider(service.url, SmsHttp((TOKEN,), **more))  # type: ignore[arg-type]


def plain(service: SmsService, **more: object) -> HttpSmsProvider:
    fields = {"url": f"{service.origin}/send?to={{to}}&msg={{text}}&key=sesame-key", **more}
    return HttpSmsProvider(HttpSmsRequest(**fields))  # type: ignore[arg-type]


async def test_twilio_has_the_message_and_where_to_report(service: SmsService):
    sid = await twilio(service).send(SMS)
    [sms] = service.sent
    assert (sid, sms.to, sms.text, sms.sender) == (sms.sid, SMS.to, SMS.text, SENDER)
    assert sms.callback == SMS.callback


async def test_a_messaging_service_stands_for_a_number(service: SmsService):
    url = service.url.partition("?")[0] + "?service=MG123"
    await TwilioSmsProvider(url).send(SMS)
    [(_, _, body)] = service.requests
    assert parse_qs(body)["MessagingServiceSid"] == ["MG123"]
    assert "From" not in parse_qs(body)


@pytest.mark.parametrize(("code", "stopped"), [(21211, False), (21614, False), (21610, True)])
async def test_what_will_never_arrive_is_refused_for_good(service: SmsService, code: int, stopped: bool):
    service.refusals.append(Refusal(400, code))
    with pytest.raises(SmsRefused) as refused:
        await twilio(service).send(SMS)
    assert refused.value.stopped is stopped


@pytest.mark.parametrize(
    "refusal", [Refusal(401, 20003), Refusal(400, 21606), Refusal(302, 0, location="/x")]
)
async def test_other_refusals_are_tried_again_and_nobody_follows_redirects(
    service: SmsService, refusal: Refusal
):
    service.refusals.append(refusal)
    with pytest.raises(SmsNotSent) as failed:
        await twilio(service).send(SMS)
    assert type(failed.value) is SmsNotSent
    assert len(service.requests) == 1


async def test_a_reason_names_no_secret(service: SmsService):
    service.refusals.append(Refusal(400, 21606))
    with pytest.raises(SmsNotSent) as failed:
        await twilio(service).send(SMS)
    assert TOKEN not in str(failed.value)
    assert "21606" in str(failed.value)


async def test_a_provider_with_too_many_requests_is_left_in_peace_for_as_long_as_it_says(service: SmsService):
    now = 100.0
    provider = TwilioSmsProvider(service.url, SmsHttp((), monotonic=lambda: now))
    service.refusals.append(Refusal(429, 20429, retry_after="7"))
    with pytest.raises(SmsNotSent):
        await provider.send(SMS)
    now += 6.9
    with pytest.raises(SmsNotSent):
        await provider.send(SMS)
    assert len(service.requests) == 1
    now += 0.2
    assert await provider.send(SMS)


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_after_an_error_of_the_server_nobody_knows(service: SmsService, status: int):
    service.refusals.append(Refusal(status, takes_it=True))
    with pytest.raises(SmsInDoubt):
        await twilio(service).send(SMS)


async def test_an_answer_that_never_comes_leaves_the_message_in_doubt_and_twilio_tells(service: SmsService):
    service.hangs = True
    begun = datetime.now(UTC)
    with pytest.raises(SmsInDoubt):
        await twilio(service, seconds=SECONDS).send(SMS)
    service.hangs = False
    service.released.set()
    [sms] = service.sent
    assert await twilio(service).find(SMS, begun) == [sms.sid]


async def test_another_text_and_an_older_message_are_not_this_one(service: SmsService):
    provider = twilio(service)
    await provider.send(SMS)
    await provider.send(RenderedSms(SMS.to, "Что-то другое", "cd"))
    service.sent[0] = long_ago(service.sent[0])
    assert await provider.find(SMS, datetime.now(UTC) - timedelta(minutes=5)) == []


async def test_nothing_is_in_doubt_where_nobody_listens():
    provider = TwilioSmsProvider(f"twilio+http://{ACCOUNT}:token@127.0.0.1:1?from=%2B1")
    with pytest.raises(SmsNotSent) as failed:
        await provider.send(SMS)
    assert type(failed.value) is SmsNotSent


@pytest.mark.parametrize(
    "url",
    [
        "twilio://AC1@api.twilio.com?from=%2B1",
        "twilio://AC1:geheim@api.twilio.com",
        "twilio://AC1:geheim@api.twilio.com?from=%2B1&service=MG1",
        "twilio+http://AC1:geheim@api.twilio.com?from=%2B1",
        "twilio://AC1:geheim@api.twilio.com:port?from=%2B1",
    ],
)
def test_an_unusable_address_is_refused_without_its_token(url: str):
    with pytest.raises(ValueError, match="AUTOSERVICE_SMS_URL") as failed:
        TwilioSmsProvider(url)
    assert "geheim" not in str(failed.value)


def test_only_what_twilio_has_signed_is_taken(service: SmsService):
    url, form = "https://shop.example/api/sms/status/ab12", {"MessageSid": "SM1", "MessageStatus": "sent"}
    provider, signature = twilio(service), service.sign(url, form)
    sent = {name: [value] for name, value in form.items()}
    assert provider.has_signed(url, sent, signature)
    assert not provider.has_signed(url, sent | {"MessageStatus": ["delivered"]}, signature)
    assert not provider.has_signed(url.replace("ab12", "ab13"), sent, signature)
    assert not provider.has_signed(url, sent, service.sign(url, form, token="another"))
    assert not provider.has_signed(url, sent, "")


async def test_a_plain_request_has_its_places_encoded_once(service: SmsService):
    assert await plain(service).send(SMS) == SMS.reference
    [(method, path, _)] = service.requests
    assert method == "GET"
    assert parse_qs(urlsplit(path).query) == {"to": [SMS.to], "msg": [SMS.text], "key": ["sesame-key"]}


async def test_a_body_of_json_is_json_whatever_the_text_says(service: SmsService):
    text = 'Кавычка " и \\ и перевод\nстроки {id}'
    body = '{"phone": "{to}", "text": "{text}", "nested": {"id": "{id}"}}'
    await plain(service, url=f"{service.origin}/send", body=body).send(RenderedSms(SMS.to, text, "ab12"))
    [(method, _, sent)] = service.requests
    assert method == "POST"
    assert json.loads(sent) == {"phone": SMS.to, "text": text, "nested": {"id": "ab12"}}
    assert service.headers[0]["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("kind", "body", "sent"),
    [
        ("", "to={to}&text={text}", f"to=%2B79161234567&text={'%D0%AF'}+%26+%3C"),
        ("application/xml", "<t>{text}</t>", "<t>Я &amp; &lt;</t>"),
        ("text/plain", "{to} {text}", "+79161234567 Я & <"),
    ],
)
async def test_a_body_is_encoded_as_its_kind_asks(service: SmsService, kind: str, body: str, sent: str):
    headers = {"Content-Type": kind} if kind else {}
    url = f"{service.origin}/send?to={{to}}"
    await plain(service, url=url, body=body, headers=headers).send(RenderedSms(SMS.to, "Я & <", "ab12"))
    assert service.requests[0][2] == sent


async def test_an_answer_counts_if_it_says_what_is_expected_and_may_name_an_id(service: SmsService):
    provider = plain(service, accepted=r"OK id=(\d+)")
    service.answer = "OK id=77"
    assert await provider.send(SMS) == "77"
    service.answer = "ERROR=2: sesame-key is wrong for +79161234567"
    with pytest.raises(SmsNotSent) as failed:
        await provider.send(SMS)
    assert "sesame-key" not in str(failed.value)
    assert SMS.to not in str(failed.value)


async def test_whoever_cannot_be_asked_says_so_and_whoever_can_is(service: SmsService):
    with pytest.raises(SmsUntraceable):
        await plain(service).find(SMS, datetime.now(UTC))
    provider = plain(service, status_url=f"{service.origin}/status/{{id}}", status_found="sent")
    assert await provider.find(SMS, datetime.now(UTC)) == []
    service.statuses[SMS.reference] = "not here"
    assert await provider.find(SMS, datetime.now(UTC)) == []
    service.statuses[SMS.reference] = "sent"
    assert await provider.find(SMS, datetime.now(UTC)) == [SMS.reference]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "ftp://x/{to}{text}"}, "SMS_URL"),
        ({"url": "https://{to}.example/{text}"}, "SMS_URL"),
        ({"url": "https://x.example/{to}"}, "{text}"),
        ({"url": "https://x.example/{to}/{text}", "accepted": "("}, "SMS_ACCEPTED"),
        ({"url": "https://x.example/{to}/{text}", "headers": {"X": "{text}"}}, "SMS_HEADERS"),
        ({"url": "https://x.example/{to}/{text}", "headers": {"X": "a\r\nY: b"}}, "SMS_HEADERS"),
    ],
)
def test_an_unusable_request_is_refused_at_the_start(fields: dict[str, object], said: str):
    with pytest.raises(ValueError, match=said.replace("{", r"\{")):
        HttpSmsProvider(HttpSmsRequest(**fields))  # type: ignore[arg-type]


async def test_no_log_has_an_address_with_its_secrets(service: SmsService, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        await plain(service).send(SMS)
        async with httpx.AsyncClient() as other:
            await other.get(f"{service.origin}/status/1")
    assert "sesame-key" not in caplog.text
