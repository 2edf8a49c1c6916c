"""The title of a page with a list of orders, which names what the list is filtered by."""

import reflex as rx

from autoservice.ui.entities.order.view_models import STATUS_LABELS
from autoservice.ui.kit.i18n import t
from autoservice.ui.widgets.order_list.state import OrderListMixin


def list_title(state: type[OrderListMixin], name: rx.Var[str]) -> rx.Var[str]:
    """Return ``name`` after the searched text and the status, if there are any."""
    statuses = ((status.value, t(label) + " · ") for status, label in STATUS_LABELS.items())
    text = rx.cond(state.text != "", "«" + rx.Var.create(state.text).to(str) + "» · ", "")
    return (text.to(str) + rx.match(state.status, *statuses, "").to(str) + name).to(str)
