"""Typed settings, read once from the environment.

Every variable starts with ``AUTOSERVICE_``, except ``HOST`` and ``PORT``, which
platforms set by those names. Defaults run the whole program on one machine:
SQLite, a local folder for photos, an in-process hub.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = ("127.0.0.1", "localhost")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


class Settings(BaseSettings):
    """What an operator may set. Times are in the units their names say."""

    model_config = SettingsConfigDict(env_prefix="AUTOSERVICE_", extra="ignore")

    host: str = Field("127.0.0.1", validation_alias=AliasChoices("HOST"))
    port: int = Field(3000, validation_alias=AliasChoices("PORT"), ge=1, le=65535)
    workers: int = Field(1, ge=1)
    demo: bool = False
    data_dir: Path = ROOT / "data"
    database_url: str = ""
    redis_url: str = ""
    files_url: str = ""
    public_url: str = ""
    signing_key_file: Path | None = None
    session_days: int = Field(30, ge=1)
    timezone: str = "Europe/Moscow"
    default_locale: Literal["ru", "en"] = "ru"
    currency: str = "RUB"
    max_photo_bytes: int = 20 * 1024 * 1024
    relay_poll_seconds: float = Field(1.0, gt=0)

    @model_validator(mode="after")
    def _fill_defaults(self) -> Self:
        self.database_url = self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'autoservice.db'}"
        # A server that listens on every address is reached on this machine by the loopback one.
        name = "127.0.0.1" if self.host in EVERY_ADDRESS else self.host
        self.public_url = (self.public_url or f"http://{name}:{self.port}").rstrip("/")
        if self.workers > 1 and not self.redis_url:
            raise ValueError(
                "AUTOSERVICE_WORKERS above 1 needs AUTOSERVICE_REDIS_URL: "
                "workers tell each other of changes through Redis."
            )
        if self.workers > 1 and self.database_url.startswith("sqlite"):
            raise ValueError("AUTOSERVICE_WORKERS above 1 needs PostgreSQL in AUTOSERVICE_DATABASE_URL.")
        return self

    @property
    def key_file(self) -> Path:
        """The Ed25519 private key that signs session tokens."""
        return self.signing_key_file or self.data_dir / "signing_key.pem"

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry ``Secure`` unless the public address is plain http."""
        return self.public_url.startswith("https://")

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Exact origins that may open a websocket; on loopback, under either name."""
        parts = urlsplit(self.public_url)
        own = f"{parts.scheme}://{parts.netloc}"
        if parts.hostname not in LOOPBACK_NAMES:
            return (own,)
        port = f":{parts.port}" if parts.port else ""
        return tuple(f"{parts.scheme}://{name}{port}" for name in LOOPBACK_NAMES)


@lru_cache
def get_settings() -> Settings:
    """The process's settings; raises pydantic's ``ValidationError`` with a sentence per mistake."""
    return Settings()
