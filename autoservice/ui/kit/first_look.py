"""What a page of one row shows before the program has come: on a slow phone two seconds earlier.

The build draws the content with a mark in place of each value; ``assets/first_look.js`` puts it in the page
with the values that the early socket brings. It is a ``noscript``'s text: React leaves that alone, and nobody
who listens to the page finds its headings twice. A condition on a mark was decided by the build: what is not
always there must be hidden by its styles where it is empty.
"""

from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any, Final, get_type_hints

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.vars import VarData

from autoservice.ui.kit.feedback import skeleton
from autoservice.ui.kit.theme import ViewModelVar

# React sets the HTML again for each new object.
_EMPTY: Final[rx.Var[dict[str, str]]] = rx.Var(
    "noLook",
    _var_data=VarData(
        imports={"react": ["useState"]}, hooks={'const [noLook] = useState({__html: ""});': None}
    ),
)


def marks_of(var: str, view_model: type) -> ViewModelVar:
    """Return what stands in the content for the State's ``var``, a ``view_model``."""
    return _marks(f"{var}{FIELD_MARKER}", view_model)


def _marks(name: str, kind: Any) -> Any:
    if not is_dataclass(kind):
        return rx.Var.create(f"⟦{name}⟧")
    kinds = get_type_hints(kind)
    return SimpleNamespace(
        **{field.name: _marks(f"{name}.{field.name}", kinds[field.name]) for field in fields(kind)}
    )


def first_look(state: type[rx.State], shows: str, content: rx.Component) -> rx.Component:
    """Return placeholders, in whose place ``content`` comes with the values of ``state``.

    Its var ``shows`` says whether the page begins with that content, ``path`` whose page the values are.
    """
    template = rx.el.noscript(
        content,
        hidden=True,
        custom_attrs={
            "data-state": state.get_full_name(),
            "data-path": f"path{FIELD_MARKER}",
            "data-shows": f"{shows}{FIELD_MARKER}",
        },
    )
    place = rx.el.div(
        custom_attrs={
            "dangerouslySetInnerHTML": _EMPTY,
            "suppressHydrationWarning": True,
            "data-first-look": "",
        }
    )
    return rx.fragment(template, place, rx.el.div(skeleton(8), class_name="[:not(:empty)+&]:hidden"))
