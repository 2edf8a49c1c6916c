"""What a hold is asked for: a day, a remark, and a reason, which sends the form."""

import reflex as rx

from autoservice.modules.orders.labels import HOLD_LABELS
from autoservice.modules.orders.workflow import REMARK_LIMIT
from autoservice.ui.kit.forms import button, field, text_area, text_input
from autoservice.ui.kit.i18n import t


def hold_fields() -> rx.Component:
    """Return the fields, and the reasons, each of which is a button that sends the form."""
    reasons = (
        button(_capitalised(text), "secondary", name="reason", value=reason.value)
        for reason, text in HOLD_LABELS.items()
    )
    return rx.fragment(
        rx.el.div(
            field(t("Until, if known"), text_input("until", type="date")),
            field(t("Remark for the shop"), text_area("remark", rows=2, max_length=REMARK_LIMIT)),
            class_name="space-y-3",
        ),
        rx.el.p(t("Reason"), class_name="mt-3 font-semibold", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            *reasons,
            role="group",
            aria_label=t("Reason"),
            class_name="mt-1.5 grid grid-cols-1 gap-2 sm:grid-cols-2",
        ),
    )


def _capitalised(text: str) -> rx.Component:
    return rx.el.span(t(text), class_name="inline-block first-letter:uppercase")
