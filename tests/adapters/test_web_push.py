"""Push messages: encrypted for one browser, signed by the program, and sent to known push services only."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from autoservice.adapters import web_push
from autoservice.adapters.push_endpoints import EndpointRules
from autoservice.adapters.vapid_keys import VapidKey
from autoservice.adapters.web_push import WebPushProvider
from autoservice.modules.notifications.errors import BadPushSubscription, PushNotSent, PushSubscriptionGone
from autoservice.modules.notifications.schemas import PushKeys, RenderedPush
from autoservice.settings import PUSH_SERVICES
from tests.support.push_service import (
    PushBrowser,
    PushService,
    encode,
    read_vapid,
    running_push_service,
)
from tests.support.smtp import make_certificate

KNOWN = "https://fcm.googleapis.com/fcm/send/abc"
# Schemes, hosts, ports, users, characters, addresses.
HOSTILE = [
    "",
    "/fcm/send/abc",
    "http://fcm.googleapis.com/fcm/send/abc",
    "HTTP://fcm.googleapis.com/",
    "ftp://fcm.googleapis.com/",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "wss://fcm.googleapis.com/",
    "//fcm.googleapis.com/fcm",
    "https:fcm.googleapis.com/x",
    "https:/fcm.googleapis.com/x",
    "https:///fcm.googleapis.com/x",
    "https://",
    "https:///",
    "https://fcm.googleapis.com",
    "https://evil.example/",
    "https://evil.example/fcm.googleapis.com/",
    "https://evil.example/?https://fcm.googleapis.com/",
    "https://evil.example#fcm.googleapis.com/",
    "https://fcm.googleapis.com.evil.example/",
    "https://evilfcm.googleapis.com/",
    "https://x.fcm.googleapis.com/",
    "https://googleapis.com/",
    "https://storage.googleapis.com/",
    "https://push.apple.com/",
    "https://push.apple.com.evil.example/",
    "https://evilpush.apple.com/",
    "https://notify.windows.com/",
    "https://evilnotify.windows.com/",
    "https://push.services.mozilla.com/",
    "https://fcm.googleapis.com./x",
    "https://.push.apple.com./x",
    "https://fcm.googleapis.com:80/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:0/x",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com:x/x",
    "https://fcm.googleapis.com:443:80/x",
    "https://user@fcm.googleapis.com/x",
    "https://user:password@fcm.googleapis.com/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://fcm.googleapis.com\\@evil.example/x",
    "https://evil.example\\.push.apple.com/x",
    "https://fcm.googleapis.com%2eevil.example/x",
    "https://fcm.googleapis.com%00.evil.example/x",
    "https://evil.example%2f.push.apple.com/x",
    "https://evil.example%23.push.apple.com/x",
    "https://fcm。googleapis。com/x",
    "https://ｆcm.googleapis.com/x",
    "https://fcm.googleapıs.com/x",
    "https://fcm.googleapis.com/\r\nX-Evil: 1",
    "https://fcm.googleapis.com/\nx",
    "https://fcm.googleapis.com/a b",
    "https://fcm.googleapis.com/\tx",
    " https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/x#fragment",
    "https://fcm.googleapis.com/" + "x" * 1000,
    "https://localhost/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1%25eth0]/",
    "https://[::1/",
]
PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1", "2002:a00:1::",
]  # fmt: skip


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("push") / "certificate.pem")


@pytest.fixture
def service(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service whose certificate the program trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_push_service(certificate) as running:
        yield running


Providers = Callable[..., WebPushProvider]


@pytest_asyncio.fixture
async def provider_for(key: VapidKey) -> AsyncIterator[Providers]:
    """Make providers for some hosts, which are closed at the end."""
    made: list[WebPushProvider] = []

    def make(*hosts: str) -> WebPushProvider:
        made.append(WebPushProvider(hosts, key))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture
def key(tmp_path: Path) -> VapidKey:
    return VapidKey(tmp_path / "vapid_key.pem", "mailto:shop@example.com")


def push_to(browser: PushBrowser, payload: bytes = b'{"title": "x"}', **keys: str) -> RenderedPush:
    known = browser.subscription["keys"] | keys
    return RenderedPush(browser.endpoint, PushKeys(**known), payload, 3600, "high", "a-topic")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whatever is looked up or connected to."""
    seen: list[Any] = []

    def refuse(*args: Any, **_more: Any) -> None:
        seen.append(args)
        raise OSError("No connection may be made.")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return seen


async def test_only_the_browser_reads_the_message_and_the_service_knows_who_sends(
    service: PushService, key: VapidKey, provider_for: Providers
):
    browser, provider = PushBrowser(f"{service.origin}/for/one"), provider_for(service.rule)
    text = '{"title": "Ваш автомобиль готов"}'
    await provider.send(push_to(browser, text.encode()))
    await provider.send(push_to(browser, text.encode()))
    first, second = service.arrivals
    assert browser.read(first.body) == {"title": "Ваш автомобиль готов"}
    assert first.body != second.body
    assert "Ваш".encode() not in first.body
    names = ("content-encoding", "ttl", "urgency", "topic", "host")
    assert [first.headers[name] for name in names] == ["aes128gcm", "3600", "high", "a-topic", service.rule]
    claims, public_key = read_vapid(first.headers["authorization"], service.origin)
    assert (claims["sub"], public_key) == ("mailto:shop@example.com", key.public_key)
    assert service.connections == 1


