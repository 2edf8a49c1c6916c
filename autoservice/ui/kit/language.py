"""The language switch: in the header, and among the account's settings."""

from typing import Final, Literal, NamedTuple

import reflex as rx

from autoservice.ui.kit.forms import native_form
from autoservice.ui.kit.path import FIXES_LANGUAGE, path_in
from autoservice.ui.kit.theme import Text, classes
from autoservice.ui.kit.viewer import ViewerState

LANGUAGES: Final = {"ru": ("RU", "Русский"), "en": ("EN", "English")}


class SwitchStyle(NamedTuple):
    """The classes of the group, of its buttons, and of a pressed and of a released button."""

    group: str
    button: str
    pressed: str
    released: str


SWITCH_STYLES: Final = {
    "header": SwitchStyle(
        "flex shrink-0",
        "min-h-11 min-w-11 rounded-lg text-sm font-semibold hover:bg-sunken",
        "text-text underline decoration-2 underline-offset-6 decoration-accent forced-colors:border-2",
        "text-muted",
    ),
    "settings": SwitchStyle(
        "mt-1.5 inline-flex gap-1 rounded-lg bg-sunken p-1",
        "min-h-11 rounded-md px-4 font-semibold",
        "bg-surface text-text shadow-card forced-colors:border-2",
        "text-muted hover:text-text",
    ),
}


def language_switch(location: Literal["header", "settings"], label: Text) -> rx.Component:
    """Return a button for each language: short names in the header, whole ones among the settings."""
    return rx.el.div(
        *(_language(locale, location) for locale in LANGUAGES),
        role="group",
        aria_label=label,
        class_name=SWITCH_STYLES[location].group,
    )


def _language(locale: str, location: str) -> rx.Component:
    is_current = ViewerState.locale == locale
    style, (short, name) = SWITCH_STYLES[location], LANGUAGES[locale]
    tooltip = {"title": name} if location == "header" else {}
    return native_form(
        rx.el.input(type="hidden", name="locale", value=locale),
        rx.el.button(
            short if location == "header" else name,
            type="submit",
            lang=locale,
            aria_pressed=is_current,
            class_name=classes(style.button, rx.cond(is_current, style.pressed, style.released)),
            **tooltip,
        ),
        action="/api/profile/language",
        # A page whose address fixes a language has another address in another one.
        **{"data-session-form": rx.cond(FIXES_LANGUAGE, "next", "reload"), "data-next": path_in(locale)},
    )
