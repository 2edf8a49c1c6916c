"""The buttons and forms of a repair template, and what is said after them."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.repair_template.view_models import TemplateVar
from autoservice.ui.features.edit_template.draft_state import DraftCommandsState
from autoservice.ui.features.edit_template.state import TemplateCommandsState
from autoservice.ui.kit.feedback import announcement, form_notice
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.modal import question_dialog
from autoservice.ui.kit.row_buttons import row_button
from autoservice.ui.kit.theme import Child, ViewModelVar

# Reflex types the events of a State class as methods without arguments.
TEMPLATE: Final[Any] = TemplateCommandsState
DRAFT: Final[Any] = DraftCommandsState


def new_template_button() -> rx.Component:
    """Return the button that makes a template and leads to its page."""
    return button(rx.fragment(icon("plus"), t("New template")), on_click=TEMPLATE.create)


def template_actions(template: TemplateVar) -> Child:
    """Return the buttons that copy, archive or restore, and delete the page's template."""
    return rx.fragment(
        button(t("Copy"), "secondary", on_click=TEMPLATE.copy_template(template.name_ru, template.name_en)),
        rx.cond(
            template.active,
            button(t("Archive"), "secondary", on_click=TEMPLATE.switch(False)),
            button(t("Restore"), "secondary", on_click=TEMPLATE.switch(True)),
        ),
        button(t("Delete"), "ghost", on_click=TEMPLATE.ask),
        question_dialog(
            t("Delete the template?"),
            t("Templates that nothing uses are deleted; any other is archived."),
            button(t("Cancel"), "secondary", on_click=TEMPLATE.cancel),
            button(t("Delete"), "danger", on_click=TEMPLATE.delete),
            shown=TEMPLATE.is_asking,
            on_cancel=TEMPLATE.cancel,
            id="delete-template",
        ),
    )


def rename_form(template: TemplateVar) -> rx.Component:
    """Return the form of the template's names."""
    return socket_form(
        rx.el.div(
            field(t("Name in Russian"), _name("name_ru", template.name_ru), errors=TEMPLATE.errors),
            field(t("Name in English"), _name("name_en", template.name_en), errors=TEMPLATE.errors),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-1",
        ),
        form_notice(TEMPLATE.errors, "not-empty:mt-4"),
        button(t("Save the names"), "secondary", class_name="mt-4 w-full sm:w-auto"),
        on_submit=TEMPLATE.rename,
        refused=TEMPLATE.refused,
    )


def _name(name: str, value: Any) -> rx.Component:
    # Another name on the server makes the field a new one.
    return text_input(
        name, id=f"template_{name}", default_value=value, key=value, max_length=200, auto_complete="off"
    )


def remove_stage_button(row: ViewModelVar) -> rx.Component:
    """Return the button that removes a row's stage from the draft."""
    return row_button("close", t("Remove the stage"), row.name, DRAFT.remove(row.id))


def draft_bar(draft: ViewModelVar, next_number: Any) -> rx.Component:
    """Return the form that adds a stage, and the buttons that save the draft and drop it."""
    kinds = rx.foreach(DRAFT.kinds, lambda kind: option(kind[1], kind[0]))
    add = rx.el.form(
        select("kind", kinds, aria_label=t("Kind of the new stage"), class_name="sm:w-auto"),
        button(rx.fragment(icon("plus"), t("Add a stage")), "secondary", class_name="shrink-0"),
        on_submit=DRAFT.add,
        reset_on_submit=False,
        class_name="flex gap-2",
    )
    save = rx.fragment(t("Save as version"), " ", next_number)
    return rx.el.div(
        add,
        rx.el.div(
            rx.cond(
                draft.removed != "",
                button(rx.fragment(t("Put back"), ": ", draft.removed), "ghost", on_click=DRAFT.restore),
            ),
            rx.cond(draft.is_changed, button(t("Drop my changes"), "secondary", on_click=DRAFT.drop)),
            button(save, on_click=DRAFT.save, disabled=~draft.is_changed),
            class_name="flex flex-wrap gap-2 *:grow sm:*:grow-0",
        ),
        class_name="mt-4 flex flex-col gap-3 sm:flex-row sm:flex-wrap sm:items-center sm:justify-between",
    )


def template_outcome() -> rx.Component:
    """Return the announcements of the last commands."""
    return rx.fragment(
        announcement(TEMPLATE.saved, TEMPLATE.errors.get("", ""), TEMPLATE.dismiss),
        announcement(DRAFT.saved, DRAFT.error, DRAFT.dismiss),
    )