async def test_the_key_is_made_once_and_another_one_has_another_id(tmp_path: Path, key: VapidKey):
    file = tmp_path / "vapid_key.pem"
    again = VapidKey(file, "mailto:shop@example.com")
    assert (again.public_key, again.key_id) == (key.public_key, key.key_id)
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    assert VapidKey(file, "mailto:shop@example.com").key_id != key.key_id


def test_a_file_without_a_key_is_named(tmp_path: Path):
    file = tmp_path / "vapid_key.pem"
    file.write_text("nothing")
    with pytest.raises(ValueError, match=r"vapid_key\.pem"):
        VapidKey(file, "mailto:shop@example.com")


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_ended_its_subscription_is_told_apart(
    service: PushService, provider_for: Providers, status: int
):
    service.answers["/gone"] = status
    with pytest.raises(PushSubscriptionGone):
        await provider_for(service.rule).send(push_to(PushBrowser(f"{service.origin}/gone")))


@pytest.mark.parametrize("status", [302, 307, 400, 401, 403, 413, 429, 500, 503])
async def test_a_service_that_refuses_is_named_by_its_answer_and_no_redirect_is_followed(
    service: PushService, provider_for: Providers, status: int
):
    service.answers["/secret-of-the-browser"] = status
    browser = PushBrowser(f"{service.origin}/secret-of-the-browser")
    with pytest.raises(PushNotSent) as refused:
        await provider_for(service.rule).send(push_to(browser))
    assert str(status) in str(refused.value)
    assert "secret" not in str(refused.value)
    assert len(service.arrivals) == 1


async def test_a_service_that_hangs_is_given_up_and_the_others_go_on(
    service: PushService, provider_for: Providers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web_push, "SEND_SECONDS", 1.0)
    service.hangs_for.add("/hangs")
    provider = provider_for(service.rule)
    hanging = [provider.send(push_to(PushBrowser(f"{service.origin}/hangs"))) for _ in range(3)]
    quick = provider.send(push_to(PushBrowser(f"{service.origin}/quick")))
    *failed, sent = await asyncio.gather(*hanging, quick, return_exceptions=True)
    assert [type(one) for one in failed] == [PushNotSent] * 3
    assert sent is None


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    service: PushService, provider_for: Providers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(PushNotSent, match="CERTIFICATE_VERIFY_FAILED"):
        await provider_for(service.rule).send(push_to(PushBrowser(f"{service.origin}/x")))
    assert not service.arrivals


@pytest.mark.parametrize("endpoint", HOSTILE)
async def test_hostile_endpoints_are_refused_twice_without_a_connection(
    endpoint: str, provider_for: Providers, no_network: list[Any]
):
    provider, browser = provider_for(*PUSH_SERVICES), PushBrowser(endpoint)
    with pytest.raises(BadPushSubscription):
        provider.check(endpoint, PushKeys(**browser.subscription["keys"]))
    with pytest.raises(PushNotSent):
        await provider.send(push_to(browser))
    assert no_network == []


async def test_a_known_endpoint_is_looked_up(no_network: list[Any], provider_for: Providers):
    with pytest.raises(PushNotSent):
        await provider_for(*PUSH_SERVICES).send(push_to(PushBrowser(KNOWN)))
    assert "fcm.googleapis.com" in no_network[0]


@pytest.mark.parametrize(
    "endpoint",
    [
        KNOWN,
        "https://FCM.googleapis.com:443/wp/a:b-c_d=",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QAbc",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYA%2bx",
    ],
)
def test_the_known_services_are_taken(endpoint: str, provider_for: Providers):
    keys = PushKeys(**PushBrowser(endpoint).subscription["keys"])
    provider_for(*PUSH_SERVICES).check(endpoint, keys)


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": encode(b"\x04" + bytes(64))},
        {"p256dh": encode(b"\x04" + b"\x01" * 64)},
        {"p256dh": encode(bytes(65))},
        {"p256dh": "AAAA"},
        {"auth": "AAAA"},
        {"auth": encode(bytes(17))},
    ],
)
def test_keys_that_are_none_are_refused(keys: dict[str, str], provider_for: Providers):
    known = PushBrowser(KNOWN).subscription["keys"] | keys
    with pytest.raises(BadPushSubscription):
        provider_for(*PUSH_SERVICES).check(KNOWN, PushKeys(**known))


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_known_name_that_leads_to_a_private_address_is_not_connected_to(
    address: str, provider_for: Providers, no_network: list[Any], monkeypatch: pytest.MonkeyPatch
):
    def look_up(*_args: Any, **_more: Any) -> list[Any]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("142.250.1.95", 443))
        return [public, (family, socket.SOCK_STREAM, 6, "", (address, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(PushNotSent, match="not public"):
        await provider_for(*PUSH_SERVICES).send(push_to(PushBrowser(KNOWN)))
    assert no_network == []


def test_a_public_address_is_allowed_and_a_private_one_only_where_the_list_names_it():
    rules = EndpointRules(["10.0.0.5:8443", "[fd00::5]"])
    addresses = ("142.250.1.95", "2a00:1450:4010::5f", "10.0.0.5", "fd00::5", "10.0.0.6", "fd00::6")
    assert [rules.allows_address(one) for one in addresses] == [True, True, True, True, False, False]
    assert rules.read("https://[fd00::5]/x") == ("fd00::5", 443)
