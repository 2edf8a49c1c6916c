"""An order in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.orders.jobs import awaits_decision
from autoservice.modules.orders.schemas import Focus, OrderView
from autoservice.modules.orders.workflow import FINISHED_ORDERS, OrderStatus
from autoservice.shared.i18n import N_, format_day, format_moment, format_money, translate
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.assignment import assignment_values
from autoservice.ui.entities.order.completion import NOT_KNOWN, CompletionViewModel, completion_view_model
from autoservice.ui.entities.order.jobs import order_name
from autoservice.ui.entities.order.now import sentence_of_now
from autoservice.ui.entities.order.step import NO_STEP, StepViewModel, step_view_model
from autoservice.ui.kit.new_messages import count_new_messages
from autoservice.ui.kit.people import display_name, mechanic_name
from autoservice.ui.kit.theme import Tone, ViewModelVar

STATUS_LABELS: Final = {
    OrderStatus.REQUESTED: N_("Requested"),
    OrderStatus.SCHEDULED: N_("Scheduled"),
    OrderStatus.CHECKED_IN: N_("Checked in"),
    OrderStatus.IN_PROGRESS: N_("In repair"),
    OrderStatus.ON_HOLD: N_("Waiting"),
    OrderStatus.READY: N_("Ready"),
    OrderStatus.DELIVERED: N_("Delivered"),
    OrderStatus.CANCELLED: N_("Cancelled"),
}
FOCUS_LABELS: Final = {
    Focus.TODAY: N_("Cars of today"),
    Focus.LATE: N_("Late or slipping"),
    Focus.APPROVAL: N_("Waiting for approval"),
    Focus.PARTS: N_("Waiting for parts"),
    Focus.NEW: N_("Without a day or a mechanic"),
}
STATUS_TONES: Final[dict[OrderStatus, Tone]] = {
    OrderStatus.REQUESTED: "info",
    OrderStatus.SCHEDULED: "info",
    OrderStatus.CHECKED_IN: "progress",
    OrderStatus.IN_PROGRESS: "progress",
    OrderStatus.ON_HOLD: "warning",
    OrderStatus.READY: "success",
    OrderStatus.DELIVERED: "neutral",
    OrderStatus.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class OrderViewModel:
    """An order without its stages, ready to be shown in a list or at the head of its page.

    ``service`` names its first job and counts the others, ``now`` says in a sentence or more what is
    happening to it. For those who give out work, ``assigned`` are the mechanics of the open stages
    (``assignees``), and ``waits`` says for how long the order has been nobody's or on hold.
    """

    id: str = ""
    number: str = ""
    url: str = ""
    service: str = ""
    car: str = ""
    plate: str = ""
    vin: str = ""
    car_url: str = ""
    client: str = ""
    client_url: str = ""
    mechanic: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: Tone = "neutral"
    progress: int = 0
    now: str = ""
    price: str = ""
    created: str = ""
    wished: str = ""
    note: str = ""
    can_assign: bool = False
    step: StepViewModel = NO_STEP
    completion: CompletionViewModel = NOT_KNOWN
    needs_decision: bool = False
    assigned: str = ""
    assigned_label: str = ""
    waits: str = ""
    # How many messages of the other side the viewer has not seen, in words.
    unread: str = ""


OrderVar = ViewModelVar


def order_view_model(order: OrderView, viewer: Viewer, unread: int = 0) -> OrderViewModel:
    """Return the order in the viewer's language, with the number of ``unread`` messages in lists."""
    stage, locale = order.current_stage or next(reversed(order.stages), None), viewer.locale
    return OrderViewModel(
        id=str(order.id),
        url=f"/orders/{order.id}",
        number=order.number,
        service=order_name(order, locale),
        car=f"{order.vehicle.make} {order.vehicle.model}",
        plate=order.vehicle.plate,
        vin=order.vehicle.vin,
        car_url=f"/vehicles/{order.vehicle.id}",
        client=display_name(locale, order.client_name),
        client_url=f"/admin/clients/{order.client_id}",
        mechanic=mechanic_name(locale, stage.mechanic_id, stage.mechanic_name) if stage else "",
        status=order.status.value,
        status_label=translate(locale, STATUS_LABELS[order.status]),
        status_tone=STATUS_TONES[order.status],
        progress=order.progress,
        now=sentence_of_now(order, viewer),
        price=format_money(locale, order.price_minor, order.currency),
        step=step_view_model(order, viewer),
        completion=completion_view_model(order, viewer),
        needs_decision=order.status not in FINISHED_ORDERS and awaits_decision(order.jobs),
        created=format_moment(locale, order.created_at, viewer.zone),
        wished=format_day(locale, order.wished_on) if order.wished_on else "",
        note=order.note,
        unread=count_new_messages(unread, locale),
        **assignment_values(order, viewer),
    )
