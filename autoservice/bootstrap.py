"""Which adapter stands behind which port; what follows each event says ``wiring.reactions``."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from autoservice.adapters.attempt_limits import AttemptLimits
from autoservice.adapters.jwt_tokens import JwtTokenService
from autoservice.adapters.local_files import LocalFileStorage
from autoservice.adapters.local_hub import LocalHub
from autoservice.adapters.mailbox_email import FolderMailbox, UnconfiguredEmail
from autoservice.adapters.picture_process import ProcessPictureDecoder
from autoservice.adapters.redis_hub import RedisHub
from autoservice.adapters.s3_files import S3FileStorage
from autoservice.adapters.secret_vault import SecretVault
from autoservice.adapters.signing_keys import KeyRing
from autoservice.adapters.smtp_email import SmtpEmailProvider
from autoservice.modules.admin.repository import SqlDeadLetterRepository
from autoservice.modules.admin.service import AdminService
from autoservice.modules.auth.account_letters import AccountLettersService
from autoservice.modules.auth.directory import DirectoryService
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.password_checks import PasswordsService
from autoservice.modules.auth.password_reset import PasswordResetService
from autoservice.modules.auth.ports import (
    AttemptLimiter,
    NotificationPort,
    PasswordHasher,
    TokenService,
    Vault,
)
from autoservice.modules.auth.profile import ProfileService
from autoservice.modules.auth.registration import RegistrationService
from autoservice.modules.auth.repository import SqlUsersRepository
from autoservice.modules.auth.second_factor import SecondFactorService
from autoservice.modules.auth.service import AuthService
from autoservice.modules.catalog.repository import SqlServiceTemplateRepository
from autoservice.modules.catalog.service import CatalogService
from autoservice.modules.notifications.letters import LetterSender
from autoservice.modules.notifications.ports import EmailProvider, SocketHub
from autoservice.modules.notifications.service import NotificationsService
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.modules.orders.own import OwnOrdersService
from autoservice.modules.orders.repository import SqlOrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.progress.ports import AttachmentStorage, PictureDecoder
from autoservice.modules.progress.repository import SqlStageRepository
from autoservice.modules.progress.service import ProgressService
from autoservice.settings import Settings
from autoservice.shared.db import create_engine
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class Adapters:
    """The outside world, chosen by the settings."""

    settings: Settings
    engine: AsyncEngine
    hasher: PasswordHasher
    tokens: TokenService
    vault: Vault
    limiter: AttemptLimiter
    storage: AttachmentStorage
    decoder: PictureDecoder
    hub: SocketHub
    email: EmailProvider
    letters: NotificationPort

    async def close(self) -> None:
        """Let go of every connection."""
        await self.email.close()
        await self.limiter.close()
        await self.engine.dispose()


@dataclass(frozen=True)
class Services:
    """All services, bound to one unit of work."""

    auth: AuthService
    passwords: PasswordsService
    registration: RegistrationService
    password_reset: PasswordResetService
    profile: ProfileService
    second_factor: SecondFactorService
    directory: DirectoryService
    account_letters: AccountLettersService
    catalog: CatalogService
    orders: OrdersService
    own_orders: OwnOrdersService
    assignment: AssignmentService
    progress: ProgressService
    notifications: NotificationsService
    admin: AdminService


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
        storage=_build_storage(settings),
        decoder=ProcessPictureDecoder(),
        hub=RedisHub(settings.redis_url) if settings.redis_url else LocalHub(),
        email=email,
        letters=LetterSender(email, settings.public_url),
    )


def open_key_ring(settings: Settings) -> KeyRing:
    """The keys that sign access tokens; raises ``OSError`` or ``ValueError`` if they cannot be read."""
    return KeyRing(settings.keys_folder)


def _build_storage(settings: Settings) -> AttachmentStorage:
    if settings.files_url.startswith("s3://"):
        return S3FileStorage(settings.files_url)
    return LocalFileStorage(Path(settings.files_url or settings.data_dir / "files"))


def _build_email(settings: Settings) -> EmailProvider:
    if settings.smtp_url:
        return SmtpEmailProvider(settings.smtp_url, settings.mail_sender)
    return FolderMailbox(settings.data_dir / "mailbox") if settings.demo_mailbox else UnconfiguredEmail()


def build_services(unit: Unit, outside: Adapters) -> Services:
    """Fresh services over the unit's database session."""
    orders_rows = SqlOrderRepository(unit.session)
    means = _build_means(unit, outside)
    directory = DirectoryService(unit, means)
    catalog = CatalogService(unit, SqlServiceTemplateRepository(unit.session), outside.settings.currency)
    orders = OrdersService(unit, orders_rows, means.users, catalog, directory)
    stages = SqlStageRepository(unit.session)
    return Services(
        auth=AuthService(unit, means),
        passwords=PasswordsService(unit, means),
        registration=RegistrationService(unit, means),
        password_reset=PasswordResetService(unit, means),
        profile=ProfileService(unit, means),
        second_factor=SecondFactorService(unit, means),
        directory=directory,
        account_letters=AccountLettersService(unit, means),
        catalog=catalog,
        orders=orders,
        own_orders=OwnOrdersService(unit, orders_rows, orders),
        assignment=AssignmentService(unit, orders_rows, directory),
        progress=ProgressService(
            unit, orders_rows, stages, outside.storage, outside.decoder, orders, directory
        ),
        notifications=NotificationsService(unit, orders, _mailbox(outside)),
        admin=AdminService(unit, SqlDeadLetterRepository(unit.session, unit.now)),
    )


def _build_means(unit: Unit, outside: Adapters) -> Means:
    return Means(
        users=SqlUsersRepository(unit.session),
        hasher=outside.hasher,
        tokens=outside.tokens,
        vault=outside.vault,
        limiter=outside.limiter,
        settings=outside.settings,
    )


def _mailbox(outside: Adapters) -> FolderMailbox | None:
    return outside.email if isinstance(outside.email, FolderMailbox) else None
