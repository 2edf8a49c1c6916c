"""The older comments and photos of stages, loaded on demand."""

import reflex as rx

from autoservice.modules.orders.errors import OrderNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.stage.reports import ReportsViewModel, all_reports


@requires_permission(Permission.READ_TIMELINE)
class OlderReportsState(rx.State):
    """All comments and photos of the stages that the viewer has loaded whole, by the stage's id."""

    whole: dict[str, ReportsViewModel] = {}

    @rx.event
    async def show_all(self, stage_id: str) -> None:
        """Read all comments and photos of one stage of the page's order, as the viewer may see them."""
        viewer, stage_id = current_viewer(), str(stage_id)
        order_id = order_id_of(self.router.url.path)
        async with read_only(viewer.actor) as unit:
            try:
                tracked = await unit.services.progress.track_order(order_id)
            except OrderNotFound:
                return
            if viewer.actor.may(Permission.READ_OWN_ORDERS):
                news = await unit.services.visits.find_news(order_id, viewer.actor.user_id)
                tracked = tracked.with_news(news)
        if stage_id in {str(stage.id) for stage in tracked.order.stages}:
            self.whole = {**self.whole, stage_id: all_reports(tracked, int(stage_id), viewer)}


def order_id_of(path: str) -> int:
    """Return the number of the order whose page has that path; 0 if it has none."""
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() and len(last) < 10 else 0
