"""How the log of messages looks."""

from typing import Any

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.channel import CHANNELS
from autoservice.ui.features.resend_delivery import ResendDeliveryState, resend_outcome
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state, message
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.pages.admin_deliveries.state import ChannelsState, DeliveriesState
from autoservice.ui.pages.admin_deliveries.view_models import STATES
from autoservice.ui.widgets.data_table import data_table, table_filter


@page(
    "/admin/deliveries",
    "Sent messages",
    [ResendDeliveryState.clear, ChannelsState.load, DeliveriesState.open],
)
def admin_deliveries() -> rx.Component:
    """What is wrong with the channels, and a table of the messages."""
    state: Any = DeliveriesState
    states = ((t(name), value.value) for value, name in STATES.items())
    channels = ((t(name), value.value) for value, name in CHANNELS.items())
    return layout(
        page_title(
            t("Sent messages"),
            state.summary,
            link_button(t("Texts of messages"), "/admin/texts", "secondary"),
        ),
        rx.el.div(rx.foreach(ChannelsState.channels, _alarm), class_name="mb-6 space-y-3 empty:hidden"),
        data_table(
            state,
            t("Sent messages"),
            filters=(
                table_filter(state, "state", t("State"), t("All states"), *states),
                table_filter(state, "channel", t("Channel"), t("All channels"), *channels),
            ),
            empty=empty_state(
                t("No messages yet"), t("What people are told of their orders is listed here.")
            ),
            nothing_found=empty_state(t("Nothing found"), t("Try other filters.")),
        ),
        # Below: a shop can live without a channel for ever, and the list does not move when this comes.
        rx.el.div(rx.foreach(ChannelsState.channels, _trouble), class_name="mt-6 space-y-3 empty:hidden"),
        resend_outcome(),
        here="/admin/users",
    )


def _alarm(channel: Any) -> rx.Component:
    return rx.cond(channel.is_alarm, message(_text(channel), "danger"))


def _trouble(channel: Any) -> rx.Component:
    is_shown = (channel.trouble != "") & ~channel.is_alarm
    return rx.cond(is_shown, message(_text(channel), "warning"))


def _text(channel: Any) -> rx.Component:
    return rx.fragment(rx.el.strong(channel.name, ": "), channel.trouble)
