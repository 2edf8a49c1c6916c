"""The course of an order as a whole: what people said about it, and what may be done on it now."""

from dataclasses import dataclass, field
from typing import Final

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import OrderStatus, is_closed
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, translate
from autoservice.shared.spoken_time import format_day
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.now import NOT_BEGUN, describe_order_hold, stage_name
from autoservice.ui.kit.theme import ViewModelVar

# What only those who run the shop do here: mechanics do it on the stage.
OF_THE_SHOP: Final = {OrderAction.CHECK_IN, OrderAction.DELIVER}


# What has a card of its own on the page.
WITH_OWN_FORMS: Final = frozenset(
    {
        OrderAction.ASSIGN,
        OrderAction.PROMISE,
        OrderAction.SHARE,
        OrderAction.DISCOUNT,
        OrderAction.PROPOSE_WORK,
        OrderAction.ADD_PHOTO,
        OrderAction.ADD_JOBS,
    }
)


@dataclass(frozen=True)
class ClosedStage:
    """A stage that can be opened again."""

    id: str
    name: str


@dataclass(frozen=True)
class CourseViewModel:
    """An order's course; ``actions`` are those that have a form on the page.

    ``hold`` is why somebody has put the whole order on hold, ``remark`` its addition for the shop only.
    ``closed`` are the stages from which a done order can be opened again.
    """

    number: str = ""
    url: str = ""
    version: str = ""
    actions: list[str] = field(default_factory=list)
    can_add_jobs: bool = False
    is_delivered: bool = False
    day: str = ""
    scheduled: str = ""
    hold: str = ""
    remark: str = ""
    cancelled: str = ""
    reopened: str = ""
    comeback: bool = False
    closed: list[ClosedStage] = field(default_factory=list)


CourseVar = ViewModelVar


def course_view_model(order: OrderView, viewer: Viewer) -> CourseViewModel:
    """Return the course of the order as the viewer may see and change it."""
    manages = viewer.actor.may(Permission.MANAGE_ORDERS)
    hidden = {*WITH_OWN_FORMS, *(() if manages else OF_THE_SHOP)}
    actions = [action.value for action in order.actions if action not in hidden]
    day = order.scheduled_on
    return CourseViewModel(
        number=str(order.id),
        url=f"/api/orders/{order.id}",
        version=str(order.version),
        actions=actions,
        can_add_jobs=OrderAction.ADD_JOBS in order.actions,
        is_delivered=order.status is OrderStatus.DELIVERED,
        day=day.isoformat() if day else "",
        scheduled=format_day(viewer.locale, day) if day and order.status in NOT_BEGUN else "",
        hold=describe_order_hold(order, viewer),
        remark=order.held_remark,
        cancelled=_cancelled(order, viewer.locale),
        reopened=order.reopened_reason,
        comeback=order.comeback,
        closed=_closed(order, viewer) if OrderAction.REOPEN in order.actions else [],
    )


def _cancelled(order: OrderView, locale: str) -> str:
    if order.status is not OrderStatus.CANCELLED or not order.cancelled_reason:
        return ""
    return translate(locale, N_("Cancelled: %(reason)s"), reason=order.cancelled_reason)


def _closed(order: OrderView, viewer: Viewer) -> list[ClosedStage]:
    return [
        ClosedStage(str(stage.id), stage_name(order, stage, viewer.locale))
        for stage in order.stages
        if is_closed(stage) and stage.code != "handover"
    ]
