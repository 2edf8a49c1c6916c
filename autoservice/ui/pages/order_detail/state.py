"""Watching one order."""

from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.topics import order_topic
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.modules.progress.schemas import TrackedOrder
from autoservice.runtime.current import read_only
from autoservice.shared.access import SYSTEM, Permission
from autoservice.shared.i18n import N_, translate
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.announcer import Announcement
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import LIVE, Values, initial_values, kept_on_device, live_vars
from autoservice.ui.entities.extra_work import (
    ExtraWorkSummary,
    ExtraWorkViewModel,
    extra_work_summary,
    extra_work_view_models,
)
from autoservice.ui.entities.order.course import CourseViewModel, course_view_model
from autoservice.ui.entities.order.estimate import EstimateViewModel, estimate_view_model
from autoservice.ui.entities.order.jobs import JobViewModel, job_view_models
from autoservice.ui.entities.order.pickup import PickupViewModel, pickup_view_model
from autoservice.ui.entities.order.view_models import OrderViewModel, order_view_model
from autoservice.ui.entities.stage.albums import AlbumViewModel, request_photos, work_photos
from autoservice.ui.entities.stage.news import NewsViewModel, news_view_model
from autoservice.ui.entities.stage.reports import ReportsViewModel, newest_reports
from autoservice.ui.entities.stage.view_models import StageViewModel, stage_view_models
from autoservice.ui.features.add_jobs import AddJobsState
from autoservice.ui.features.assign_mechanic import AssignMechanicState
from autoservice.ui.features.decide_work import DecideWorkState
from autoservice.ui.features.discount_order import DiscountOrderState
from autoservice.ui.features.promise_order import PromiseOrderState
from autoservice.ui.features.propose_work import ProposeWorkState
from autoservice.ui.features.share_order import ShareOrderState
from autoservice.ui.kit.path import id_of
from autoservice.ui.pages.order_detail.announcements import OrderAnnouncer, ShownOrder, announce_changes
from autoservice.ui.pages.order_detail.visit import record_visit


@kept_on_device
@requires_permission(Permission.READ_TIMELINE)
@live_vars(
    "path",
    "missing",
    "begins_with_progress",
    "order",
    "jobs",
    "estimate",
    "pickup",
    "course",
    "news",
    "stages",
    "reports",
    "request_photos",
    "work_photos",
    "extra_work",
    "extra_work_summary",
    "announcement",
    only_changes=("announcement",),
)
class OrderState(rx.State):
    """The order on the page, as its viewer may see it; all of it comes from the order's room."""

    # The page to which the rest belongs: another one's is not shown while this one is read.
    path: str = ""
    missing: bool = False
    # Whether nothing stands between the title and the progress: then both are shown early (first_look).
    begins_with_progress: bool = False
    order: OrderViewModel = OrderViewModel()
    jobs: list[JobViewModel] = []
    estimate: EstimateViewModel = EstimateViewModel()
    pickup: PickupViewModel = PickupViewModel()
    course: CourseViewModel = CourseViewModel()
    news: NewsViewModel = NewsViewModel()
    stages: list[StageViewModel] = []
    reports: dict[str, ReportsViewModel] = {}
    request_photos: AlbumViewModel = AlbumViewModel()
    # By the id of the extra work.
    work_photos: dict[str, AlbumViewModel] = {}
    extra_work: list[ExtraWorkViewModel] = []
    extra_work_summary: ExtraWorkSummary = ExtraWorkSummary()
    # What has just changed, for those who hear the page.
    announcement: Announcement = Announcement()
    # "Order placed", at the first look at a new order.
    placed: str = ""

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Join the order's room, which fills the page and keeps it true."""
        path = self.router.url.path.rstrip("/")
        watch(self, OrderView(order_topic(id_of(path)), path))
        viewer = current_viewer()
        is_new = await record_visit(viewer.actor, id_of(path))
        self.placed = translate(viewer.locale, N_("Order placed")) if is_new else ""
        return [handler for permission, handler in NEXT if viewer.actor.may(permission)]


# What else an opening page does, for those who may use it.
NEXT: Final[list[tuple[Permission, Any]]] = [
    (Permission.ASSIGN_MECHANIC, AssignMechanicState.clear),
    (Permission.ASSIGN_MECHANIC, AssignMechanicState.load_for_order),
    (Permission.PROMISE_ORDER, PromiseOrderState.clear),
    (Permission.DECIDE_WORK, DecideWorkState.clear),
    (Permission.PROPOSE_WORK, ProposeWorkState.clear),
    (Permission.MANAGE_ORDERS, AddJobsState.clear),
    (Permission.MANAGE_ORDERS, DiscountOrderState.clear),
    (Permission.SHARE_ORDER, ShareOrderState.open),
]


@dataclass(frozen=True)
class OrderView(LiveView):
    """One order."""

    topic: str
    path: str
    announcer: OrderAnnouncer = field(default_factory=OrderAnnouncer, compare=False)
    state = OrderState

    async def read(self) -> TrackedOrder | None:
        """Read the whole order, once for all members; ``render`` decides what a member may see."""
        async with read_only(SYSTEM) as unit:
            try:
                tracked = await unit.services.progress.track_order(id_of(self.path))
            except OrderNotFound:
                return None
            news = await unit.services.visits.find_news(tracked.order.id, tracked.order.client_id)
            is_ready = tracked.order.status is OrderStatus.READY
            hours = await unit.services.opening_hours.get_opening_hours() if is_ready else None
            return tracked.model_copy(update={"news": news, "opening_hours": hours})

    async def render(self, reading: TrackedOrder | None, viewer: Viewer) -> Values:
        """Return the order's view models, or that there is none for this viewer."""
        tracked = reading.for_viewer(viewer.actor) if reading else None
        return {"path": self.path, "missing": tracked is None, **self._view_models(tracked, viewer)}

    def seconds_left(self) -> float | None:
        """Return after how many seconds an announcement that waits is due."""
        return self.announcer.seconds_left()

    def _view_models(self, tracked: TrackedOrder | None, viewer: Viewer) -> Values:
        if tracked is None:
            return initial_values(OrderState, LIVE[OrderState] - {"path", "missing"})
        shown = ShownOrder(
            order_view_model(tracked.order, viewer),
            estimate_view_model(tracked.order, viewer),
            extra_work_view_models(tracked.order, viewer),
        )
        return {
            **shown._asdict(),
            "begins_with_progress": _begins_with_progress(shown, viewer),
            "jobs": job_view_models(tracked.order, viewer),
            "pickup": pickup_view_model(tracked.order, viewer, tracked.opening_hours),
            "course": course_view_model(tracked.order, viewer),
            "news": news_view_model(tracked, viewer),
            "stages": stage_view_models(tracked, viewer),
            "reports": newest_reports(tracked, viewer),
            "request_photos": request_photos(tracked, viewer),
            "work_photos": work_photos(tracked, viewer),
            "extra_work_summary": extra_work_summary(tracked.order, viewer),
            "announcement": announce_changes(self.announcer, tracked, shown, viewer),
        }


def _begins_with_progress(shown: ShownOrder, viewer: Viewer) -> bool:
    """Return whether progress comes first: mechanics have their work there, clients what they are asked."""
    proposes = viewer.actor.may(Permission.PROPOSE_WORK)
    return not viewer.actor.may(Permission.READ_ASSIGNED_ORDERS) and (proposes or not shown.extra_work)
