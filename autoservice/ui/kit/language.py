"""The language switch: in the header, and among the account's settings."""

from typing import Final, Literal, NamedTuple

import reflex as rx

from autoservice.ui.kit.forms import native_form
from autoservice.ui.kit.theme import Text, classes
from autoservice.ui.kit.viewer import ViewerState

LANGUAGES: Final = {"ru": ("RU", "Русский"), "en": ("EN", "English")}


class Look(NamedTuple):
    """The classes of the group, of its buttons, and of the button that is pressed or is not."""

    group: str
    button: str
    pressed: str
    released: str


LOOKS: Final = {
    "header": Look(
        "flex shrink-0",
        "min-h-11 min-w-11 rounded-lg text-sm font-semibold hover:bg-sunken",
        "text-text underline decoration-2 underline-offset-6 decoration-accent",
        "text-muted",
    ),
    "settings": Look(
        "mt-1.5 inline-flex gap-1 rounded-lg bg-sunken p-1",
        "min-h-11 rounded-md px-4 font-semibold",
        "bg-surface text-text shadow-card",
        "text-muted hover:text-text",
    ),
}


def language_switch(place: Literal["header", "settings"], label: Text) -> rx.Component:
    """A button for each language: short names in the header, whole ones among the settings."""
    return rx.el.div(
        *(_language(locale, place) for locale in LANGUAGES),
        role="group",
        aria_label=label,
        class_name=LOOKS[place].group,
    )


def _language(locale: str, place: str) -> rx.Component:
    chosen = ViewerState.locale == locale
    look, (short, name) = LOOKS[place], LANGUAGES[locale]
    shown = {"title": name} if place == "header" else {}
    return native_form(
        rx.el.input(type="hidden", name="locale", value=locale),
        rx.el.button(
            short if place == "header" else name,
            type="submit",
            lang=locale,
            aria_pressed=chosen,
            class_name=classes(look.button, rx.cond(chosen, look.pressed, look.released)),
            **shown,
        ),
        action="/api/profile/language",
        **{"data-session-form": "reload"},
    )
