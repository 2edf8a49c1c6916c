"""The work that was declined for a car, which its next order may need."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.topics import ORDERS, client_topic
from autoservice.modules.orders.approvals.schemas import DeclinedWork
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.i18n import format_moment, format_money
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.kit.content import card
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class DeferredWorkViewModel:
    """One declined work, ready to be shown; ``url`` is its order's."""

    name: str
    price: str
    at: str
    url: str
    number: str


@requires_permission(Permission.READ_VEHICLES)
@live_vars("work")
class DeferredWorkState(rx.State):
    """The declined work of the car at the address."""

    work: list[DeferredWorkViewModel] = []

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the orders that may decline something."""
        actor = current_viewer().actor
        topic = client_topic(actor.user_id) if actor.may(Permission.READ_OWN_ORDERS) else ORDERS
        watch(self, DeferredWorkView(topic, id_of(self.router.url.path)))


@dataclass(frozen=True)
class DeferredWorkView(LiveView):
    """The declined work of one car."""

    topic: str
    vehicle_id: int
    state = DeferredWorkState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the view models of what was declined in the orders that the viewer may see."""
        async with read_only(viewer.actor) as unit:
            found = await unit.services.decisions.list_declined(self.vehicle_id)
        return {"work": [_view_model(one, viewer) for one in found]}


def _view_model(work: DeclinedWork, viewer: Viewer) -> DeferredWorkViewModel:
    return DeferredWorkViewModel(
        name=work.name,
        price=format_money(viewer.locale, work.price_minor, work.currency),
        at=format_moment(viewer.locale, work.decided_at, viewer.zone) if work.decided_at else "",
        url=f"/orders/{work.order_id}",
        number=str(work.order_id),
    )


_STATE: Final[Any] = DeferredWorkState


def deferred_work_card() -> rx.Component:
    """Return the card of what was declined; nothing if nothing was."""
    listed = rx.el.ul(rx.foreach(_STATE.work, _entry), class_name="-my-3 divide-y divide-border")
    content = card(
        rx.el.p(t("Declined so far; the shop recommends it for later."), class_name="mb-4 text-muted"),
        listed,
        title=t("Deferred work"),
        class_name="mt-6",
    )
    return rx.cond(_STATE.work.length() > 0, content)


def _entry(work: ViewModelVar) -> rx.Component:
    order = link(
        t("No."),
        " ",
        work.number,
        href=work.url,
        class_name="inline-flex min-h-11 items-center font-semibold underline underline-offset-4",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.span(work.name, class_name="font-medium wrap-anywhere"),
            rx.el.span(work.price, class_name="shrink-0 font-semibold tabular-nums"),
            class_name="flex items-baseline justify-between gap-4",
        ),
        rx.el.p(work.at, " · ", order, class_name="text-sm text-muted"),
        class_name="py-3",
    )
