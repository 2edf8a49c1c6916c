"""The State of the dashboard, which its room keeps current."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import reflex as rx

from autoservice.modules.admin.dashboard.schemas import Dashboard
from autoservice.modules.notifications.topics import DASHBOARD
from autoservice.modules.orders.shop_days import day_of, start_of
from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.entities.order.view_models import OrderViewModel, order_view_model
from autoservice.ui.pages.admin_dashboard.view_models import (
    CountViewModel,
    LoadViewModel,
    MoneyViewModel,
    StepsViewModel,
    dashboard_values,
)


@requires_permission(Permission.READ_REPORTS)
@live_vars(
    "title",
    "attention",
    "cars",
    "states",
    "late",
    "more_late",
    "day",
    "month",
    "load",
    "steps",
    "loaded",
)
class DashboardState(rx.State):
    """The shop's today."""

    title: str = ""
    attention: list[CountViewModel] = []
    cars: CountViewModel = CountViewModel()
    states: list[CountViewModel] = []
    late: list[OrderViewModel] = []
    more_late: str = ""
    day: MoneyViewModel = MoneyViewModel()
    month: MoneyViewModel = MoneyViewModel()
    load: list[LoadViewModel] = []
    steps: StepsViewModel = StepsViewModel()
    loaded: bool = False

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the dashboard."""
        watch(self, DashboardView(DASHBOARD))


@dataclass(frozen=True)
class DashboardView(LiveView):
    """The shop's present day."""

    topic: str
    state = DashboardState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the numbers and the late orders in the viewer's language."""
        async with read_only(viewer.actor) as unit:
            found: Dashboard = await unit.services.dashboard.read_dashboard()
        late = [order_view_model(order, viewer) for order in found.late_orders]
        return {**dashboard_values(found, viewer), "late": late, "loaded": True}

    def seconds_left(self) -> float:
        """Return how long the shop's present day lasts."""
        runtime = current_runtime()
        now, zone = runtime.clock(), runtime.settings.timezone
        return (start_of(day_of(now, zone) + timedelta(days=1), zone) - now).total_seconds()
