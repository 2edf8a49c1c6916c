"""The older comments and photos of stages, loaded on demand."""

import reflex as rx

from autoservice.modules.orders.errors import OrderNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.stage.reports import PhotoViewModel, ReportsViewModel, all_reports
from autoservice.ui.kit.path import id_of


@requires_permission(Permission.READ_TIMELINE)
class OlderReportsState(rx.State):
    """What the viewer has loaded beside the newest reports, by the stage's id."""

    # All comments and photos.
    whole: dict[str, ReportsViewModel] = {}
    # All photos, to be looked at one after another.
    albums: dict[str, list[PhotoViewModel]] = {}

    @rx.event
    async def show_all(self, stage_id: str) -> None:
        """Read all comments and photos of one stage of the page's order, as the viewer may see them."""
        if reports := await _all_reports(self.router.url.path, stage_id):
            self.whole = {**self.whole, str(stage_id): reports}

    @rx.event
    async def show_photos(self, stage_id: str) -> None:
        """Read all photos of one stage of the page's order, as the viewer may see them."""
        if reports := await _all_reports(self.router.url.path, stage_id):
            self.albums = {**self.albums, str(stage_id): reports.photos}


async def _all_reports(path: str, stage_id: str) -> ReportsViewModel | None:
    """Return all reports of a stage of the page's order; ``None`` if the viewer may not see that."""
    viewer, order_id = current_viewer(), id_of(path)
    async with read_only(viewer.actor) as unit:
        try:
            tracked = await unit.services.progress.track_order(order_id)
        except OrderNotFound:
            return None
        if viewer.actor.may(Permission.READ_OWN_ORDERS):
            news = await unit.services.visits.find_news(order_id, viewer.actor.user_id)
            tracked = tracked.with_news(news)
    found = next((stage.id for stage in tracked.order.stages if str(stage.id) == str(stage_id)), None)
    return all_reports(tracked, found, viewer) if found else None
