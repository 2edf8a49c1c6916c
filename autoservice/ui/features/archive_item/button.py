"""The buttons that archive and restore an item, and the outcome."""

from typing import Any

import reflex as rx

from autoservice.ui.features.archive_item.state import ArchiveItemState
from autoservice.ui.kit.feedback import announcement
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import Text, ViewModelVar


def archive_button(
    item_id: ViewModelVar,
    name: ViewModelVar,
    is_active: ViewModelVar,
    class_name: Text,
    *,
    with_icon: bool = False,
) -> rx.Component:
    """Return the button of one item: what is in use is archived, what is archived is restored.

    ``with_icon``, it is an icon alone in the row of a table.
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

    archive = draw(t("Archive"), "archive", state.remove)
    return rx.cond(is_active, archive, draw(t("Restore"), "restore", state.restore))


def archive_outcome() -> rx.Component:
    """Return the announcement of the outcome."""
    state: Any = ArchiveItemState
    return announcement(state.saved, state.errors.get("", ""), state.dismiss)
