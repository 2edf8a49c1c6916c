"""The look of buttons, fields and cards in templates: the class names of ``ui/kit/theme.py``."""

from typing import Final

BUTTON: Final = (
    "inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 py-2 text-center text-base "
    "font-semibold leading-tight transition-colors disabled:cursor-not-allowed disabled:opacity-55 "
    "forced-colors:border"
)
STYLE: Final = {
    "button": BUTTON,
    "primary": "bg-accent text-on-accent enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong",
    "secondary": ("border border-control bg-surface text-text enabled:hover:bg-sunken [a&]:hover:bg-sunken"),
    "surface": "rounded-xl border border-border bg-surface shadow-card",
    "control": (
        "block w-full min-h-11 rounded-lg border border-control bg-surface px-3 py-2 text-base text-text "
        "text-ellipsis placeholder:text-muted "
        "disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted "
        "aria-invalid:border-danger"
    ),
}
