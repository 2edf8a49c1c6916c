"""The form to change the viewer's name."""

import reflex as rx

from autoservice.ui.features.rename.state import RenameState
from autoservice.ui.kit.feedback import form_notice, region
from autoservice.ui.kit.forms import button, field, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text


def rename_form(name: Text) -> rx.Component:
    """Return the field with the present ``name`` and a button."""
    return socket_form(
        rx.el.div(
            rx.el.div(
                field(
                    t("Name"),
                    text_input("name", default_value=name, auto_complete="name", max_length=120),
                    errors=RenameState.errors,
                ),
                class_name="min-w-0 flex-1",
            ),
            # As low as the field, whose label is above it.
            button(t("Save"), "secondary", class_name="mt-[1.875rem] shrink-0"),
            class_name="flex items-start gap-2",
        ),
        form_notice(RenameState.errors, "not-empty:mt-2"),
        region(rx.cond(RenameState.saved, t("Saved."), ""), class_name=f"{MUTED} not-empty:mt-1"),
        on_submit=RenameState.rename,
        refused=RenameState.refused,
        draft="rename",
        accepted=RenameState.accepted,
    )
