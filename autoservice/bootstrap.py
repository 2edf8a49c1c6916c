"""Which adapter stands behind which port, and what follows each event.

``REACTIONS`` is the one page that tells all that happens after a fact.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from autoservice import events
from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from autoservice.adapters.jwt_tokens import JwtTokenService, load_signing_key
from autoservice.adapters.local_files import LocalFileStorage
from autoservice.adapters.local_hub import LocalHub
from autoservice.adapters.redis_hub import RedisHub
from autoservice.adapters.s3_files import S3FileStorage
from autoservice.modules.admin.repository import SqlDeadLetterRepository
from autoservice.modules.admin.service import AdminService
from autoservice.modules.auth.ports import PasswordHasher, TokenService
from autoservice.modules.auth.repository import SqlUsersRepository
from autoservice.modules.auth.service import AuthService
from autoservice.modules.catalog.repository import SqlServiceTemplateRepository
from autoservice.modules.catalog.service import CatalogService
from autoservice.modules.notifications.ports import SocketHub
from autoservice.modules.notifications.service import NotificationsService
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.modules.orders.repository import SqlOrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.progress.ports import AttachmentStorage
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
    storage: AttachmentStorage
    hub: SocketHub


@dataclass(frozen=True)
class Services:
    """All services, bound to one unit of work."""

    auth: AuthService
    catalog: CatalogService
    orders: OrdersService
    assignment: AssignmentService
    progress: ProgressService
    notifications: NotificationsService
    admin: AdminService


def build_adapters(settings: Settings) -> Adapters:
    """The adapters that ``settings`` ask for."""
    return Adapters(
        settings=settings,
        engine=create_engine(settings.database_url),
        hasher=Argon2PasswordHasher(),
        tokens=JwtTokenService(load_signing_key(settings.key_file)),
        storage=_build_storage(settings),
        hub=RedisHub(settings.redis_url) if settings.redis_url else LocalHub(),
    )


def _build_storage(settings: Settings) -> AttachmentStorage:
    if settings.files_url.startswith("s3://"):
        return S3FileStorage(settings.files_url)
    return LocalFileStorage(Path(settings.files_url or settings.data_dir / "files"))


def build_services(unit: Unit, outside: Adapters) -> Services:
    """Fresh services over the unit's database session."""
    orders_rows = SqlOrderRepository(unit.session)
    auth = AuthService(
        unit,
        SqlUsersRepository(unit.session),
        outside.hasher,
        outside.tokens,
        timedelta(days=outside.settings.session_days),
    )
    catalog = CatalogService(unit, SqlServiceTemplateRepository(unit.session), outside.settings.currency)
    orders = OrdersService(unit, orders_rows, catalog, auth)
    stages = SqlStageRepository(unit.session)
    return Services(
        auth=auth,
        catalog=catalog,
        orders=orders,
        assignment=AssignmentService(unit, orders_rows, auth),
        progress=ProgressService(unit, orders_rows, stages, outside.storage, orders, auth),
        notifications=NotificationsService(unit, outside.hub, orders),
        admin=AdminService(unit, SqlDeadLetterRepository(unit.session, unit.now)),
    )


Reaction = Callable[[Services, Any], Awaitable[None]]


async def push_order_changed(services: Services, event: events.OrderEvent) -> None:
    """Open pages that show the order re-read it."""
    former = event.previous_ids if isinstance(event, events.MechanicAssigned) else ()
    await services.notifications.announce_order(event.order_id, former)


REACTIONS: Final[dict[type[events.Event], tuple[Reaction, ...]]] = {
    events.OrderCreated: (push_order_changed,),
    events.OrderStatusChanged: (push_order_changed,),
    events.MechanicAssigned: (push_order_changed,),
    events.StageStarted: (push_order_changed,),
    events.StageCompleted: (push_order_changed,),
    events.StageCommentAdded: (push_order_changed,),
    events.StageAttachmentUploaded: (push_order_changed,),
}
