"""The services over one unit of work, each with its repositories and ports."""

from dataclasses import dataclass

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.modules.admin.repository import SqlDeadLetterRepository
from autoservice.modules.admin.service import AdminService
from autoservice.modules.auth.account_letters import AccountLettersService
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.accounts.profile import ProfileService
from autoservice.modules.auth.accounts.registration import RegistrationService
from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.auth.credentials.password_reset import PasswordResetService
from autoservice.modules.auth.credentials.passwords import PasswordsService
from autoservice.modules.auth.credentials.second_factor import SecondFactorService
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.sessions.sign_in import AuthService
from autoservice.modules.catalog.repository import SqlServiceTemplateRepository
from autoservice.modules.catalog.service import CatalogService
from autoservice.modules.notifications.service import NotificationsService
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.modules.orders.own import OwnOrdersService
from autoservice.modules.orders.repository import SqlOrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.progress.repository import SqlStageRepository
from autoservice.modules.progress.service import ProgressService
from autoservice.shared.unit import Unit
from autoservice.wiring.adapters import Adapters


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


def build_services(unit: Unit, adapters: Adapters) -> Services:
    """Fresh services over the unit's database session."""
    orders_rows = SqlOrderRepository(unit.session)
    means = _build_means(unit, adapters)
    directory = DirectoryService(unit, means)
    catalog = CatalogService(unit, SqlServiceTemplateRepository(unit.session), adapters.settings.currency)
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
            unit, orders_rows, stages, adapters.storage, adapters.decoder, orders, directory
        ),
        notifications=NotificationsService(unit, orders, _mailbox(adapters)),
        admin=AdminService(unit, SqlDeadLetterRepository(unit.session, unit.now)),
    )


def _build_means(unit: Unit, adapters: Adapters) -> Means:
    return Means(
        users=SqlUsersRepository(unit.session),
        hasher=adapters.hasher,
        tokens=adapters.tokens,
        vault=adapters.vault,
        limiter=adapters.limiter,
        settings=adapters.settings,
    )


def _mailbox(adapters: Adapters) -> FolderMailbox | None:
    return adapters.email if isinstance(adapters.email, FolderMailbox) else None
