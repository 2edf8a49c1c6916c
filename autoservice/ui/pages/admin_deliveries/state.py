"""Reading the messages to people and what became of them."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.groups import Channel, DeliveryState
from autoservice.modules.notifications.schemas import DeliveryFilter
from autoservice.modules.notifications.topics import DELIVERIES
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.pages.admin_deliveries.table import COLUMNS
from autoservice.ui.pages.admin_deliveries.view_models import (
    ChannelViewModel,
    DeliveryRow,
    channel_view_model,
    delivery_row,
)
from autoservice.ui.widgets.data_table import TableMixin, TableQuery, live_table

# What is sent while the page is open does not say so: failures do.
RENEWED_SECONDS: Final = 30.0
FILTERS: Final = {"state": [one.value for one in DeliveryState], "channel": [one.value for one in Channel]}


@requires_permission(Permission.MANAGE_OUTBOX)
@live_table(*COLUMNS, filters=FILTERS, renewed_after=RENEWED_SECONDS)
class DeliveriesState(TableMixin, rx.State):
    """One page of the messages that fit the filters."""

    rows: list[DeliveryRow] = []

    def _topic(self, actor: Actor) -> str:
        return DELIVERIES

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        chosen = {name: query.filter(name) or None for name in FILTERS}
        filters = DeliveryFilter.model_validate({**chosen, "cursor": query.cursor, "size": query.size})
        async with read_only(viewer.actor) as unit:
            page = await unit.services.delivery_log.list_deliveries(filters)
        return page.with_items(delivery_row(delivery, viewer) for delivery in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s message", "%(count)s messages", page.total, exact=page.total_is_exact
        )


@requires_permission(Permission.MANAGE_OUTBOX)
class ChannelsState(rx.State):
    """The channels, as they are when the page is opened."""

    channels: list[ChannelViewModel] = []

    @rx.event
    async def load(self) -> None:
        """Read how the channels stand."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            channels = await unit.services.delivery_log.list_channels()
        self.channels = [channel_view_model(channel, viewer) for channel in channels]
