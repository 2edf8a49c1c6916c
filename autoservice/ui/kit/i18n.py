"""Texts on pages: both languages are in the bundle, and the viewer's language selects one."""

import reflex as rx

from autoservice.shared.i18n import translate
from autoservice.ui.kit.viewer import ViewerState


def t(message: str) -> rx.vars.StringVar:
    """Return ``message`` (an English msgid) in the viewer's language."""
    chosen = rx.cond(ViewerState.locale == "ru", translate("ru", message), translate("en", message))
    return chosen.to(str)
