"""The columns of the log of messages."""

from typing import Final

import reflex as rx

from autoservice.shared.i18n import N_
from autoservice.ui.features.resend_delivery import resend_button
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, classes
from autoservice.ui.pages.admin_deliveries.view_models import DeliveryVar
from autoservice.ui.widgets.data_table import LINK, UNLESS_EMPTY, Column


def _what(row: DeliveryVar) -> rx.Component:
    order = link(t("No."), " ", row.order, href=row.order_url, class_name=LINK)
    return rx.el.div(
        rx.el.p(row.what, class_name="font-semibold wrap-anywhere"),
        rx.cond(row.order != "", order),
        class_name="min-w-0",
    )


def _state(row: DeliveryVar) -> rx.Component:
    return rx.el.div(
        badge(row.state, row.tone),
        rx.el.p(row.error, class_name=classes(MUTED, "mt-1 max-w-80 wrap-anywhere empty:hidden")),
        rx.el.div(resend_button(row), class_name="mt-2 empty:hidden"),
        class_name="flex min-w-0 flex-col items-end lg:items-start",
    )


def _at(row: DeliveryVar) -> rx.Component:
    return rx.el.span(row.at, class_name="whitespace-nowrap")


COLUMNS: Final = (
    Column("what", N_("Message"), draw=_what),
    Column("recipient", N_("To whom")),
    Column("channel", N_("Channel")),
    Column("state", N_("State"), draw=_state),
    Column("attempts", N_("Attempts"), "quantity", width=UNLESS_EMPTY),
    Column("at", N_("When"), draw=_at),
)
