"""The services over one unit of work, each with its repositories and ports."""

from functools import cached_property

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.modules.admin.dashboard.repository import SqlDashboardRepository
from autoservice.modules.admin.dashboard.service import DashboardService
from autoservice.modules.admin.reports.repository import SqlReportRepository
from autoservice.modules.admin.reports.service import ReportsService
from autoservice.modules.admin.repository import SqlDeadLetterRepository
from autoservice.modules.admin.service import AdminService
from autoservice.modules.admin.stored_files.service import StoredFilesService
from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.catalog.services.categories import CategoriesService
from autoservice.modules.catalog.services.editing import CatalogEditingService
from autoservice.modules.catalog.services.editing_repository import (
    SqlCategoryRepository,
    SqlEditedServiceRepository,
)
from autoservice.modules.catalog.services.picture_repository import SqlServicePictureRepository
from autoservice.modules.catalog.services.pictures import ServicePicturesService
from autoservice.modules.catalog.services.repository import SqlServiceTemplateRepository
from autoservice.modules.catalog.services.service import CatalogService
from autoservice.modules.catalog.sheets.inventory import InventorySheet
from autoservice.modules.catalog.sheets.repository import SqlSheetImportRepository
from autoservice.modules.catalog.sheets.schemas import SheetName
from autoservice.modules.catalog.sheets.service import SheetsService
from autoservice.modules.catalog.sheets.services import ServicesSheet
from autoservice.modules.catalog.sheets.services_repository import SqlServiceSheetRepository
from autoservice.modules.catalog.sheets.stages import StagesSheet
from autoservice.modules.catalog.sheets.tables import SheetTable
from autoservice.modules.notifications.account_emails import AccountEmailsService
from autoservice.modules.notifications.deliveries import DeliveriesService
from autoservice.modules.notifications.delivery_log import DeliveryLogService
from autoservice.modules.notifications.mail_health import MailHealthService
from autoservice.modules.notifications.messages import MessagesService
from autoservice.modules.notifications.planning import PlanningService
from autoservice.modules.notifications.preferences import NotificationPreferencesService
from autoservice.modules.notifications.push import PushService
from autoservice.modules.notifications.service import NotificationsService
from autoservice.modules.notifications.text_messages import TextMessagesService
from autoservice.modules.notifications.texts.service import TextsService
from autoservice.modules.orders.approvals.decisions import DecisionsService
from autoservice.modules.orders.approvals.proposals import ProposalsService
from autoservice.modules.orders.approvals.repository import SqlWorkRepository
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.modules.orders.discounts.service import DiscountsService
from autoservice.modules.orders.life import OrderLifeService
from autoservice.modules.orders.mechanics.repository import SqlMechanicsRepository
from autoservice.modules.orders.mechanics.service import MechanicsService
from autoservice.modules.orders.order_jobs import OrderJobsService
from autoservice.modules.orders.own import OwnOrdersService
from autoservice.modules.orders.parts.following import PartsFollowUpService
from autoservice.modules.orders.parts.repository import SqlOrderPartRepository
from autoservice.modules.orders.parts.service import OrderPartsService
from autoservice.modules.orders.parts.stock import PartStock
from autoservice.modules.orders.promises.repository import SqlPromisesRepository
from autoservice.modules.orders.promises.service import PromisesService
from autoservice.modules.orders.reopening import ReopeningService
from autoservice.modules.orders.repository import SqlOrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.orders.staff import StaffService
from autoservice.modules.orders.tracking.repository import SqlTrackingLinkRepository
from autoservice.modules.orders.tracking.service import TrackingLinksService
from autoservice.modules.orders.vehicles.repository import SqlVehicleRepository
from autoservice.modules.orders.vehicles.service import VehiclesService
from autoservice.modules.orders.workload import SqlWorkload
from autoservice.modules.progress.checklists import ChecklistService
from autoservice.modules.progress.feed.repository import SqlFeedRepository
from autoservice.modules.progress.feed.service import FeedService
from autoservice.modules.progress.photo_store import PhotoStore
from autoservice.modules.progress.repository import SqlStageRepository
from autoservice.modules.progress.request_photos import RequestPhotosService
from autoservice.modules.progress.service import ProgressService
from autoservice.modules.progress.talk.repository import SqlTalkRepository
from autoservice.modules.progress.talk.service import TalkService
from autoservice.modules.progress.undo import UndoService
from autoservice.modules.progress.visit_repository import SqlVisitRepository
from autoservice.modules.progress.visits import VisitsService
from autoservice.modules.progress.withdrawal import WithdrawalService
from autoservice.modules.progress.work_photos import WorkPhotosService
from autoservice.wiring.adapters import Adapters
from autoservice.wiring.clients import ClientServices
from autoservice.wiring.inventory import InventoryServices
from autoservice.wiring.notifications import NotificationParts
from autoservice.wiring.repair_templates import RepairTemplateServices
from autoservice.wiring.schedules import ScheduleServices


