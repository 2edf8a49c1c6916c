"""Links that the browser follows without the router."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from autoservice.ui.kit.theme import Child


def anchor(*children: Child, **props: Any) -> rx.Component:
    """Return a link that the router does not intercept, as it does with ``rx.el.a``.

    It loads a page of the program anew, fetches a file, or leads to another program.
    """
    return A.create(*children, **props)
