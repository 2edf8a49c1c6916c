"""The buttons and links of a row in a table or list: icons, as large as a thumb needs on a phone."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.kit.forms import link
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import Text

ROUND: Final = (
    "inline-grid size-12 shrink-0 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-text "
    "lg:size-9"
)


def row_button(sign: str, label: Text, name: Text, on_click: Any) -> rx.Component:
    """Return a button of the row that is called ``name``."""
    return rx.el.button(
        icon(sign), type="button", on_click=on_click, class_name=ROUND, **_called(label, name)
    )


def row_link(sign: str, label: Text, name: Text, href: Text) -> rx.Component:
    """Return a link of the row that is called ``name``."""
    return link(icon(sign), href=href, class_name=ROUND, **_called(label, name))


def _called(label: Any, name: Text) -> dict[str, Any]:
    """Return the attributes that tell the row's button from those of other rows."""
    return {"aria_label": (label + ": " + name).to(str), "title": label}
