"""The title of a page with a list of orders, which names what the list is filtered by."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.order.view_models import STATUS_LABELS
from autoservice.ui.kit.i18n import t


def list_title(text: Any, status: Any, name: rx.Var[str]) -> rx.Var[str]:
    """Return ``name`` after the searched ``text`` and the ``status``, if there are any; all are vars."""
    statuses = ((status.value, t(label) + " · ") for status, label in STATUS_LABELS.items())
    searched = rx.cond(text != "", "«" + text.to(str) + "» · ", "")
    return (searched.to(str) + rx.match(status, *statuses, "").to(str) + name).to(str)
