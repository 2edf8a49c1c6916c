"""A modal dialog, which makes the rest of the page inert until it is answered."""

from typing import Any, Final

import reflex as rx
from reflex_base.event import no_args_event_spec
from reflex_base.utils.imports import ImportDict
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.ui.kit.forms import native_form
from autoservice.ui.kit.theme import Child, Text, has_text

# A question in the middle of the page.
QUESTION: Final = (
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
        rx.el.div(
            *answers,
            class_name="mt-6 flex flex-wrap justify-end gap-2 *:grow *:whitespace-nowrap sm:*:grow-0",
        ),
        id=id,
        shown=shown,
        on_cancel=on_cancel,
        role="alertdialog",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-text",
        class_name=QUESTION,
    )


def form_dialog(title: Text, form: Child, *, shown: rx.Var | bool, on_cancel: Any, id: str) -> rx.Component:
    """Return a dialog of ``title`` over a ``form``, which is a new one at each opening."""
    return Modal.create(
        rx.el.h2(title, id=f"{id}-title", class_name="text-lg font-bold wrap-anywhere"),
        rx.cond(shown, form),
        id=id,
        shown=shown,
        on_cancel=on_cancel,
        aria_labelledby=f"{id}-title",
        class_name=QUESTION,
    )


def dialog(
    *children: Child, id: Text, lightbox: bool = False, custom_attrs: Any = None, **props: Any
) -> rx.Component:
    """Return a dialog that opens without the server, by an element with ``opens`` of its ``id``.

    In a ``lightbox`` photos are turned over, and Back closes it; see ``assets/photos/lightbox.js``.
    """
    attributes = {**(custom_attrs or {}), **({"data-lightbox": ""} if lightbox else {})}
    return rx.el.dialog(*children, id=id, custom_attrs=attributes, **props)


def opens(id: Text, *, slide: Text = "") -> dict[str, Text]:
    """Return the attributes of what opens the dialog of that ``id``, at one of its slides."""
    return {"data-opens": id, **({"data-slide": slide} if has_text(slide) else {})}


def closing_form(button: rx.Component, class_name: Text = "") -> rx.Component:
    """Return the ``button`` so that it closes the dialog that it is in, by the browser itself."""
    return native_form(button, action="", method="dialog", class_name=class_name)
