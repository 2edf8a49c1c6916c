"""Letters over SMTP, against a real server."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from autoservice.adapters import smtp_email
from autoservice.adapters.smtp_email import SmtpEmailProvider, parse_url
from autoservice.modules.notifications.errors import MailNotSent
from autoservice.modules.notifications.schemas import RenderedEmail
from tests.support.smtp import Encryption, SmtpServer, make_certificate, running_smtp

SENDER = "shop@example.com"
LOGIN = ("shop", "p:a-word@%")
QUOTED_LOGIN = "shop:p%3Aa-word%40%25"


def mail_to(to: str, subject: str = "Подтвердите адрес") -> RenderedEmail:
    return RenderedEmail(
        to=to, subject=subject, text="Здравствуйте!\n.\nКод: 482913\n", html="<p>Здравствуйте!</p>"
    )


@asynccontextmanager
async def provider_of(url: str) -> AsyncIterator[SmtpEmailProvider]:
    """A provider that is closed at the end."""
    provider = SmtpEmailProvider(url, SENDER)
    try:
        yield provider
    finally:
        await provider.close()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """A server of the test's own."""
    with running_smtp() as server:
        yield server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


async def test_a_letter_arrives_as_it_was_written(smtp_server: SmtpServer):
    async with provider_of(smtp_server.url) as provider:
        await provider.send(mail_to("anna@example.com"))
    message = smtp_server.email_to("anna@example.com")
    assert message["Subject"] == "Подтвердите адрес"
    assert message["From"] == "autoservice <shop@example.com>"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().splitlines() == ["Здравствуйте!", ".", "Код: 482913"]
    assert html.get_content().strip() == "<p>Здравствуйте!</p>"


async def test_a_letter_says_that_a_program_wrote_it_and_when(smtp_server: SmtpServer):
    async with provider_of(smtp_server.url) as provider:
        await provider.send(mail_to("headers@example.com"))
    message = smtp_server.email_to("headers@example.com")
    assert message.get_content_type() == "multipart/alternative"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.com>")
    assert parsedate_to_datetime(message["Date"]).tzinfo
    assert message["MIME-Version"] == "1.0"


async def test_a_sender_may_have_a_name(smtp_server: SmtpServer):
    provider = SmtpEmailProvider(smtp_server.url, "Наш сервис <shop@example.com>")
    await provider.send(mail_to("named@example.com"))
    await provider.close()
    assert smtp_server.email_to("named@example.com")["From"] == "Наш сервис <shop@example.com>"


async def test_a_sender_may_have_a_domain_of_its_own_letters(smtp_server: SmtpServer):
    provider = SmtpEmailProvider(smtp_server.url, "shop@Faß.de")
    await provider.send(mail_to("sent.by.fass@example.com"))
    await provider.close()
    message = smtp_server.email_to("sent.by.fass@example.com")
    assert message["From"] == "autoservice <shop@xn--fa-hia.de>"


async def test_a_domain_in_russian_is_written_as_servers_know_it(smtp_server: SmtpServer):
    async with provider_of(smtp_server.url) as provider:
        await provider.send(mail_to("anna@почта.рф"))
    assert smtp_server.email_to("anna@xn--80a1acny.xn--p1ai")


@pytest.mark.parametrize(
    ("domain", "written"),
    [("faß.de", "xn--fa-hia.de"), ("ß.de", "xn--zca.de"), ("ς.gr", "xn--3xa.gr"), ("σ.gr", "xn--4xa.gr")],
)
async def test_a_letter_goes_to_the_domain_that_was_meant_and_not_to_one_like_it(
    smtp_server: SmtpServer, domain: str, written: str
):
    async with provider_of(smtp_server.url) as provider:
        await provider.send(mail_to(f"anna@{domain}"))
    assert smtp_server.email_to(f"anna@{written}")


@pytest.mark.parametrize("field", ["to", "subject"])
async def test_no_line_can_be_smuggled_into_the_head(smtp_server: SmtpServer, field: str):
    hostile = {"to": "eve@example.com", "subject": "Hello"}
    hostile[field] += "\r\nBcc: everybody@example.com"
    async with provider_of(smtp_server.url) as provider:
        with pytest.raises(MailNotSent):
            await provider.send(mail_to(**hostile))
    assert not [
        message for message in smtp_server.emails if message["Bcc"] or message["To"] == "eve@example.com"
    ]


async def test_letters_one_after_another_share_a_connection(server: SmtpServer):
    async with provider_of(server.url) as provider:
        for number in range(5):
            await provider.send(mail_to(f"{number}@example.com"))
    assert len(server.emails) == 5
    assert server.connections == 1


async def test_letters_sent_at_once_share_a_few_connections(server: SmtpServer):
    async with provider_of(server.url) as provider:
        await asyncio.gather(*(provider.send(mail_to(f"{number}@example.com")) for number in range(20)))
    assert len(server.emails) == 20
    assert server.connections <= smtp_email.CONNECTIONS


async def test_a_recipient_for_whom_the_server_hangs_keeps_no_other_one_waiting(server: SmtpServer):
    server.hangs_for.add("slow@example.com")
    async with provider_of(server.url) as provider:
        hanging = asyncio.create_task(provider.send(mail_to("slow@example.com")))
        assert await asyncio.to_thread(server.hanging.wait, 20)
        await provider.send(mail_to("quick@example.com"))
        assert not hanging.done()
        hanging.cancel()
        await asyncio.wait([hanging])
    assert [message["To"] for message in server.emails] == ["quick@example.com"]


