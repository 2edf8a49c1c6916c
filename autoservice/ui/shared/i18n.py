"""Texts on pages: both languages are in the bundle, the viewer's language chooses."""

import reflex as rx

from autoservice.shared.i18n import translate
from autoservice.ui.shared.viewer import ViewerState


def t(message: str) -> rx.Var[str]:
    """``message`` (an English msgid) in the viewer's language."""
    return rx.cond(ViewerState.locale == "ru", translate("ru", message), translate("en", message))
