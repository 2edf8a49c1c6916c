"""The form of one extra work, the buttons beside it, and the question before it is withdrawn."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.extra_work import URGENCIES, ExtraWorkVar
from autoservice.ui.features.propose_work.state import ProposeWorkState
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_area, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.modal import question_dialog
from autoservice.ui.kit.theme import Text

_STATE: Final[Any] = ProposeWorkState


def propose_work_form() -> rx.Component:
    """Return the button that opens the form, and the open form; its input survives a reload."""
    opens = button(
        rx.fragment(icon("plus"), t("Propose extra work")),
        "secondary",
        on_click=_STATE.begin,
        class_name="min-h-12 w-full sm:w-auto",
    )
    return rx.fragment(rx.cond(_STATE.is_open, _form(), opens), form_notice_of_buttons())


def form_notice_of_buttons() -> rx.Component:
    """Return what was refused while no form is open."""
    return rx.cond(_STATE.is_open, rx.fragment(), form_notice(_STATE.errors, "not-empty:mt-3"))


def _form() -> rx.Component:
    heading = rx.cond(_STATE.job_id != "", t("Change the proposal"), t("Propose extra work"))
    void = rx.el.p(
        t("The client decides anew: an approval of the present version becomes void."),
        class_name="mt-1 text-sm text-muted",
    )
    return rx.el.section(
        rx.el.h3(heading, class_name="font-bold", tab_index=-1),
        rx.cond(_STATE.job_id != "", void),
        socket_form(
            rx.el.div(*_fields(), class_name="mt-4 space-y-4"),
            form_notice(_STATE.errors, "not-empty:mt-4"),
            rx.cond(
                _STATE.outdated,
                button(
                    t("Show the present values"),
                    "secondary",
                    on_click=_STATE.edit(_STATE.job_id),
                    class_name="mt-3",
                ),
            ),
            rx.el.div(
                button(
                    rx.cond(_STATE.job_id != "", t("Save"), t("Propose extra work")), class_name="min-h-12"
                ),
                button(t("Cancel"), "secondary", on_click=_STATE.cancel, class_name="min-h-12"),
                class_name="mt-5 grid grid-cols-1 gap-3 sm:grid-cols-2",
            ),
            on_submit=_STATE.save,
            refused=_STATE.refused,
            accepted=_STATE.accepted,
        ),
        class_name="rounded-lg bg-sunken p-4",
    )


def _fields() -> tuple[rx.Component, ...]:
    urgencies = (option(t(label), urgency.value) for urgency, label in URGENCIES.items())
    return (
        _field(t("What is to be done"), text_input("name", max_length=200, **_props("name"))),
        _field(
            t("Why"),
            text_area("description", rows=3, max_length=2000, **_props("description")),
            hint=t("What was found; the client reads it"),
        ),
        rx.el.div(
            _field(
                t("Price"),
                text_input("price_minor", input_mode="decimal", **_props("price_minor")),
                hint=t("Empty: by the time"),
            ),
            _field(
                t("Labour hours"),
                text_input("norm_minutes", input_mode="decimal", **_props("norm_minutes")),
                hint=t("Such as 0.5 or 1:30"),
            ),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-2",
        ),
        _field(t("How urgent"), select("urgency", *urgencies, **_props("urgency"))),
    )


def _field(label: Text, control: rx.Component, *, hint: Text = "") -> rx.Component:
    return field(label, control, hint=hint, errors=_STATE.errors)


def _props(name: str) -> dict[str, Any]:
    more = {"auto_complete": "off"} if name in ("name", "price_minor", "norm_minutes") else {}
    shown = {"default_value": _STATE.values[name], "key": _STATE.form_key + name}
    return {"id": f"work_{name}", **shown, **more}


def change_work_buttons(work: ExtraWorkVar) -> rx.Component:
    """Return the buttons to change a work and to withdraw it, while nobody has begun it."""
    edit = button(
        t("Change"),
        "secondary",
        on_click=_STATE.edit(work.id),
        aria_label=t("Change") + ": " + work.name,
        class_name="min-h-12",
    )
    withdraw = button(
        t("Withdraw"),
        "secondary",
        on_click=_STATE.ask(work.id),
        aria_label=t("Withdraw") + ": " + work.name,
        class_name="min-h-12",
    )
    return rx.cond(work.can_edit, rx.el.div(edit, withdraw, class_name="mt-4 flex flex-wrap gap-3"))


def withdrawal_question() -> rx.Component:
    """Return the question before a work is withdrawn."""
    return question_dialog(
        t("Withdraw this work?"),
        rx.Var.create(_STATE.question).to(str) + ". " + t("The client can no longer approve it."),
        button(t("Cancel"), "secondary", on_click=_STATE.cancel),
        button(t("Yes, withdraw"), "danger", on_click=_STATE.withdraw_work),
        shown=_STATE.question != "",
        on_cancel=_STATE.cancel,
        id="withdraw-work-question",
    )
