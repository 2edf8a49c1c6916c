"""The buttons that archive, restore and delete an item, the question before a deletion, and the outcome."""

from typing import Any

import reflex as rx

from autoservice.ui.features.archive_item.state import ArchiveItemState
from autoservice.ui.kit.feedback import announcement
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.modal import question_dialog
from autoservice.ui.kit.theme import Text, ViewModelVar


def archive_buttons(
    item_id: ViewModelVar,
    name: ViewModelVar,
    is_active: ViewModelVar,
    class_name: Text,
    *,
    with_icon: bool = False,
) -> rx.Component:
    """Return the buttons of one item: what is in use is archived, what is archived restored or deleted.

    ``with_icon``, they are icons alone in the row of a table.
    """
    state: Any = ArchiveItemState

    def draw(text: Any, sign: str, handler: Any) -> rx.Component:
        return rx.el.button(
            icon(sign) if with_icon else None,
            rx.el.span(text, class_name="lg:sr-only") if with_icon else text,
            type="button",
            title=text,
            on_click=handler(item_id, name),
            aria_label=(text + ": " + name).to(str),
            class_name=class_name,
        )

    archived = rx.fragment(
        draw(t("Restore"), "restore", state.restore), draw(t("Delete"), "trash", state.ask)
    )
    return rx.cond(is_active, draw(t("Archive"), "archive", state.archive), archived)


def archive_outcome() -> rx.Component:
    """Return the question before an item is deleted, and the announcement of the outcome."""
    state: Any = ArchiveItemState
    question = question_dialog(
        t("Delete this item?"),
        "“" + state.doomed + "”. " + t("One that was used before stays in the archive."),
        button(t("Cancel"), "secondary", on_click=state.cancel),
        button(t("Yes, delete"), "danger", on_click=state.delete_item),
        shown=state.doomed != "",
        on_cancel=state.cancel,
        id="delete-item-question",
    )
    return rx.fragment(question, announcement(state.saved, state.errors.get("", ""), state.dismiss))
