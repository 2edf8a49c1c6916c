"""Small inline icons in the text's colour; decoration, so hidden from screen readers."""

from typing import Final

import reflex as rx

from autoservice.ui.kit.theme import classes

PATHS: Final = {
    "ban": ("M5.6 5.6l12.8 12.8", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"),
    "archive": ("M4 8v12h16V8", "M3 4h18v4H3z", "M10 12h4"),
    "bell": ("M6 16V11a6 6 0 0 1 12 0v5l2 2H4z", "M10 21h4"),
    "book": ("M12 6v14", "M12 6c-2-1.6-5-2-9-2v14c4 0 7 .4 9 2 2-1.6 5-2 9-2V4c-4 0-7 .4-9 2z"),
    "camera": ("M4 8h3l2-3h6l2 3h3v11H4z", "M12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z"),
    "car": (
        "M3 17v-5l2.5-6h13L21 12v5z",
        "M3 12h18",
        "M6.5 15h.01",
        "M17.5 15h.01",
        "M5 17v2.5",
        "M19 17v2.5",
    ),
    "check": ("m5 12.5 4.5 4.5L19 7.5",),
    "chevron-left": ("m15 6-6 6 6 6",),
    "chevron-right": ("m9 6 6 6-6 6",),
    "clipboard": ("M9 4h6v3H9z", "M9 5H6v16h12V5h-3", "M9 12h6", "M9 16h4"),
    "close": ("m6 6 12 12", "m18 6-12 12"),
    "copy": ("M8 8h12v12H8z", "M16 8V4H4v12h4"),
    "edit": ("M4 20l1-5L16 4l4 4L9 19z", "m13.5 6.5 4 4"),
    "eye": (
        "M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z",
        "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    ),
    "first": ("M6 5v14", "m18 6-6 6 6 6"),
    "gauge": ("M5 19a9 9 0 1 1 14 0", "M12 14l4-5", "M12 14h.01"),
    "info": ("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 11v5", "M12 8h.01"),
    "list": ("M9 6h11", "M9 12h11", "M9 18h11", "M4.5 6h.01", "M4.5 12h.01", "M4.5 18h.01"),
    "lock": ("M5 11h14v10H5z", "M8 11V8a4 4 0 0 1 8 0v3"),
    "minus": ("M6 12h12",),
    "pause": ("M9 6v12", "M15 6v12"),
    "people": (
        "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
        "M2.5 20c.6-3.5 3.2-5 6.5-5s5.9 1.5 6.5 5",
        "M16 5.2a3.5 3.5 0 0 1 0 6.6",
        "M18 15.3c2 .7 3.2 2.2 3.5 4.7",
    ),
    "pictures": ("M7 4h14v12H7z", "M3 8v12h14", "m7.5 14 4-4 3 3 2-2 4 4"),
    "plus": ("M12 5v14", "M5 12h14"),
    "restore": ("M4 12a8 8 0 1 0 2.5-5.8L4 8.5", "M4 4v4.5h4.5"),
    "sign-out": ("M10 4H5v16h5", "M14 8l4 4-4 4", "M18 12H9"),
    "spinner": ("M12 3a9 9 0 1 1-9 9",),
    "theme": ("M12 3a9 9 0 1 0 0 18z", "M12 3a9 9 0 0 1 0 18"),
    "trash": ("M4 7h16", "M9 7V4h6v3", "M6 7l1 13h10l1-13", "M10 11v5", "M14 11v5"),
    "user": ("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4.5 21c.7-4 3.7-6 7.5-6s6.8 2 7.5 6"),
    "warning": ("M12 4 2.5 20h19z", "M12 10v4", "M12 17h.01"),
    "wrench": ("M20.5 6.5 17 10l-3-3 3.5-3.5a5 5 0 0 0-6.7 6.2L4 16.5 7.5 20l6.8-6.8a5 5 0 0 0 6.2-6.7z",),
}

LINES: Final = "shrink-0 fill-none stroke-current stroke-2 [stroke-linecap:round] [stroke-linejoin:round]"


def icon(name: str, size: str = "size-5") -> rx.Component:
    """Return the icon of that ``name``; ``size`` is a Tailwind size class."""
    return rx.el.svg(
        *(rx.el.path(d=path) for path in PATHS[name]),
        view_box="0 0 24 24",
        class_name=classes(LINES, size),
        custom_attrs={"aria-hidden": "true"},
    )


def mark(size: str = "size-8") -> rx.Component:
    """Return the program's logo, a gauge; the same drawing as ``assets/favicon.svg``."""
    return rx.el.svg(
        rx.el.rect(width="32", height="32", rx="7", class_name="fill-[#0b5a60] stroke-none"),
        rx.el.path(d="M7 21.5a9 9 0 0 1 18 0", class_name="stroke-[#ffffff]"),
        rx.el.path(d="m16 21.5 5.2-7.4", class_name="stroke-[#ff8a3d]"),
        rx.el.circle(cx="16", cy="21.5", r="2.6", class_name="fill-[#ff8a3d] stroke-none"),
        view_box="0 0 32 32",
        class_name=classes("shrink-0 fill-none [stroke-width:3.2] [stroke-linecap:round]", size),
        custom_attrs={"aria-hidden": "true"},
    )
