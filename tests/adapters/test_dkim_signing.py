"""DKIM signatures, checked on the bytes that a real mail server was given."""

from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from autoservice.adapters.dkim_signing import DkimSigner
from autoservice.adapters.smtp_email import SmtpEmailProvider
from autoservice.modules.notifications.schemas import RenderedEmail
from tests.support.smtp import SmtpServer, running_smtp

SENT = RenderedEmail(
    to="anna@example.com",
    subject="Ваш автомобиль готов, приезжайте за ним в любое удобное для вас время",
    text="Здравствуйте!\n.\nЗаказ № 42.\n",
    html="<p>Здравствуйте!</p>",
    unsubscribe_link="https://shop.example/api/unsubscribe/1.ready.abc",
    message_id="7.1",
)


def write_key(file: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    return file


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_key(tmp_path_factory.mktemp("dkim") / "key.pem", rsa.generate_private_key(65537, 2048))


async def send_signed(server: SmtpServer, signer: DkimSigner) -> bytes:
    """The bytes that the server was given."""
    provider = SmtpEmailProvider(server.url, "Наш сервис <shop@example.com>", signer)
    await provider.send(SENT)
    await provider.close()
    return server.contents[-1]


def is_genuine(message: bytes, signer: DkimSigner) -> bool:
    name, text = signer.record
    records = {f"{name}.".encode(): text.encode()}
    return bool(dkim.verify(message, dnsfunc=lambda asked, timeout=5: records.get(asked)))


async def test_what_the_server_was_given_is_signed_as_the_dns_record_says(key_file: Path):
    signer = DkimSigner("example.com", "shop", key_file)
    with running_smtp() as server:
        received = await send_signed(server, signer)
    assert is_genuine(received, signer)
    assert signer.record[0] == "shop._domainkey.example.com"
    for said in (
        b"/api/unsubscribe/1",
        b"List-Unsubscribe=One-Click",
        b"anna@example.com",
        b"<7.1@",
        b"Date: ",
    ):
        assert said in received
        assert not is_genuine(received.replace(said, said.swapcase() + b"x", 1), signer), said


@pytest.mark.parametrize("content", [None, b"", b"no key", "elliptic"])
def test_a_file_that_holds_no_key_is_refused_in_a_sentence(tmp_path: Path, content: bytes | str | None):
    file = tmp_path / "key.pem"
    if content == "elliptic":
        write_key(file, ec.generate_private_key(ec.SECP256R1()))
    elif isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(ValueError, match="AUTOSERVICE_DKIM_KEY_FILE is not usable: "):
        DkimSigner("example.com", "shop", file)
