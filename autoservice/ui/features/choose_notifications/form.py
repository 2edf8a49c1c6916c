"""The form to choose what one is told."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.notifications.groups import Channel
from autoservice.ui.entities.channel import CHANNELS
from autoservice.ui.features.choose_notifications.state import NotificationsState
from autoservice.ui.kit.content import data_table
from autoservice.ui.kit.feedback import form_notice, message, region
from autoservice.ui.kit.forms import button, field, option, select, socket_form
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text

BOX: Final = "size-5 shrink-0 accent-accent"


def notifications_form() -> rx.Component:
    """Return the table of groups and channels, the quiet hours, and the test message."""
    state = NotificationsState
    return rx.el.div(
        socket_form(
            _table(state),
            _quiet_hours(state),
            form_notice(state.errors),
            rx.el.div(
                button(t("Save the choice")),
                button(t("Send me a test message"), "secondary", on_click=state.send_trial),
                class_name="flex flex-col gap-3 sm:flex-row",
            ),
            on_submit=state.save,
            refused=state.refused,
            class_name="space-y-5",
        ),
        region(
            rx.cond(state.saved, message(t("Saved."), "success")),
            rx.cond(state.trial != "", message(state.trial, "success")),
            class_name="not-empty:mt-4",
        ),
    )


def _columns() -> list[tuple[Channel, rx.Var[str]]]:
    return [(channel, t(name)) for channel, name in CHANNELS.items()]


def _table(state: Any) -> rx.Component:
    columns = _columns()
    headers = [t("What happens"), *(name for _, name in columns)]
    return data_table(
        headers,
        state.groups,
        lambda row: [
            rx.el.span(row.name, class_name="font-medium"),
            *(_box(row, channel, name) for channel, name in columns),
        ],
    )


def _box(row: Any, channel: Channel, name: rx.Var[str]) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        name=row.id.to(str) + f".{channel}",
        default_checked=getattr(row, channel.value),
        aria_label=row.name.to(str) + ": " + name.to(str),
        class_name=BOX,
    )
    return rx.el.label(box, class_name="-my-2 inline-flex min-h-11 min-w-11 items-center")


def _quiet_hours(state: Any) -> rx.Component:
    choice = rx.el.label(
        rx.el.input(type="checkbox", name="quiet", default_checked=state.is_quiet, class_name=BOX),
        t("Send me no e-mails, push messages and SMS in these hours"),
        class_name="flex min-h-11 items-center gap-3 font-semibold",
    )
    return rx.el.fieldset(
        rx.el.legend(t("Quiet hours"), class_name="font-bold"),
        rx.el.p(
            t(
                "What is not urgent waits until they end. "
                "Codes and questions that hold up the work come at once."
            ),
            class_name=MUTED,
        ),
        choice,
        rx.el.div(
            _time(t("From"), "start", state.start),
            _time(t("Until"), "end", state.end),
            field(
                t("Time zone"),
                select(
                    "zone",
                    rx.foreach(state.zones, lambda zone: option(zone.name, zone.zone)),
                    default_value=state.zone,
                ),
                errors=state.errors,
            ),
            class_name="grid gap-4 sm:grid-cols-[8rem_8rem_1fr]",
        ),
        class_name="space-y-3 border-t border-border pt-5",
    )


def _time(label: Text, name: str, value: Any) -> rx.Component:
    # Half hours are enough to choose from on a phone; what REST has set otherwise is there, too.
    times = rx.foreach(NotificationsState.times, lambda time: option(time, time))
    return field(label, select(name, times, default_value=value), errors=NotificationsState.errors)
