"""Which adapter stands behind which port, as the settings choose."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from autoservice.adapters.attempt_limits import AttemptLimits
from autoservice.adapters.dkim_signing import DkimSigner
from autoservice.adapters.http_sms import HttpSmsProvider, HttpSmsRequest, UnconfiguredSms
from autoservice.adapters.jwt_tokens import JwtTokenService
from autoservice.adapters.local_files import LocalFileStorage
from autoservice.adapters.local_hub import LocalHub
from autoservice.adapters.mailbox_email import FolderMailbox, UnconfiguredEmail
from autoservice.adapters.picture_process import ProcessPictureDecoder
from autoservice.adapters.redis_hub import RedisHub
from autoservice.adapters.s3_files import S3FileStorage
from autoservice.adapters.secret_vault import SecretVault
from autoservice.adapters.sheet_process import ProcessSheetReader
from autoservice.adapters.signing_keys import KeyRing
from autoservice.adapters.smtp_email import SmtpEmailProvider
from autoservice.adapters.vapid_keys import VapidKey
from autoservice.adapters.web_push import WebPushProvider
from autoservice.modules.admin.stored_files.ports import ListedStorage
from autoservice.modules.auth.credentials.ports import AttemptLimiter, PasswordHasher, Vault
from autoservice.modules.auth.sessions.ports import TokenService
from autoservice.modules.catalog.services.ports import FileStoragePort
from autoservice.modules.notifications.channels.email import EmailSender
from autoservice.modules.notifications.ports import (
    EmailProvider,
    NotificationPort,
    PushProvider,
    SocketHub,
)
from autoservice.modules.notifications.sms_ports import SmsProvider
from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.ports import AttachmentStorage
from autoservice.settings import Settings
from autoservice.shared.db import create_engine
from autoservice.shared.sheets.ports import SheetReader


class FileStorage(AttachmentStorage, FileStoragePort, ListedStorage, Protocol):
    """One storage for the files of all modules; each has its folder in it."""


class PictureDecoder(Protocol):
    """The decoder for the pictures of all modules."""

    async def process(self, data: bytes, owner: int, edge: int | None = None) -> tuple[Picture, Picture]: ...


@dataclass(frozen=True)
class Adapters:
    """The outside world, chosen by the settings."""

    settings: Settings
    engine: AsyncEngine
    hasher: PasswordHasher
    tokens: TokenService
    vault: Vault
    limiter: AttemptLimiter
    storage: FileStorage
    decoder: PictureDecoder
    sheet_reader: SheetReader
    hub: SocketHub
    email: EmailProvider
    notifier: NotificationPort
    push: PushProvider
    sms: SmsProvider

    async def close(self) -> None:
        """Close every connection."""
        await self.email.close()
        await self.push.close()
        await self.sms.close()
        await self.limiter.close()
        await self.engine.dispose()


def build_adapters(settings: Settings) -> Adapters:
    """The adapters that ``settings`` ask for; raises ``ValueError`` if one of them cannot be."""
    email = _build_email(settings)
    return Adapters(
        settings=settings,
        engine=create_engine(settings.database_url),
        hasher=Argon2PasswordHasher(),
        tokens=JwtTokenService(open_key_ring(settings)),
        vault=SecretVault(settings.secret_file),
        limiter=AttemptLimits(settings.redis_url),
        storage=open_storage(settings.files_url, settings),
        decoder=ProcessPictureDecoder(),
        sheet_reader=ProcessSheetReader(),
        hub=RedisHub(settings.redis_url) if settings.redis_url else LocalHub(),
        email=email,
        notifier=EmailSender(email, settings.public_url),
        push=WebPushProvider(settings.push_hosts, VapidKey(settings.vapid_file, settings.vapid_subject)),
        sms=_build_sms(settings),
    )


def open_key_ring(settings: Settings) -> KeyRing:
    """The keys that sign access tokens; raises ``OSError`` or ``ValueError`` if they cannot be read."""
    return KeyRing(settings.keys_folder)


def open_storage(url: str, settings: Settings) -> FileStorage:
    """The storage of files at ``url``, or the usual folder; raises ``ValueError`` if there can be none."""
    if url.startswith("s3://"):
        return S3FileStorage(url)
    if "://" in url:
        raise ValueError(f"{url} is neither a folder nor s3://bucket/prefix")
    return LocalFileStorage(Path(url or settings.data_dir / "files"))


def open_dkim_signer(settings: Settings) -> DkimSigner | None:
    """The key that signs e-mails, if one is set; raises ``ValueError`` if it cannot be used."""
    if settings.dkim_key_file is None:
        return None
    return DkimSigner(settings.dkim_signing_domain, settings.dkim_selector, settings.dkim_key_file)


def _build_email(settings: Settings) -> EmailProvider:
    if settings.smtp_url:
        return SmtpEmailProvider(settings.smtp_url, settings.mail_sender, open_dkim_signer(settings))
    return FolderMailbox(settings.data_dir / "mailbox") if settings.demo_mailbox else UnconfiguredEmail()


def _build_sms(settings: Settings) -> SmsProvider:
    if not settings.sms_url:
        return UnconfiguredSms()
    if settings.sms_url.startswith("twilio"):
        # Its library takes 25 MB, which a shop without it does not pay for.
        from autoservice.adapters.twilio_sms import TwilioSmsProvider

        return TwilioSmsProvider(settings.sms_url)
    return HttpSmsProvider(
        HttpSmsRequest(
            settings.sms_url,
            settings.sms_method,
            settings.sms_headers,
            settings.sms_body,
            settings.sms_accepted,
            settings.sms_status_url,
            settings.sms_status_found,
        )
    )
