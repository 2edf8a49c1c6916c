"""A mechanic's skills in a list, and the dialog in which they are chosen."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.user.components import called
from autoservice.ui.entities.user.view_models import UserVar
from autoservice.ui.features.set_skills.state import SetSkillsState
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.modal import form_dialog
from autoservice.ui.kit.theme import MUTED, ViewModelVar, classes

BOX: Final = "size-5 shrink-0 accent-accent"
_STATE: Final[Any] = SetSkillsState


def set_skills_button(user: UserVar, *before: Any) -> rx.Component:
    """Return the button of a mechanic's row; the events ``before`` come first."""
    return button(
        rx.fragment(icon("wrench"), t("Skills")),
        "ghost",
        on_click=[*before, _STATE.open_form(user.id, user.name)],
        aria_label=(t("Skills") + ": " + called(user)).to(str),
        class_name="min-h-12 text-sm lg:min-h-11 lg:px-2",
    )


def set_skills_dialog() -> rx.Component:
    """Return the dialog with the skills that the shop knows and a field for others."""
    return form_dialog(
        t("Skills") + ": " + _STATE.name,
        _form(),
        shown=_STATE.is_open,
        on_cancel=_STATE.cancel,
        id="set-skills",
    )


def _form() -> rx.Component:
    other = text_input("skills", id="other_skills", auto_complete="off")
    hint = t("Separate several with commas.")
    return socket_form(
        rx.el.p(
            t("Whoever has the skill that a stage needs is suggested for it first."),
            class_name=classes(MUTED, "mt-1"),
        ),
        rx.cond(_STATE.choices, _boxes()),
        rx.el.div(field(t("Other skills"), other, hint=hint, errors=_STATE.errors), class_name="mt-4"),
        form_notice(_STATE.errors, "not-empty:mt-4"),
        rx.el.div(
            button(t("Cancel"), "secondary", on_click=_STATE.cancel),
            button(t("Save")),
            class_name="mt-6 flex flex-wrap justify-end gap-2 *:grow sm:*:grow-0",
        ),
        on_submit=_STATE.set_skills,
        refused=_STATE.refused,
    )


def _boxes() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Skills that the shop knows"), class_name="font-semibold"),
        rx.el.div(
            rx.foreach(_STATE.choices, _box), class_name="mt-1 grid grid-cols-1 gap-x-4 sm:grid-cols-2"
        ),
        class_name="mt-4",
    )


def _box(choice: ViewModelVar) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=choice.field,
            value=choice.name,
            default_checked=choice.is_ticked,
            class_name=BOX,
        ),
        rx.el.span(choice.name, class_name="min-w-0 wrap-anywhere"),
        key=choice.name,
        class_name="flex min-h-11 items-center gap-3",
    )
