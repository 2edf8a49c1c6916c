"""The layout of the opening hours' page."""

from typing import Any, Final

import reflex as rx

from autoservice.shared.i18n import N_
from autoservice.ui.engine.page import page
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import form_notice, message, region, skeleton
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import CONTROL, Text, classes
from autoservice.ui.pages.opening_hours.state import (
    PERIODS,
    OpeningHoursState,
    SpecialDayVar,
    field_name,
)

WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
ENDS: Final = (("opens", N_("Opens")), ("closes", N_("Closes")))
LATER: Final = N_("After a break")


@page("/admin/opening-hours", "Opening hours", [OpeningHoursState.open])
def opening_hours() -> rx.Component:
    """A form of the week, the list of special days, and a form to add one."""
    state = OpeningHoursState
    forms = rx.el.div(_week(), _special_days(), class_name="space-y-6")
    return layout(
        page_title(t("Opening hours"), rx.el.span(t("Time zone"), ": ", state.zone)),
        region(
            rx.match(
                state.saved,
                ("week", message(t("Saved."), "success")),
                ("day", message(t("The day is in the list."), "success")),
                ("removed", message(t("The day is like others again."), "success")),
                rx.fragment(),
            ),
            class_name="not-empty:mb-6",
        ),
        rx.cond(state.loaded, forms, skeleton(7)),
        here="/admin/opening-hours",
    )


def _week() -> rx.Component:
    state = OpeningHoursState
    return card(
        rx.el.p(t("Leave a day empty if the shop is closed then."), class_name="mb-4 text-muted"),
        socket_form(
            rx.el.div(
                *(_day(number) for number in range(len(WEEKDAYS))), class_name="divide-y divide-border"
            ),
            form_notice(state.errors, "not-empty:mt-4"),
            _present(),
            button(t("Save"), class_name="mt-6 w-full sm:w-auto"),
            on_submit=state.save_week,
            refused=state.refused,
        ),
        title=t("Week"),
    )


def _present() -> rx.Component:
    state = OpeningHoursState
    again = button(t("Show the present values"), "secondary", on_click=state.show_present, class_name="mt-3")
    return rx.cond(state.outdated, again)


def _day(day: int) -> rx.Component:
    fields = (_time(day, period, end) for period in PERIODS for end, _ in ENDS)
    return rx.el.fieldset(
        rx.el.legend(t(WEEKDAYS[day]), class_name="w-full pb-2 font-semibold lg:float-left lg:w-40 lg:pt-3"),
        rx.el.div(*fields, class_name="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4 lg:ml-40"),
        class_name="py-4",
    )


def _time(day: int, period: int, end: str) -> rx.Component:
    state, name = OpeningHoursState, field_name(day, period, end)
    errors: Any = state.errors
    wrong, id = errors.contains(name), f"{name}_error"
    label = t(dict(ENDS)[end])
    control = rx.el.input(
        type="time",
        name=name,
        id=name,
        default_value=state.values[name],
        key=state.form_key + name,
        class_name=CONTROL,
        aria_label=_name(day, period, label),
        custom_attrs={
            "aria-invalid": rx.cond(wrong, "true", "false"),
            "aria-describedby": rx.cond(wrong, id, None),
        },
    )
    error = rx.el.p(errors[name], id=id, role="alert", class_name="mt-1 text-sm font-medium text-danger")
    later: Any = t(LATER)
    shown = label if period == 1 else later + ", " + label
    return rx.el.div(
        rx.el.span(shown, aria_hidden="true", class_name="block text-sm text-muted"),
        control,
        rx.cond(wrong, error),
        class_name="min-w-0",
        custom_attrs={"data-field": ""},
    )


def _name(day: int, period: int, end: Any) -> Any:
    name: Any = t(WEEKDAYS[day]).to(str) + ", " + end
    return name if period == 1 else name + ", " + t(LATER)


def _special_days() -> rx.Component:
    state = OpeningHoursState
    days = rx.el.ul(
        rx.foreach(state.special_days, _special_day), class_name="mb-6 divide-y divide-border empty:hidden"
    )
    none = rx.el.p(t("None yet: every week is like the others."), class_name="mb-6 text-muted")
    return card(
        rx.cond(state.special_days.length() > 0, days, none),  # type: ignore[attr-defined]
        _add_day(),
        title=t("Days off and special days"),
    )


def _special_day(special: SpecialDayVar) -> rx.Component:
    remove = button(
        t("Remove"),
        "secondary",
        aria_label=t("Remove") + ": " + special.name,
        on_click=OpeningHoursState.remove_day(special.day),  # type: ignore[operator]
        class_name="shrink-0",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(special.name, class_name="font-semibold"),
            rx.el.p(
                special.hours,
                rx.cond(special.note != "", rx.el.span(" · ", special.note)),
                class_name="text-muted wrap-anywhere",
            ),
            class_name="min-w-0",
        ),
        remove,
        key=special.day,
        class_name="flex items-center justify-between gap-4 py-3",
    )


def _add_day() -> rx.Component:
    state = OpeningHoursState
    return socket_form(
        rx.el.div(
            _special_field(t("Day"), "day", "date"),
            _special_field(t("Open from"), "opens", "time"),
            _special_field(t("Open until"), "closes", "time"),
            _special_field(t("Note for guests"), "note", "text"),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-4",
        ),
        rx.el.p(
            t("Without times the shop is closed that day."), class_name=classes("mt-2 text-sm text-muted")
        ),
        form_notice(state.day_errors, "not-empty:mt-4"),
        button(t("Add the day"), "secondary", class_name="mt-4"),
        on_submit=state.add_day,
        refused=state.day_refused,
    )


def _special_field(label: Text, name: str, kind: str) -> rx.Component:
    state = OpeningHoursState
    control = text_input(name, type=kind, id=f"special_{name}", key=state.day_key + name)
    return field(label, control, errors=state.day_errors)
