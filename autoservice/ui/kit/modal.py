"""A modal dialog, which makes the rest of the page inert until it is answered."""

from typing import Any, Final

import reflex as rx
from reflex_base.event import no_args_event_spec
from reflex_base.utils.imports import ImportDict
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.ui.kit.theme import Child, Text, classes

STYLE: Final = (
    "m-auto w-[calc(100%-2rem)] max-w-md rounded-xl border border-border bg-surface p-6 text-text "
    "shadow-card backdrop:bg-[#00000080]"
)


class Modal(BaseHTML):
    """The browser's own dialog.

    It makes the rest of the page inert, closes at Escape and returns the focus to the element that had it;
    but only if a call opens it, not an attribute.
    """

    tag = "dialog"

    shown: rx.Var[bool]
    on_cancel: rx.EventHandler[no_args_event_spec]  # type: ignore[type-arg,valid-type]

    def add_imports(self) -> ImportDict:
        """Return the hook's imports."""
        return {"react": "useEffect"}

    def add_hooks(self) -> list[str | rx.Var]:
        """Return the hook that opens and closes the dialog by ``shown``."""
        dialog, shown = f"{self.get_ref()}.current", str(self.shown)
        call = f"{shown} ? {dialog}?.showModal() : {dialog}?.close()"
        return [f"useEffect(() => void ({call}), [{shown}]);"]

    def _exclude_props(self) -> list[str]:
        return ["shown"]


def question_dialog(
    title: Text, text: Text, *answers: Child, shown: rx.Var | bool, on_cancel: Any, id: str
) -> rx.Component:
    """Return a dialog of ``title`` and ``text`` over ``answers``; the first, harmless one gets the focus."""
    return Modal.create(
        rx.el.h2(title, id=f"{id}-title", class_name="text-lg font-bold"),
        rx.el.p(text, id=f"{id}-text", class_name="mt-2 wrap-anywhere"),
        rx.el.div(*answers, class_name="mt-6 grid grid-cols-2 gap-2 sm:flex sm:justify-end"),
        id=id,
        shown=shown,
        on_cancel=on_cancel,
        role="alertdialog",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-text",
        class_name=classes(STYLE),
    )
