"""The two ways to send something about a stage: to the client, or to the shop only.

They look the same in all forms, and differ in place, icon, colour and words: a thumb in a glove must not
mistake them.
"""

import reflex as rx

from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import classes

SHAPE = "min-h-16 flex-col gap-1 px-2 sm:min-h-12 sm:flex-row sm:gap-2 sm:px-4"
INTERNAL = "border-2 border-dashed border-warning bg-warning-soft text-warning enabled:hover:bg-warning-soft"


def reader_buttons(shop_only: rx.Var[bool] | bool = False, class_name: str = "") -> rx.Component:
    """Return the buttons that send a form to the shop only (left), or to the client, too (right).

    Where the client must not read it, only the first is there.
    """
    internal = rx.fragment(icon("lock"), t("For the shop only"))
    published = rx.fragment(icon("eye"), t("Send to the client"))
    return rx.el.div(
        button(internal, "ghost", name="published", value="false", class_name=classes(SHAPE, INTERNAL)),
        rx.cond(
            shop_only,
            rx.fragment(),
            button(published, name="published", value="true", class_name=SHAPE),
        ),
        # So far from each other that a thumb between them hits neither.
        class_name=classes("grid grid-cols-2 gap-x-8 sm:flex sm:justify-between", class_name),
    )


def internal_mark(internal: rx.Var[bool] | bool = True, *, short: bool = False) -> rx.Component:
    """Return the mark of what is for the shop only; a ``short`` one shows its icon alone."""
    words = rx.el.span(
        icon("lock", "size-4"),
        rx.el.span(t("Shop only"), class_name="sr-only" if short else ""),
        class_name=(
            "inline-flex items-center gap-1 rounded-md border border-dashed border-warning bg-warning-soft "
            "px-2 py-0.5 text-sm font-semibold leading-tight text-warning"
        ),
    )
    return rx.cond(internal, words)
