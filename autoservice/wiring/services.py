"""The services over one unit of work, each with its repositories and ports."""

from dataclasses import dataclass

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.modules.admin.repository import SqlDeadLetterRepository
from autoservice.modules.admin.service import AdminService
from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.accounts.erasure import ErasureService
from autoservice.modules.auth.accounts.invitations import InvitationsService
from autoservice.modules.auth.accounts.logins import LoginsService
from autoservice.modules.auth.accounts.profile import ProfileService
from autoservice.modules.auth.accounts.registration import RegistrationService
from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.auth.credentials.passwords import PasswordsService
from autoservice.modules.auth.credentials.second_factor import SecondFactorService
from autoservice.modules.auth.sessions.sessions import SessionsService
from autoservice.modules.auth.sessions.sign_in import SignInService
from autoservice.modules.catalog.repository import SqlServiceTemplateRepository
from autoservice.modules.catalog.service import CatalogService
from autoservice.modules.notifications.account_emails import AccountEmailsService
from autoservice.modules.notifications.service import NotificationsService
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.modules.orders.own import OwnOrdersService
from autoservice.modules.orders.repository import SqlOrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.progress.repository import SqlStageRepository
from autoservice.modules.progress.service import ProgressService
from autoservice.shared.unit import Unit
from autoservice.wiring.adapters import Adapters
from autoservice.wiring.auth import AuthServices


@dataclass(frozen=True)
class Services:
    """All services, bound to one unit of work."""

    sign_in: SignInService
    sessions: SessionsService
    passwords: PasswordsService
    second_factor: SecondFactorService
    registration: RegistrationService
    invitations: InvitationsService
    profile: ProfileService
    logins: LoginsService
    erasure: ErasureService
    directory: DirectoryService
    contacts: ContactsService
    catalog: CatalogService
    orders: OrdersService
    own_orders: OwnOrdersService
    assignment: AssignmentService
    progress: ProgressService
    notifications: NotificationsService
    account_emails: AccountEmailsService
    admin: AdminService


def build_services(unit: Unit, adapters: Adapters) -> Services:
    """Fresh services over the unit's database session."""
    orders_rows = SqlOrderRepository(unit.session)
    auth = AuthServices(unit, adapters)
    catalog = CatalogService(unit, SqlServiceTemplateRepository(unit.session), adapters.settings.currency)
    orders = OrdersService(unit, orders_rows, SqlUsersRepository(unit.session), catalog, auth.directory)
    stages = SqlStageRepository(unit.session)
    return Services(
        sign_in=auth.sign_in,
        sessions=auth.sessions,
        passwords=auth.passwords,
        second_factor=auth.second_factor,
        registration=auth.registration,
        invitations=auth.invitations,
        profile=auth.profile,
        logins=auth.logins,
        erasure=auth.erasure,
        directory=auth.directory,
        contacts=auth.contacts,
        catalog=catalog,
        orders=orders,
        own_orders=OwnOrdersService(unit, orders_rows, orders),
        assignment=AssignmentService(unit, orders_rows, auth.directory),
        progress=ProgressService(
            unit, orders_rows, stages, adapters.storage, adapters.decoder, orders, auth.directory
        ),
        notifications=NotificationsService(unit, orders, _mailbox(adapters)),
        account_emails=AccountEmailsService(unit, auth.contacts, adapters.settings.public_url),
        admin=AdminService(unit, SqlDeadLetterRepository(unit.session, unit.now)),
    )


def _mailbox(adapters: Adapters) -> FolderMailbox | None:
    return adapters.email if isinstance(adapters.email, FolderMailbox) else None
