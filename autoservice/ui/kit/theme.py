"""Class names that several components share; colours and fonts are in ``assets/theme.css``.

Every class is written out in full: Tailwind finds them by reading the compiled pages.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import reflex as rx

Text = str | rx.Var
# Reflex types the vars of a State as their values: where a component takes such a
# var, the view model that it holds is named by an alias of this.
ViewModelVar = Any
Child = rx.Component | rx.Var | str
Tone = Literal["neutral", "info", "progress", "success", "warning", "danger"]
Variant = Literal["primary", "secondary", "danger", "ghost"]

STYLESHEET: Final = "/theme.css"
# Of an installed program, written by the build; around it the phone uses the page's colour.
MANIFEST_URL: Final = "/manifest.webmanifest"
THEME_COLORS: Final = {"light": "#f5f3ee", "dark": "#141718"}
CONTAINER: Final = "mx-auto w-full max-w-6xl px-4 sm:px-6 lg:px-8"
# Of a table with many columns.
WIDE: Final = "mx-auto w-full max-w-[110rem] px-4 sm:px-6 lg:px-8"
NARROW: Final = "mx-auto w-full max-w-md px-4 sm:px-6"

SURFACE: Final = "rounded-xl border border-border bg-surface shadow-card"
MUTED: Final = "text-sm text-muted"
# Stays in sight where the screen is high enough; at 400 % it would leave two lines of the page.
STICKY: Final = "[@media(min-height:25rem)]:sticky"
FOCUS_INSET: Final = "focus-visible:-outline-offset-2"

BUTTON: Final = (
    "inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 py-2 text-center text-base "
    "font-semibold leading-tight transition-colors disabled:cursor-not-allowed disabled:opacity-55 "
    "forced-colors:border"
)
VARIANTS: Final[Mapping[str, str]] = {
    "primary": "bg-accent text-on-accent enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong",
    "secondary": "border border-control bg-surface text-text enabled:hover:bg-sunken [a&]:hover:bg-sunken",
    "danger": "bg-danger text-on-danger enabled:hover:bg-danger-strong",
    "ghost": "text-accent enabled:hover:bg-accent-soft [a&]:hover:bg-accent-soft",
}

CONTROL: Final = (
    "block w-full min-h-11 rounded-lg border border-control bg-surface px-3 py-2 text-base text-text "
    "text-ellipsis placeholder:text-muted disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted "
    "aria-invalid:border-danger"
)


def has_text(text: Text) -> bool:
    """Return whether there is a text, or may be one in the browser."""
    return isinstance(text, rx.Var) or text != ""


def classes(*names: Text) -> str:
    """Return ``names`` as one ``class_name``."""
    return " ".join(f"{name}" for name in filter(has_text, names))
