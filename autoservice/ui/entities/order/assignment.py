"""Who has an order's work, and for how long it waits, for those who give out work."""

from typing import Any

from autoservice.modules.orders.assignees import join_assignees
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.i18n import N_, translate
from autoservice.shared.spoken_time import format_age
from autoservice.ui.current import Viewer
from autoservice.ui.kit.people import display_name


def assignment_values(order: OrderView, viewer: Viewer) -> dict[str, Any]:
    """Return the values of an order's view model that concern its assignment; none where it is settled."""
    if OrderAction.ASSIGN not in order.actions:
        return {}
    return {
        "can_assign": True,
        "assigned": join_assignees(order),
        "assigned_label": ", ".join(_names(order, viewer.locale)),
        "waits": _waits(order, viewer),
    }


def _names(order: OrderView, locale: str) -> list[str]:
    nobody = translate(locale, N_("Nobody yet"))
    return [display_name(locale, name) if id else nobody for id, name in order.open_mechanics.items()]


def _waits(order: OrderView, viewer: Viewer) -> str:
    if order.waiting_since is None:
        return ""
    age = format_age(viewer.locale, viewer.now - order.waiting_since)
    return translate(viewer.locale, N_("waits %(age)s"), age=age)