@pytest.mark.parametrize("encryption", ["none", "starttls", "tls"])
async def test_a_server_may_ask_for_a_password(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, encryption: Encryption
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_smtp(encryption, certificate, LOGIN) as server:
        async with provider_of(server.url.replace(":".join(LOGIN), QUOTED_LOGIN)) as provider:
            await provider.send(mail_to("anna@example.com"))
        assert server.email_to("anna@example.com")


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path, encryption: Encryption):
    with running_smtp(encryption, certificate) as server:
        async with provider_of(server.url) as provider:
            with pytest.raises(MailNotSent, match="CERTIFICATE_VERIFY_FAILED"):
                await provider.send(mail_to("anna@example.com"))
        assert server.emails == []


async def test_starttls_is_never_given_up_for_a_plain_connection(server: SmtpServer):
    async with provider_of(server.url.replace("smtp:", "smtp+starttls:")) as provider:
        with pytest.raises(MailNotSent):
            await provider.send(mail_to("anna@example.com"))
    assert server.emails == []


async def test_a_wrong_password_is_an_error_that_does_not_tell_it():
    with running_smtp(login=LOGIN) as server:
        async with provider_of(f"smtp://shop:not-the-word@127.0.0.1:{server.port}") as provider:
            with pytest.raises(MailNotSent, match="535") as caught:
                await provider.send(mail_to("anna@example.com"))
        assert "not-the-word" not in told(caught.value)
        assert server.emails == []


async def test_after_the_server_was_away_the_same_provider_sends_again(server: SmtpServer):
    async with provider_of(server.url) as provider:
        await provider.send(mail_to("before@example.com"))
        server.stop()
        with pytest.raises(MailNotSent):
            await provider.send(mail_to("meanwhile@example.com"))
        server.start()
        await provider.send(mail_to("after@example.com"))
    assert [message["To"] for message in server.emails] == ["before@example.com", "after@example.com"]


async def test_a_connection_that_was_dropped_between_two_letters_is_opened_again(server: SmtpServer):
    async with provider_of(server.url) as provider:
        await provider.send(mail_to("one@example.com"))
        server.drop_connections()
        await provider.send(mail_to("two@example.com"))
    assert [message["To"] for message in server.emails] == ["one@example.com", "two@example.com"]
    assert server.connections == 2


@pytest.mark.parametrize("code", [450, 550])
async def test_a_refused_recipient_is_an_error_with_the_servers_words_but_not_the_address(
    server: SmtpServer, code: int
):
    server.answers["anna.smirnova@example.com"] = (
        f"{code} 5.1.1 <Anna.Smirnova@example.com>: mailbox of anna.smirnova unavailable"
    )
    message = mail_to("anna.smirnova@example.com")
    async with provider_of(server.url) as provider:
        with pytest.raises(MailNotSent, match=f"{code} 5.1.1 <…>: mailbox of … unavailable") as caught:
            await provider.send(message)
        assert "anna" not in told(caught.value).lower()
        await provider.send(mail_to("other@example.com"))
    assert [message["To"] for message in server.emails] == ["other@example.com"]


def told(error: Exception) -> str:
    """All that a log would say of the error."""
    return "".join(traceback.format_exception(error))


@contextmanager
def silent_server() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


async def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smtp_email, "STEP_SECONDS", 0.2)
    with silent_server() as url:
        async with provider_of(url) as provider:
            with pytest.raises(MailNotSent, match="Timed out"):
                await provider.send(mail_to("anna@example.com"))


async def test_letters_do_not_queue_for_a_silent_server_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smtp_email, "STEP_SECONDS", 5)
    monkeypatch.setattr(smtp_email, "EMAIL_SECONDS", 0.2)
    monkeypatch.setattr(smtp_email, "CLOSE_SECONDS", 0.1)
    with silent_server() as url:
        async with provider_of(url) as provider:
            letters = (provider.send(mail_to(f"{number}@example.com")) for number in range(10))
            results = await asyncio.gather(*letters, return_exceptions=True)
    assert {type(result) for result in results} == {MailNotSent}


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtps://mail.example", 465, True, False),
        ("smtp+starttls://mail.example/", 587, False, True),
        ("smtps://mail.example:2465", 2465, True, False),
    ],
)
def test_the_scheme_says_how_the_connection_begins(url: str, port: int, tls: bool, starttls: bool):
    server = parse_url(url)
    assert (server.host, server.port) == ("mail.example", port)
    assert (server.scheme.tls_from_the_start, server.scheme.starttls) == (tls, starttls)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://user:secret@",
        "smtp://mail.example/secret",
        "smtp://mail.example?secret=1",
        "smtp://user@mail.example",
        "smtp://:secret@mail.example",
        "smtp://user:sec/ret@mail.example",
        "smtp://user:secret@mail.example:port",
        "smtp://user:secret@mail.example:99999",
        "smtp://user:secret@[mail",
    ],
)
def test_a_misspelled_address_of_the_server_is_refused_at_once(url: str):
    with pytest.raises(ValueError, match="AUTOSERVICE_SMTP_URL is not usable: ") as caught:
        SmtpEmailProvider(url, SENDER)
    assert "sec" not in told(caught.value).partition("AUTOSERVICE_SMTP_URL is")[2]


@pytest.mark.parametrize("sender", ["", "shop", "shop@", "@example.com", "shop@::1", "a@b, c@d"])
def test_a_misspelled_sender_is_refused_at_once(sender: str):
    with pytest.raises(ValueError, match="AUTOSERVICE_MAIL_FROM is not usable"):
        SmtpEmailProvider("smtp://mail.example", sender)
