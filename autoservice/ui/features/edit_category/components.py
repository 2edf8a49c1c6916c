"""The form of a new category, the button that deletes one, and what is said after them."""

from typing import Any

import reflex as rx

from autoservice.modules.catalog.services.icons import ICONS
from autoservice.ui.features.edit_category.state import NAME_EN, NAME_RU, CategoryCommandsState
from autoservice.ui.kit.feedback import announcement, form_notice
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.row_buttons import row_button
from autoservice.ui.kit.theme import ViewModelVar


def new_category_form() -> rx.Component:
    """Return the form for the names and the drawing of a new category."""
    state = CategoryCommandsState
    drawings = (option(t(label), value.value) for value, label in reversed(ICONS.items()))
    return socket_form(
        rx.el.div(
            field(t("Name in Russian"), _name("name_ru", NAME_RU), errors=state.errors),
            field(t("Name in English"), _name("name_en", NAME_EN), errors=state.errors),
            field(t("Picture"), select("icon", *drawings, id="category_icon"), errors=state.errors),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-3",
        ),
        form_notice(state.errors, "empty:mb-0"),
        button(t("Add the category"), class_name="mt-4 w-full sm:w-auto"),
        on_submit=state.add,
        refused=state.refused,
        draft="category",
        accepted=state.accepted,
    )


def _name(name: str, id: str) -> rx.Component:
    return text_input(name, id=id, max_length=120, auto_complete="off")


def delete_category_button(row: ViewModelVar) -> rx.Component:
    """Return the button that deletes a row's category."""
    state: Any = CategoryCommandsState
    return row_button("trash", t("Delete"), row.name, state.delete(row.id, row.name))


def category_outcome() -> rx.Component:
    """Return the announcement of the outcome of the last command."""
    state = CategoryCommandsState
    return announcement(state.saved, state.kept, state.dismiss)
