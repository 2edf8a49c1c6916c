"""The buttons of a service in a table, and what is said after them."""

from typing import Any

import reflex as rx

from autoservice.ui.features.edit_service.commands import ServiceCommandsState
from autoservice.ui.kit.feedback import announcement
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import question_dialog
from autoservice.ui.kit.row_buttons import row_button, row_link
from autoservice.ui.kit.theme import ViewModelVar


def service_actions(row: ViewModelVar) -> rx.Component:
    """Return the buttons of a row with ``id``, ``name``, ``url`` and ``active``."""
    state: Any = ServiceCommandsState
    return rx.fragment(
        row_link("edit", t("Open"), row.name, row.url),
        row_button("copy", t("Copy"), row.name, state.copy_service(row.id)),
        rx.cond(
            row.active,
            row_button("archive", t("Archive"), row.name, state.switch([row.id], False)),
            row_button("restore", t("Put on offer again"), row.name, state.switch([row.id], True)),
        ),
        row_button("trash", t("Delete"), row.name, state.ask(row.id, row.name)),
    )


def bulk_actions(state: Any) -> rx.Component:
    """Return the buttons for the chosen rows of a table."""
    commands: Any = ServiceCommandsState
    return rx.fragment(
        button(
            t("Archive"),
            "secondary",
            on_click=[commands.switch(state.selected, False), state.clear_selection],
        ),
        button(
            t("Put on offer again"),
            "secondary",
            on_click=[commands.switch(state.selected, True), state.clear_selection],
        ),
    )


def removal_question(then: Any = ()) -> rx.Component:
    """Return the question before a service is deleted; ``then`` follows the deletion."""
    state = ServiceCommandsState
    return question_dialog(
        t("Delete this service?"),
        "“" + state.doomed + "”. " + t("One that was ordered before is archived instead."),
        button(t("Cancel"), "secondary", on_click=state.cancel),
        button(t("Yes, delete"), "danger", on_click=[state.delete_service, *then]),
        shown=state.doomed != "",
        on_cancel=state.cancel,
        id="delete-service-question",
    )


def service_outcome() -> rx.Component:
    """Return the announcement of the outcome of the last command."""
    state = ServiceCommandsState
    return announcement(state.saved, state.errors.get("", ""), state.dismiss)
