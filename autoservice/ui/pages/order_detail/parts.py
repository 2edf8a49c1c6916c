"""The parts on the order page, live: a list for everybody, and what the shop does with them."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import order_topic
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.parts.states import PartAction
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, kept_on_device, live_vars
from autoservice.ui.entities.order_part import OrderPartsViewModel, OrderPartVar, order_parts_view_model
from autoservice.ui.features.change_part import ChangePartState, change_part_button, change_part_dialog
from autoservice.ui.features.part_buttons import SMALL, part_buttons, usual_parts_button
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.path import CURRENT_PATH, id_of
from autoservice.ui.kit.theme import BUTTON, MUTED, VARIANTS, ViewModelVar, classes
from autoservice.ui.widgets.inventory_picker import InventoryPickerState, inventory_picker


@kept_on_device
@requires_permission(Permission.READ_ORDERS)
@live_vars("path", "parts")
class OrderPartsState(rx.State):
    """The parts of the order on the page, as its viewer may see them."""

    # The page to which the parts belong: another one's are not shown while its own are read.
    path: str = ""
    parts: OrderPartsViewModel = OrderPartsViewModel()

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Join the order's room, which keeps the parts true."""
        path = self.router.url.path.rstrip("/")
        watch(self, OrderPartsView(order_topic(id_of(path)), path))
        may_add = current_viewer().actor.may(Permission.ISSUE_STOCK)
        return [InventoryPickerState.clear, ChangePartState.clear] if may_add else None


@dataclass(frozen=True)
class OrderPartsView(LiveView):
    """The parts of one order."""

    topic: str
    path: str
    state = OrderPartsState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the parts, none of an order that the viewer may not see."""
        try:
            async with read_only(viewer.actor) as unit:
                order = await unit.services.orders.get_order(id_of(self.path))
                parts = await unit.services.order_parts.list_parts(order.id)
                may_add = viewer.actor.may(Permission.ISSUE_STOCK)
                lacks = may_add and await unit.services.order_parts.lacks_usual_parts(order.id)
        except OrderNotFound:
            return {"path": self.path, "parts": OrderPartsViewModel()}
        return {"path": self.path, "parts": order_parts_view_model(parts, order, viewer, lacks_usual=lacks)}


def parts_card() -> rx.Component:
    """Return the card of the parts; nothing for a client whose order has none."""
    parts: ViewModelVar = OrderPartsState.parts
    none = rx.el.p(t("No parts yet."), class_name=MUTED)
    rows = rx.el.ul(rx.foreach(parts.rows, _row), class_name="divide-y divide-border")
    whole = card(
        rx.cond(parts.rows.length() > 0, rows, none),
        rx.cond(parts.can_add, rx.fragment(_adding(parts), change_part_dialog())),
        title=t("Parts"),
    )
    is_shown = (parts.rows.length() > 0) | parts.can_add
    return rx.cond((OrderPartsState.path == CURRENT_PATH) & is_shown, whole)


def _row(part: OrderPartVar) -> rx.Component:
    about = rx.el.div(
        rx.el.p(part.name, class_name="font-semibold wrap-anywhere"),
        rx.el.p(part.facts, class_name=classes(MUTED, "wrap-anywhere empty:hidden")),
        class_name="min-w-0 flex-1 basis-48",
    )
    numbers = rx.el.p(
        rx.el.span(part.quantity, class_name="font-medium"),
        rx.el.span(" · ", part.price),
        class_name="tabular-nums",
    )
    change = change_part_button(part, SMALL)
    return rx.el.li(
        rx.el.div(
            about,
            numbers,
            badge(part.state, part.tone),
            class_name="flex flex-wrap items-baseline gap-x-4 gap-y-1",
        ),
        part_buttons(part, rx.cond(part.actions.contains(PartAction.CHANGE.value), change)),
        key=part.id,
        class_name="py-4 first:pt-0 last:pb-0",
    )


def _adding(parts: ViewModelVar) -> rx.Component:
    summary = rx.el.summary(
        t("Add a part"),
        class_name=classes(
            BUTTON, VARIANTS["secondary"], "min-h-12 w-full cursor-pointer list-none sm:w-auto"
        ),
    )
    one = rx.el.details(
        summary,
        rx.el.div(inventory_picker(parts.jobs), class_name="mt-4"),
        class_name="w-full open:w-full sm:w-auto",
    )
    usual = rx.cond(parts.usual_url != "", usual_parts_button(parts.usual_url))
    return rx.el.div(one, usual, class_name="mt-4 flex flex-wrap items-start gap-3")