class Services(ClientServices, InventoryServices, RepairTemplateServices, ScheduleServices):
    """All services, each built when it is first asked for."""

    @cached_property
    def catalog(self) -> CatalogService:
        """The catalog of services."""
        templates = SqlServiceTemplateRepository(self._unit.session)
        settings = self._settings
        return CatalogService(self._unit, templates, settings.currency, settings.labour_rate_minor)

    @cached_property
    def service_pictures(self) -> ServicePicturesService:
        """The pictures of services."""
        adapters = self._adapters
        return ServicePicturesService(
            self._unit, self._service_picture_repository, adapters.storage, adapters.decoder
        )

    @cached_property
    def catalog_editing(self) -> CatalogEditingService:
        """Editing the services of the catalog."""
        rows, settings = SqlEditedServiceRepository(self._unit.session), self._settings
        priced = settings.currency, settings.labour_rate_minor
        return CatalogEditingService(self._unit, rows, self.service_parts, *priced)

    @cached_property
    def categories(self) -> CategoriesService:
        """Editing the categories of services."""
        return CategoriesService(self._unit, SqlCategoryRepository(self._unit.session))

    @cached_property
    def orders(self) -> OrdersService:
        """Creating and reading orders."""
        read = self.vehicles, self.catalog, self.directory, self._estimates
        settled = self._settings.timezone, self._settings.vat_basis_points
        return OrdersService(self._unit, self._orders_repository, *read, *settled)

    @cached_property
    def vehicles(self) -> VehiclesService:
        """The cars."""
        vehicles = SqlVehicleRepository(self._unit.session)
        return VehiclesService(self._unit, vehicles, self._accounts, self.directory)

    @cached_property
    def promises(self) -> PromisesService:
        """Promises to clients."""
        promises, zone = SqlPromisesRepository(self._unit.session), self._settings.timezone
        return PromisesService(
            self._unit, self._orders_repository, promises, self.orders, self._estimates, zone
        )

    @cached_property
    def own_orders(self) -> OwnOrdersService:
        """The orders of the account that asks."""
        return OwnOrdersService(self._unit, self._orders_repository, self.orders)

    @cached_property
    def order_life(self) -> OrderLifeService:
        """The course of orders as a whole."""
        parts, zone = self.parts_follow_up, self._settings.timezone
        return OrderLifeService(self._unit, self._orders_repository, parts, zone)

    @cached_property
    def discounts(self) -> DiscountsService:
        """Discounts on orders."""
        return DiscountsService(self._unit, self._orders_repository)

    @cached_property
    def reopening(self) -> ReopeningService:
        """Exceptions to the course of stages."""
        return ReopeningService(self._unit, self._orders_repository, self._accounts)

    @cached_property
    def assignment(self) -> AssignmentService:
        """Assigning mechanics."""
        return AssignmentService(self._unit, self._orders_repository, self.directory)

    @cached_property
    def order_jobs(self) -> OrderJobsService:
        """Services added to running orders."""
        orders, work = self._orders_repository, self._work_repository
        return OrderJobsService(self._unit, orders, work, self.catalog, self.assignment)

    @cached_property
    def order_parts(self) -> OrderPartsService:
        """The parts of orders."""
        parts, stock = SqlOrderPartRepository(self._unit.session), PartStock(self.stock)
        orders, zone = self._orders_repository, self._settings.timezone
        items = self.inventory, self.service_parts
        return OrderPartsService(self._unit, parts, orders, *items, stock, zone)

    @cached_property
    def parts_follow_up(self) -> PartsFollowUpService:
        """What becomes of parts when work ends."""
        parts = SqlOrderPartRepository(self._unit.session)
        return PartsFollowUpService(self._unit, parts, PartStock(self.stock))

    @cached_property
    def staff(self) -> StaffService:
        """The shop's people together with their work."""
        return StaffService(self._unit, self.directory, self.assignment)

    @cached_property
    def mechanics(self) -> MechanicsService:
        """What mechanics can do, and have to do."""
        mechanics, workload = SqlMechanicsRepository(self._unit.session), SqlWorkload(self._unit.session)
        return MechanicsService(self._unit, mechanics, workload, self._orders_repository, self.directory)

    @cached_property
    def proposals(self) -> ProposalsService:
        """Proposing extra work."""
        orders, work, rate = self._orders_repository, self._work_repository, self._settings.labour_rate_minor
        return ProposalsService(self._unit, orders, work, self.parts_follow_up, rate)

    @cached_property
    def decisions(self) -> DecisionsService:
        """The clients' decisions on extra work."""
        orders, work = self._orders_repository, self._work_repository
        return DecisionsService(self._unit, orders, work, self._accounts, self.parts_follow_up)

    @cached_property
    def tracking_links(self) -> TrackingLinksService:
        """The links that open orders without an account."""
        links, limiter = SqlTrackingLinkRepository(self._unit.session), self._adapters.limiter
        url = self._settings.public_url
        return TrackingLinksService(self._unit, self._orders_repository, links, limiter, url)

    @cached_property
    def progress(self) -> ProgressService:
        """The work on stages."""
        return ProgressService(
            self._unit,
            self._orders_repository,
            self._stage_repository,
            self._photo_store,
            self.orders,
            self.directory,
            self.parts_follow_up,
            self._settings.timezone,
        )

    @cached_property
    def feed(self) -> FeedService:
        """The events of orders."""
        feed = SqlFeedRepository(self._unit.session)
        return FeedService(self._unit, feed, self._orders_repository, self.directory)

    @cached_property
    def checklists(self) -> ChecklistService:
        """The answers to checklists."""
        return ChecklistService(self._unit, self._orders_repository)

    @cached_property
    def request_photos(self) -> RequestPhotosService:
        """The photos that clients send with their requests."""
        orders, stages = self._orders_repository, self._stage_repository
        return RequestPhotosService(self._unit, orders, stages, self._photo_store, self.orders)

    @cached_property
    def work_photos(self) -> WorkPhotosService:
        """The photos of proposed work."""
        orders, work, stages = self._orders_repository, self._work_repository, self._stage_repository
        return WorkPhotosService(self._unit, orders, work, stages, self._photo_store, self.orders)

    @cached_property
    def withdrawal(self) -> WithdrawalService:
        """Taking comments and photos back."""
        orders, work = self._orders_repository, self._work_repository
        return WithdrawalService(self._unit, orders, self._stage_repository, work)

    @cached_property
    def talk(self) -> TalkService:
        """The talk of client and shop about orders."""
        talk, limiter = SqlTalkRepository(self._unit.session), self._adapters.limiter
        return TalkService(self._unit, self._orders_repository, talk, self._accounts, self.directory, limiter)

    @cached_property
    def visits(self) -> VisitsService:
        """The visits of clients to their orders."""
        visits = SqlVisitRepository(self._unit.session)
        return VisitsService(self._unit, self._orders_repository, self._accounts, visits)

    @cached_property
    def undo(self) -> UndoService:
        """Taking steps on stages back."""
        return UndoService(self._unit, self._orders_repository, self._accounts, self.parts_follow_up)

    @cached_property
    def notifications(self) -> NotificationsService:
        """Topics of changes, and the demo mailbox."""
        return NotificationsService(self._unit, self.orders, _mailbox(self._adapters))

    @cached_property
    def account_emails(self) -> AccountEmailsService:
        """The e-mails about accounts."""
        return AccountEmailsService(self._unit, self.contacts, self._settings.public_url)

    @cached_property
    def planning(self) -> PlanningService:
        """Planning whom to tell what."""
        return self._notification_parts.planning(self._orders_repository, self.orders, self.contacts)

    @cached_property
    def deliveries(self) -> DeliveriesService:
        """The messages that are due."""
        return self._notification_parts.deliveries(self.orders, self.contacts)

    @cached_property
    def delivery_log(self) -> DeliveryLogService:
        """What became of messages."""
        return self._notification_parts.delivery_log(self.directory, self.orders)

    @cached_property
    def push(self) -> PushService:
        """Push messages and the devices that take them."""
        return self._notification_parts.push(self._accounts, self.orders, self.contacts)

    @cached_property
    def text_messages(self) -> TextMessagesService:
        """The messages by SMS."""
        return self._notification_parts.text_messages(self.orders, self.contacts, self.phone_contacts)

    @cached_property
    def messages(self) -> MessagesService:
        """The messages in the program."""
        return self._notification_parts.messages(self.orders, self.contacts)

    @cached_property
    def mail_health(self) -> MailHealthService:
        """How the shop's e-mail stands."""
        return self._notification_parts.mail_health(self.contacts)

    @cached_property
    def notification_preferences(self) -> NotificationPreferencesService:
        """What people want to be told."""
        return self._notification_parts.preferences(self._accounts)

    @cached_property
    def texts(self) -> TextsService:
        """What messages say."""
        return self._notification_parts.texts(self._accounts, self.contacts)

    @cached_property
    def sheets(self) -> SheetsService:
        """Imports and exports of the catalog's lists."""
        imports = SqlSheetImportRepository(self._unit.session)
        reader, currency = self._adapters.sheet_reader, self._settings.currency
        return SheetsService(self._unit, imports, reader, self._sheet_tables, currency)

    @cached_property
    def admin(self) -> AdminService:
        """Dead letters and the audit log."""
        letters = SqlDeadLetterRepository(self._unit.session, self._unit.now)
        return AdminService(self._unit, letters, self.delivery_log)

    @cached_property
    def dashboard(self) -> DashboardService:
        """The shop's today."""
        rows, settings = SqlDashboardRepository(self._unit.session), self._settings
        read = self.orders, self.board, self.inventory
        return DashboardService(self._unit, rows, *read, settings.timezone, settings.currency)

    @cached_property
    def reports(self) -> ReportsService:
        """What the shop has done."""
        rows, settings = SqlReportRepository(self._unit.session), self._settings
        return ReportsService(self._unit, rows, self.directory, settings.timezone, settings.currency)

    @cached_property
    def stored_files(self) -> StoredFilesService:
        """Which stored files are named."""
        return StoredFilesService(self._unit, self._stage_repository, self._service_picture_repository)

    @cached_property
    def _sheet_tables(self) -> dict[SheetName, SheetTable]:
        inventory = InventorySheet(self._unit, self._items, self._stock_repository, self._ledger)
        rows = SqlServiceSheetRepository(self._unit.session)
        stages = StagesSheet(rows, self._repair_templates, self.repair_templates, self.template_versions)
        return {
            SheetName.INVENTORY: inventory,
            SheetName.SERVICES: ServicesSheet(rows, self._items, self.catalog_editing),
            SheetName.STAGES: stages,
        }

    @cached_property
    def _notification_parts(self) -> NotificationParts:
        return NotificationParts(self._unit, self._adapters)

    @cached_property
    def _accounts(self) -> SqlUsersRepository:
        return SqlUsersRepository(self._unit.session)

    @cached_property
    def _orders_repository(self) -> SqlOrderRepository:
        return SqlOrderRepository(self._unit.session)

    @cached_property
    def _work_repository(self) -> SqlWorkRepository:
        return SqlWorkRepository(self._unit.session)

    @cached_property
    def _photo_store(self) -> PhotoStore:
        adapters = self._adapters
        return PhotoStore(self._unit, self._stage_repository, adapters.storage, adapters.decoder)

    @cached_property
    def _stage_repository(self) -> SqlStageRepository:
        return SqlStageRepository(self._unit.session)

    @cached_property
    def _service_picture_repository(self) -> SqlServicePictureRepository:
        return SqlServicePictureRepository(self._unit.session)


def _mailbox(adapters: Adapters) -> FolderMailbox | None:
    return adapters.email if isinstance(adapters.email, FolderMailbox) else None
