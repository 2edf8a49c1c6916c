"""Typed settings, read once from the environment.

Every variable starts with ``AUTOSERVICE_``, except ``HOST`` and ``PORT``, which
platforms set by those names. Defaults run the whole program on one machine:
SQLite, a local folder for photos, an in-process hub.
"""

import re
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, BeforeValidator, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = ("127.0.0.1", "localhost")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
# Of Chrome and what is built on it, Firefox, Safari, Edge on Windows.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
# The host of a push service, or all hosts below one, and a port.
PUSH_HOST = re.compile(r"(?:(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
STAFF = ("mechanic", "administrator")
USUAL_PORTS = {"http": 80, "https": 443}
# The shop of the demo, as far as nothing else is set.
DEMO_SHOP = {
    "shop_name": "Автосервис «Пример»",
    "shop_address": "Москва, ул. Примерная, 1",
    "shop_phone": "+7 495 000-00-00",
    "shop_hours": "Пн–Сб 9:00–20:00",
}


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _tidied(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


# A line as people read it.
Line = Annotated[str, BeforeValidator(_tidied), Field(max_length=200)]
# Several words, divided by commas or spaces.
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


# The first number of a line: its digits and what people write between them, up to a word or another number.
PHONE = re.compile(r"\+?[0-9](?:[^\w+,;/]*[0-9])*")


def _dialled(phone: str) -> str:
    """What is dialled of a phone number as people write it, without the words around it."""
    found = PHONE.search(phone)
    return re.sub("[^+0-9]", "", found[0]) if found else ""


def _as_browsers_write(address: str) -> str:
    """A site's address as ``Origin`` headers have it: small letters, punycode, no usual port, no slash."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if "*" in address or parts.scheme not in USUAL_PORTS or not host or parts.path.strip("/") or parts.query:
        raise ValueError(
            f"{address!r} is no address of a site. Write it as https://shop.example, without * and path."
        )
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    port = "" if parts.port in (None, USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


class Settings(BaseSettings):
    """What an operator may set. Times are in the units their names say."""

    model_config = SettingsConfigDict(env_prefix="AUTOSERVICE_", extra="ignore")

    host: str = Field("127.0.0.1", validation_alias=AliasChoices("HOST"))
    port: int = Field(3000, validation_alias=AliasChoices("PORT"), ge=1, le=65535)
    workers: int = Field(1, ge=1)
    worker_megabytes: int = Field(2048, ge=256)
    connections_per_network: int = Field(256, ge=8)
    stall_seconds: float = Field(30.0, gt=0)
    demo: bool = False
    data_dir: Path = ROOT / "data"
    database_url: str = ""
    redis_url: str = ""
    files_url: str = ""
    public_url: str = ""
    origins: Words = ()
    trusted_proxies: Words = ()
    signing_keys_dir: Path | None = None
    secret_key_file: Path | None = None
    session_days: int = Field(30, ge=1)
    access_minutes: int = Field(10, ge=1)
    require_second_factor: Words = ()
    phone_region: str = Field("RU", pattern="^[A-Z]{2}$")
    vapid_key_file: Path | None = None
    push_hosts: Words = PUSH_SERVICES
    smtp_url: str = ""
    mail_from: str = ""
    # twilio://..., or the address of another provider's request, which the others describe.
    sms_url: str = ""
    sms_method: Literal["", "GET", "POST", "PUT"] = ""
    sms_headers: dict[str, str] = {}
    sms_body: str = ""
    sms_accepted: str = ""
    sms_status_url: str = ""
    sms_status_found: str = ""
    # Signatures of e-mails: without a domain that of the sender.
    dkim_key_file: Path | None = None
    dkim_domain: str = ""
    dkim_selector: str = Field("autoservice", pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$")
    timezone: str = "Europe/Moscow"
    default_locale: Literal["ru", "en"] = "ru"
    currency: str = "RUB"
    # The price of an hour, for services without a fixed one.
    labour_rate_minor: int = Field(250_000, ge=0)
    # The VAT that prices contain, in basis points (2200 is 22 %); 0 is none. An order keeps the rate it had.
    vat_basis_points: int = Field(0, ge=0, le=10_000)
    # What clients are told of the shop; nothing is shown of what is empty.
    shop_name: Line = ""
    shop_address: Line = ""
    shop_phone: Line = ""
    shop_hours: Line = ""
    max_photo_bytes: int = 20 * 1024 * 1024
    relay_poll_seconds: float = Field(1.0, gt=0)

    @model_validator(mode="after")
    def _fill_defaults(self) -> Self:
        self.database_url = self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'autoservice.db'}"
        # A server that listens on every address is reached on this machine by the loopback one.
        name = "127.0.0.1" if self.host in EVERY_ADDRESS else self.host
        name = f"[{name}]" if ":" in name else name
        self.public_url = self.public_url or f"http://{name}:{self.port}"
        for name, text in DEMO_SHOP.items() if self.demo else ():
            setattr(self, name, getattr(self, name) or text)
        if self.workers > 1 and not self.redis_url:
            raise ValueError(
                "AUTOSERVICE_WORKERS above 1 needs AUTOSERVICE_REDIS_URL: "
                "workers tell each other of changes through Redis."
            )
        if self.workers > 1 and self.database_url.startswith("sqlite"):
            raise ValueError("AUTOSERVICE_WORKERS above 1 needs PostgreSQL in AUTOSERVICE_DATABASE_URL.")
        return self

    @field_validator("origins")
    @classmethod
    def _know_the_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_as_browsers_write, value))

    @field_validator("public_url")
    @classmethod
    def _know_the_address(cls, value: str) -> str:
        return _as_browsers_write(value) if value else ""

    @field_validator("shop_phone")
    @classmethod
    def _know_the_phone(cls, value: str) -> str:
        if value and len(_dialled(value)) < 3:
            raise ValueError(f"{value!r} is no phone number. Write it as +7 495 123-45-67.")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _know_the_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # Whoever is trusted may claim to call from anywhere, so it is never everybody.
        for name in value:
            if name == "*" or ip_network(name, strict=False).prefixlen == 0:
                raise ValueError(f"{name!r} is everybody. Name the proxy's address or network: 10.0.0.0/8.")
        return value

    @field_validator("push_hosts")
    @classmethod
    def _know_the_push_services(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        hosts = tuple(host.lower() for host in value)
        if unknown := [host for host in hosts if not PUSH_HOST.fullmatch(host)]:
            raise ValueError(
                f"{unknown[0]!r} is no host. Write it as push.example, *.push.example or push.example:8443."
            )
        return hosts

    @field_validator("require_second_factor")
    @classmethod
    def _know_the_roles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - set(STAFF):
            raise ValueError(f"{', '.join(sorted(unknown))}: only {' and '.join(STAFF)} can be required to.")
        return value

    @property
    def keys_folder(self) -> Path:
        """The Ed25519 private keys that sign access tokens; every worker and machine needs the same."""
        return self.signing_keys_dir or self.data_dir / "signing_keys"

    @property
    def secret_file(self) -> Path:
        """The key that one-time codes and refresh tokens are derived with, and second factors encrypted."""
        return self.secret_key_file or self.data_dir / "secret_key"

    @property
    def vapid_file(self) -> Path:
        """The key that push services know the program by; with another one all browsers subscribe anew."""
        return self.vapid_key_file or self.data_dir / "vapid_key.pem"

    @property
    def vapid_subject(self) -> str:
        """Whom a push service asks about the messages."""
        return self.public_url if self.secure_cookies else f"mailto:{self.mail_sender}"

    @property
    def mail_sender(self) -> str:
        """The address that e-mails come from."""
        return self.mail_from or f"autoservice@{urlsplit(self.public_url).hostname}"

    @property
    def sends_sms(self) -> bool:
        """Whether there is something that carries SMS."""
        return bool(self.sms_url)

    @property
    def callback_url(self) -> str:
        """The address at which other servers reach this one; empty if it is this machine's own."""
        return "" if urlsplit(self.public_url).hostname in LOOPBACK_NAMES else self.public_url

    @property
    def dkim_signing_domain(self) -> str:
        """The domain that signs e-mails."""
        return self.dkim_domain or self.mail_sender.rpartition("@")[2].rstrip("> ")

    @property
    def demo_mailbox(self) -> bool:
        """Whether e-mails land on a page of the program itself, because nothing can carry them."""
        return self.demo and not self.smtp_url

    @property
    def shop_phone_url(self) -> str:
        """The address by which a phone calls the shop; empty without a number."""
        return f"tel:{_dialled(self.shop_phone)}" if self.shop_phone else ""

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry ``Secure`` unless the public address is plain http."""
        return self.public_url.startswith("https://")

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Exact origins that may open a websocket; on loopback, under either name."""
        parts = urlsplit(self.public_url)
        if parts.hostname not in LOOPBACK_NAMES:
            return (self.public_url, *self.origins)
        port = f":{parts.port}" if parts.port else ""
        return (*(f"{parts.scheme}://{name}{port}" for name in LOOPBACK_NAMES), *self.origins)


@lru_cache
def get_settings() -> Settings:
    """The process's settings; raises pydantic's ``ValidationError`` with a sentence per mistake."""
    return Settings()
